"""The entry pages: profile, selection, contract, permission, venue, teacher, cameras, account."""

from __future__ import annotations

from typing import Any

from django import forms

from institutions import operations as ops
from institutions.enums import ACCOUNT_COOLING_DAYS
from institutions.forms import (
    AccountChangeForm,
    CamerasForm,
    ContractForm,
    PermissionForm,
    ProfileForm,
    SelectionForm,
    TeacherForm,
    VenueForm,
    filled_from,
    profile_form_class,
)
from institutions.models import Teacher, Venue
from institutions.views.entry import EntryPage


class ProfilePage(EntryPage):
    title, done = "修改机构资料", "已保存机构资料。"
    form_class = ProfileForm
    operation = staticmethod(ops.update_profile)

    def form_type(self, record: Any) -> type[forms.Form]:
        return profile_form_class(record)

    def initial(self, record: Any) -> dict[str, Any]:
        return filled_from(self.form_type(record), record)


class SelectionPage(EntryPage):
    title, done = "登记磋商结果", "已登记磋商结果。"
    form_class = SelectionForm
    operation = staticmethod(ops.record_selection)

    def initial(self, record: Any) -> dict[str, Any]:
        return filled_from(self.form_class, record)


class ContractPage(EntryPage):
    title, done = "登记合同", "已登记合同。"
    form_class = ContractForm
    operation = staticmethod(ops.add_contract)


class PermissionPage(EntryPage):
    title, done = "登记许可工种", "已登记许可工种。"
    hint = "机构只能在已公布的工种目录内、自身已审批的项目范围内招生（文人社字〔2026〕8号 一(二)）。"
    form_class = PermissionForm
    operation = staticmethod(ops.add_permission)


class NewVenuePage(EntryPage):
    title, done = "登记场地", "已登记场地，待人社部门实地核实。"
    form_class = VenueForm
    operation = staticmethod(ops.add_venue)


class VenuePage(EntryPage):
    title, done = "修改场地", "已保存场地。"
    hint = "名称、地址、面积、消防日期改动后，须重新实地核实。"
    form_class, model = VenueForm, Venue
    operation = staticmethod(ops.change_venue)

    def initial(self, record: Any) -> dict[str, Any]:
        return filled_from(self.form_class, record)


class NewTeacherPage(EntryPage):
    title, done = "登记师资", "已登记师资。"
    form_class = TeacherForm
    operation = staticmethod(ops.add_teacher)


class TeacherPage(EntryPage):
    title, done = "修改师资", "已保存师资。"
    form_class, model = TeacherForm, Teacher
    operation = staticmethod(ops.change_teacher)

    def initial(self, record: Any) -> dict[str, Any]:
        return filled_from(self.form_class, record)


class CamerasPage(EntryPage):
    title, done = "监控设备验收", "已登记监控设备验收。"
    hint = "画面逼真、声音清晰、无死角，型号按市局要求并接入内网（文人社字〔2026〕8号 二(1)、三(二)）。"
    form_class = CamerasForm
    operation = staticmethod(ops.accept_cameras)


class AccountChangePage(EntryPage):
    title, done = "变更账户", "已提出账户变更，由局里另一人核实确认。"
    hint = f"确认前仍向原账户付款；确认后满 {ACCOUNT_COOLING_DAYS} 天才向新账户付款。"
    form_class = AccountChangeForm
    operation = staticmethod(ops.propose_account_change)
