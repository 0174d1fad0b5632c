"""学员档案 of one person: the page to which every list of people leads."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from foundation.accounts.middleware import actor_from
from foundation.workflow.listing import timeline_of
from foundation.workflow.pages import visible_or_404
from reports.queries.person_file import person_file
from trainees.models import Person
from trainees.queries import duties_of


@require_safe
def person_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Numbers masked; the full one is asked for with a reason. A merged record leads to the one that was kept."""
    actor = actor_from(request)
    found = person_file(visible_or_404(Person.objects.all(), request, pk), actor)
    if found.person.pk != pk:
        return redirect(found.person)
    context = {
        "shown": found,
        "person": found.person,
        "may": duties_of(actor),
        "readings": timeline_of(found.readings),
    }
    return render(request, "reports/person_page.html", context)
