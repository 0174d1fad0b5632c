"""Recordings: one file with its facts and remarks, the player, the index of all, what was used twice."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classes import operations
from classes.enums import LikenessDecision
from classes.forms.footage import IndexFilter, ManifestForm, NoteForm, read_manifest, seconds_of
from classes.models import Likeness, Recording, TrainingClass
from classes.queries.footage import NOTERS, WATCHERS, recording_list, recording_page
from classes.queries.footage_likeness import likenesses
from classes.queries.video import video_coverage
from classes.views.answers import form_status, posted
from foundation.accounts.enums import Role
from foundation.accounts.middleware import actor_from
from foundation.core.form_fields import whole_number
from foundation.core.ranges import film_response
from foundation.core.scanning import is_given_out
from foundation.workflow.listing import chips_of, page_of
from foundation.workflow.pages import visible_or_404

ROWS = Recording.objects.select_related(
    "training_class__institution__organisation", "training_class__occupation", "file", "added_by"
)
DECIDERS = (Role.INSPECTOR, Role.INSPECTION_HEAD)
_SALT = "classes.footage_pass"


@require_safe
def footage_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _detail(request, visible_or_404(ROWS, request, pk), NoteForm())


def _detail(
    request: HttpRequest, recording: Recording, form: NoteForm, *, granted: str = "", at: int = 0
) -> HttpResponse:
    """The page of one recording; `granted` plays it: the pass of `footage_watch`.

    `held` is the film that nobody may have, or not yet: the virus scanner has not called it clean.
    """
    actor, film = actor_from(request), recording.file
    held = film if film is not None and not is_given_out(film) else None
    stream = f"{reverse('classes:footage_stream', args=[recording.pk])}?{urlencode({'pass': granted})}"
    context = {
        "recording": recording,
        "training_class": recording.training_class,
        "page": recording_page(recording, video_coverage(recording.training_class), actor),
        "form": form,
        "playing": stream if granted else "",
        "granted": granted,
        "at": at,
        "may_watch": recording.can_be_watched and actor.has_role(*WATCHERS) and not held,
        "held": held,
        "may_note": actor.has_role(*NOTERS),
        "may_decide": actor.has_role(*DECIDERS),
    }
    return render(request, "classes/teaching/recording.html", context, status=form_status(request))


@require_POST
def footage_watch(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    """Opens the recording, at `mark` if one is named; that it was opened is recorded before anything is seen."""
    recording = visible_or_404(ROWS, request, pk)
    actor, at = actor_from(request), seconds_of(request.POST.get("mark", ""))
    operations.watch_recording(recording, actor=actor, at_second=at)
    granted = signing.dumps([str(recording.pk), str(actor.user_id)], salt=_SALT)
    return redirect(_player(recording, granted, at))


def _player(recording: Recording, granted: str, at: int) -> str:
    address = reverse("classes:footage_play", args=[recording.pk])
    return f"{address}?{urlencode({'pass': granted, 'at': at})}"


@require_safe
def footage_play(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The player, for whoever has just opened the recording; for everybody else its page."""
    recording = visible_or_404(ROWS, request, pk)
    granted, at = request.GET.get("pass", ""), request.GET.get("at", "0")
    if not _has_pass(request, recording, granted):
        return redirect(recording)
    return _detail(request, recording, NoteForm(), granted=granted, at=whole_number(at) or 0)


@require_safe
def footage_stream(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The film itself, in parts; whoever has not opened it is led to its page."""
    recording = visible_or_404(ROWS, request, pk)
    if recording.file is None or not _has_pass(request, recording, request.GET.get("pass", "")):
        return redirect(recording)
    return film_response(request, recording.file)


def _has_pass(request: HttpRequest, recording: Recording, token: str) -> bool:
    """Granted by `footage_watch` to this person for this recording, for as long as a player may stay open."""
    try:
        granted = signing.loads(token, salt=_SALT, max_age=settings.FOOTAGE_PASS_LIFE)
    except signing.BadSignature:
        return False
    return bool(granted == [str(recording.pk), str(actor_from(request).user_id)])


@require_POST
def footage_watched(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The part that was played, told by the player."""
    recording = visible_or_404(ROWS, request, pk)
    part = [whole_number(request.POST.get(name, "")) for name in ("from", "to")]
    begins, ends = (-1 if each is None else each for each in part)
    operations.note_watched(recording, actor=actor_from(request), from_second=begins, to_second=ends)
    return HttpResponse(status=204)


@require_POST
def footage_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A remark; whoever makes it while watching goes on watching from that second."""
    recording = visible_or_404(ROWS, request, pk)
    form = NoteForm(request.POST)
    token = request.POST.get("pass", "")
    granted = token if _has_pass(request, recording, token) else ""
    if not form.is_valid():
        return _detail(request, recording, form, granted=granted)
    given = form.cleaned_data
    note = operations.add_note(
        recording,
        actor=actor_from(request),
        second=form.second,
        text=given["text"],
        is_problem=given["is_problem"],
    )
    messages.success(request, f"已记录：{note}。")
    return redirect(_player(recording, granted, form.second) if granted else recording.get_absolute_url())


@require_POST
def footage_remove(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    recording = visible_or_404(ROWS, request, pk)
    training_class = operations.remove_upload(recording, actor=actor_from(request))
    messages.success(request, f"已删除录像文件：{recording}。")
    return redirect("classes:video_list", training_class.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def footage_disk(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The manifest of a delivered disk."""
    training_class = visible_or_404(TrainingClass.objects.with_names(), request, pk)
    form = ManifestForm(posted(request), request.FILES or None)
    if not form.is_valid():
        context = {"training_class": training_class, "form": form}
        return render(request, "classes/teaching/disk.html", context, status=form_status(request))
    given = form.cleaned_data
    listed = operations.list_disk(
        training_class,
        actor=actor_from(request),
        disk_label=given["disk_label"],
        files=read_manifest(given["manifest"].read()),
        shows_everybody=given["shows_everybody"],
    )
    messages.success(
        request, f"硬盘 {given['disk_label']} 的 {len(listed)} 个文件已列入目录，硬盘请交档案柜保存。"
    )
    return redirect("classes:video_list", pk)


@require_safe
def footage_list(request: HttpRequest) -> HttpResponse:
    """录像目录: every recording that the person may see, on the server and on disks."""
    form = IndexFilter(request.GET)
    text, state = form.wanted
    page = page_of(request, recording_list(actor_from(request), text=text, state=state))
    return render(request, "classes/footage/list.html", {"form": form, "page": page})


@require_safe
def likeness_list(request: HttpRequest) -> HttpResponse:
    """疑似重复录像, those awaiting a decision first."""
    actor = actor_from(request)
    decision = request.GET.get("decision", LikenessDecision.PENDING)
    rows = likenesses(actor, decision=decision if decision in LikenessDecision.values else "")
    pairs = [*LikenessDecision.choices, ("all", "全部")]
    context = {
        "page": page_of(request, rows),
        "chips": chips_of(
            request,
            "decision",
            [(value, label, None) for value, label in pairs],
            default=LikenessDecision.PENDING,
        ),
        "may_decide": actor.has_role(*DECIDERS),
    }
    return render(request, "classes/footage/likenesses.html", context)


@require_POST
def likeness_decide(request: HttpRequest, pk: UUID) -> HttpResponseRedirect:
    rows = Likeness.objects.select_related("recording__training_class", "earlier")
    likeness = visible_or_404(rows, request, pk)
    decided = operations.decide_likeness(
        likeness,
        actor=actor_from(request),
        decision=request.POST.get("decision", ""),
        opinion=request.POST.get("opinion", ""),
    )
    messages.success(request, f"已认定：{decided.get_decision_display()}。")
    return redirect("classes:likeness_list")
