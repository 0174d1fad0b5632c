"""Addresses of inspections."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from inspections.views import cases, lists, recording, suspicions

app_name = "inspections"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.inspection_list, name="inspection_list"),
    path("findings/", lists.finding_list, name="finding_list"),
    path("mine/", lists.my_tasks, name="my_tasks"),
    path("plan/", lists.plan, name="plan"),
    path("suspicions/", suspicions.suspicion_list, name="suspicion_list"),
    path("suspicions/decide/", suspicions.suspicion_decide, name="suspicion_decide"),
    path("classes/<uuid:pk>/waiver/", lists.waive, name="waive"),
    path("<uuid:pk>/", cases.inspection_detail, name="inspection_detail"),
    path("<uuid:pk>/decide/", cases.inspection_decide, name="inspection_decide"),
    path("<uuid:pk>/inspectors/", lists.assign, name="assign"),
    path("<uuid:pk>/inspectors/<uuid:inspector_id>/remove/", lists.unassign, name="unassign"),
    path("<uuid:pk>/presence/", lists.confirm_presence, name="confirm_presence"),
    path("<uuid:pk>/on-site/", recording.record_on_site, name="record_on_site"),
    path("<uuid:pk>/on-site/progress/", recording.record_progress, name="record_progress"),
    path("<uuid:pk>/video/", recording.record_video, name="record_video"),
    path("<uuid:pk>/photos/", recording.photo_add, name="photo_add"),
    path("<uuid:pk>/photos/<uuid:photo_id>/remove/", recording.photo_remove, name="photo_remove"),
    path("<uuid:pk>/rectification/", cases.rectification_issue, name="rectification_issue"),
    path("<uuid:pk>/rectification/reply/", cases.rectification_reply, name="rectification_reply"),
    path("<uuid:pk>/rectification/reject/", cases.rectification_reject, name="rectification_reject"),
    path("<uuid:pk>/rectification/notice/", cases.rectification_notice, name="rectification_notice"),
    path("<uuid:pk>/print/", cases.inspection_print, name="inspection_print"),
    path("<uuid:pk>/files/<uuid:file_id>/", cases.inspection_file, name="inspection_file"),
]
