"""Addresses of the classes app."""

from __future__ import annotations

from django.urls import URLPattern, path

from classes.urls_teaching import urlpatterns as teaching
from classes.views import changes, deciding, lists, materials, plan, printing, roster

app_name = "classes"

_row = "roster/rows/<uuid:pk>/"
urlpatterns: list[URLPattern] = [
    path("", lists.class_list, name="class_list"),
    path("export/", lists.class_export, name="class_export"),
    path("new/", lists.class_new, name="class_new"),
    path("<uuid:pk>/materials/", materials.class_tasks, name="class_tasks"),
    path("<uuid:pk>/basics/", materials.class_basics, name="class_basics"),
    path("<uuid:pk>/teachers/", materials.class_teachers, name="class_teachers"),
    path("<uuid:pk>/venue/", materials.class_venue, name="class_venue"),
    path("<uuid:pk>/resources/", materials.class_resources, name="class_resources"),
    path("<uuid:pk>/exam-plan/", materials.class_exam_plan, name="class_exam_plan"),
    path("<uuid:pk>/files/", materials.class_material, name="class_material"),
    path("files/<uuid:pk>/", materials.material_file, name="material_file"),
    path("files/<uuid:pk>/remove/", materials.material_remove, name="material_remove"),
    path("<uuid:pk>/plan/", plan.class_plan, name="class_plan"),
    path("<uuid:pk>/plan/generate/", plan.plan_generate, name="plan_generate"),
    path("<uuid:pk>/plan/print/", printing.print_plan, name="print_plan"),
    path("roster/blank/", roster.roster_blank, name="roster_blank"),
    path("<uuid:pk>/roster/", roster.class_roster, name="class_roster"),
    path("<uuid:pk>/roster/print/", printing.print_roster, name="print_roster"),
    path("<uuid:pk>/roster/export/", roster.roster_export, name="roster_export"),
    path("<uuid:pk>/roster/send/", roster.roster_send, name="roster_send"),
    path("<uuid:pk>/roster/add/", roster.trainee_add, name="trainee_add"),
    path("<uuid:pk>/roster/<uuid:application_pk>/remove/", roster.trainee_remove, name="trainee_remove"),
    path("<uuid:pk>/groups/", roster.class_groups, name="class_groups"),
    path("<uuid:pk>/groups/auto/", roster.groups_auto, name="groups_auto"),
    path("roster/<uuid:pk>/", roster.roster_rows, name="roster_rows"),
    path("roster/<uuid:pk>/hand-in/", roster.roster_hand_in, name="roster_hand_in"),
    path("roster/<uuid:pk>/discard/", roster.roster_discard, name="roster_discard"),
    path("roster/<uuid:pk>/annotated/", roster.roster_annotated, name="roster_annotated"),
    path("roster/<uuid:pk>/original/", roster.roster_original, name="roster_original"),
    path(f"{_row}save/", roster.row_save, name="row_save"),
    path(f"{_row}adopt/", roster.row_adopt, name="row_adopt"),
    path(f"{_row}remove/", roster.row_act, {"act": "remove"}, name="row_remove"),
    path(f"{_row}restore/", roster.row_act, {"act": "restore"}, name="row_restore"),
    path(f"{_row}confirm/", roster.row_act, {"act": "confirm"}, name="row_confirm"),
    path("<uuid:pk>/check/", deciding.class_check, name="class_check"),
    path("<uuid:pk>/decide/", deciding.class_decide, name="class_decide"),
    path("<uuid:pk>/system/", deciding.class_confirm_in_system, name="class_confirm_in_system"),
    path("<uuid:pk>/city-filing/", deciding.class_city_filing, name="class_city_filing"),
    path("<uuid:pk>/archive/", deciding.class_archive, name="class_archive"),
    path("<uuid:pk>/cameras/", deciding.class_cameras, name="class_cameras"),
    path("<uuid:pk>/request/print/", printing.print_request, name="print_request"),
    path("<uuid:pk>/changes/", changes.change_new, name="change_new"),
    path("changes/<uuid:pk>/", changes.change_detail, name="change_detail"),
    path("changes/<uuid:pk>/decide/", changes.change_decide, name="change_decide"),
    *teaching,
]
