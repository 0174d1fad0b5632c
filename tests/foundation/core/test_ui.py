"""What the components promise to a page: refusals shown with reasons, nothing preselected, errors linked."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from foundation.core.display import Check, Choice, StateTag, Task, TimelineEntry, deadline_tag
from foundation.core.errors import NotNow
from foundation.core.reasons import Reason


class VisitForm(forms.Form):
    phone = forms.CharField(label="联系电话", help_text="用于接收通知")
    remark = forms.CharField(label="备注", required=False, widget=forms.Textarea)
    issued = forms.ChoiceField(
        label="教材已发放", choices=[("", "---------"), ("yes", "是"), ("no", "否")], widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(label="类别", choices=[("", "---------"), ("a", "创业培训")])


def shown(template: str, path: str = "/", **values: object) -> str:
    request = RequestFactory().get(path)
    return Template("{% load ui %}" + template).render(Context({"request": request, **values}))


def test_a_state_is_shown_by_colour_icon_and_words() -> None:
    html = shown("{% state tag %}", tag=StateTag("待复核", "info"))
    assert "tag-info" in html
    assert "#clock" in html
    assert "待复核" in html


def test_an_unknown_kind_of_state_is_refused() -> None:
    with pytest.raises(ValueError, match="purple"):
        StateTag("待复核", "purple")


@pytest.mark.parametrize(
    ("days_left", "label", "kind"),
    [
        (-2, "逾期 2 个工作日", "solid-danger"),
        (0, "今日到期", "warn"),
        (3, "剩 3 个工作日", "info"),
        (9, "剩 9 个工作日", "mute"),
    ],
)
def test_a_deadline_says_how_long_is_left(days_left: int, label: str, kind: str) -> None:
    assert (deadline_tag(days_left).label, deadline_tag(days_left).kind) == (label, kind)


def test_what_the_user_typed_is_escaped_everywhere() -> None:
    evil = "<b onclick=x>"
    template = (
        '{% panel evil %}x{% endpanel %}{% note "info" %}{{ evil }}{% endnote %}'
        "{% fact evil evil %}{% tag evil %}"
        "{% kpi evil evil %}{% crumbs evil evil evil %}{% checks checks %}{% tasklist tasks %}"
    )
    html = shown(template, evil=evil, checks=[Check("ok", evil)], tasks=[Task(evil, StateTag(evil))])
    assert evil not in html


def test_nothing_filled_in_is_written_as_such() -> None:
    assert "未填" in shown('{% fact "班主任" "" %}')
    assert "未填" not in shown('{% fact "退班人数" 0 %}')


def test_failed_checks_stand_first() -> None:
    html = shown(
        "{% checks items %}", items=[Check("ok", "合规"), Check("warn", "留意"), Check("danger", "不可")]
    )
    assert html.index("不可") < html.index("留意") < html.index("合规")


def test_a_verb_that_cannot_be_done_says_what_is_missing() -> None:
    reason = Reason("roster.hit_undecided", "第 23 号学员的比对结果尚未认定", link="/hits/23/")
    choice = Choice("approve", "同意", "approve", enabled=False, reasons=[reason])
    html = shown(
        '{% decision choices "复核意见" url="/x/" %}{% enddecision %}{% verb choice "/y/" %}',
        choices=[choice],
        choice=choice,
    )
    assert html.count("第 23 号学员的比对结果尚未认定") == 2
    assert html.count('href="/hits/23/"') == 2
    assert '<form class="verb' not in html


def test_several_reasons_against_a_verb_stand_line_by_line() -> None:
    reasons = [
        Reason("log.missing", "还有 6 天没有教学日志"),
        Reason("video.missing", "还有 48 学时没有录像"),
    ]
    choice = Choice("finish", "教学完成", "approve", enabled=False, reasons=reasons)
    html = shown('{% verb choice "/y/" %}', choice=choice)
    assert html.count("<li>") == 2
    assert html.count("还有 6 天没有教学日志") == 1


def test_the_newest_return_is_said_at_the_top_with_who_and_when() -> None:
    timeline = [
        TimelineEntry("退回补正", "11-20 11:20", "李静", "第 7 项页码不连续", "back"),
        TimelineEntry("退回补正", "11-10 09:00", "李静", "缺监考人签字", "back"),
    ]
    html = shown('{% include "components/returned.html" %}', timeline=timeline, due=date(2026, 11, 27))
    assert "第 7 项页码不连续" in html
    assert "李静，11-20 11:20" in html
    assert "11月27日前" in html
    assert "缺监考人签字" not in html


def test_a_record_without_entries_says_so() -> None:
    html = shown("{% timeline entries %}", entries=[])
    assert "还没有办理记录" in html
    assert "<ol" not in html


def test_an_empty_required_field_is_told_in_the_words_of_the_office() -> None:
    errors = VisitForm({}).errors
    assert errors["phone"] == ["请填写"]
    assert errors["kind"] == ["请选择"]


def test_a_verb_with_a_page_of_its_own_is_a_link_there() -> None:
    choices = [Choice("return", "退回", "return"), Choice("record", "登记确认号", url="/classes/7/confirm/")]
    html = shown('{% decision choices "意见" url="/x/" %}{% enddecision %}', choices=choices)
    assert html.count('type="radio"') == 1
    assert 'href="/classes/7/confirm/"' in html


def test_no_decision_is_preselected() -> None:
    choices = [
        Choice("approve", "同意", "approve"),
        Choice("return", "退回", "return", comment_required=True),
    ]
    html = shown('{% decision choices "意见" url="/x/" %}{% enddecision %}', choices=choices)
    assert "checked" not in html
    assert "退回时必填" in html


def test_a_field_names_its_duty_its_hint_and_its_error() -> None:
    form = VisitForm({"issued": "yes"})
    html = shown("{% fields form %}", form=form)
    assert 'id="id_phone_helptext"' in html
    assert 'id="id_phone_error"' in html
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in html
    assert html.count("必填</span>") == 3
    assert html.count("选填</span>") == 1


def test_choices_come_without_an_empty_one() -> None:
    html = shown("{% field form.issued %}{% field form.kind %}", form=VisitForm())
    assert "---------" not in html
    assert "请选择" in html
    assert html.count('type="radio"') == 2


def test_the_error_summary_links_every_problem_to_its_field() -> None:
    refusal = NotNow("opening.not_ready", "还不能提交", [Reason("roster.incomplete", "名册差 2 人")])
    html = shown("{% errorsummary form error=refusal %}", form=VisitForm({}), refusal=refusal)
    assert 'role="alert"' in html
    assert 'href="#id_phone"' in html
    assert "还不能提交" in html
    assert "名册差 2 人" in html


def test_the_errors_of_many_rows_stand_in_one_summary() -> None:
    html = shown("{% errorsummary rows %}", rows=[VisitForm({}, prefix="a"), VisitForm({}, prefix="b")])
    assert html.count('role="alert"') == 1
    assert ("#id_a-phone" in html, "#id_b-phone" in html) == (True, True)


def test_a_clean_form_shows_no_summary() -> None:
    assert shown("{% errorsummary form %}", form=VisitForm()).strip() == ""


def test_the_pager_keeps_the_conditions_of_the_list() -> None:
    page = Paginator(list(range(50)), 20).page(1)
    html = shown("{% pager page %}", "/classes/?state=open&page=1", page=page)
    assert "?state=open&amp;page=2" in html
    assert "?state=open&amp;per_page=50" in html
    assert "第 1 至 20 件，共 50 件" in html


def test_a_sorted_column_says_so_and_turns_round() -> None:
    html = shown('{% th_sort "开班日期" "starts_on" %}', "/?sort=starts_on")
    assert 'aria-sort="ascending"' in html
    assert "?sort=-starts_on" in html


def test_a_bar_never_exceeds_its_frame() -> None:
    html = shown('{% bar total=100 done=80 run=50 mark=130 label="完成率" %}')
    assert 'width="800"' in html
    assert 'x="800" width="200"' in html
    assert "M1000 " in html


def test_a_finished_job_stops_asking() -> None:
    assert "every 2s" in shown('{% jobprogress "比对" url="/j/" done=1 total=2 %}')
    assert "hx-get" not in shown('{% jobprogress "比对" url="/j/" done=2 total=2 finished=True %}')


def test_a_job_that_ended_ill_says_so_and_why() -> None:
    text = shown(
        '{% jobprogress "报名" url="/j/" total=14 remaining="还有 2 行有错" finished=True'
        ' outcome="未成功" went_well=False %}'
    )
    assert "未成功" in text
    assert "已完成" not in text
    assert 'role="alert"' in text
    assert "还有 2 行有错" in text


def test_instants_are_shown_in_wenshui_time() -> None:
    evening = datetime(2026, 6, 17, 17, 30, tzinfo=UTC)
    assert shown("{{ at|mdhm }}|{{ at|ymd }}|{{ at|cdate }}|{{ at|weekday }}", at=evening) == (
        "6月18日 01:30|2026-06-18|2026年6月18日|星期四"
    )


def test_figures_are_written_as_the_office_writes_them() -> None:
    assert shown(
        "{{ fen|yuan }}|{{ fen|yuan_short }}|{{ fen|wan }}|{{ none|yuan }}|{{ day|md }}",
        fen=8280000,
        none=None,
        day=date(2026, 6, 8),
    ) == ("82,800.00|82,800|8.28||6月8日")
