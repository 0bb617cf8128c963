"""Concerns in the office: the queue, the open ones, what is to be passed on, and the page of one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from commonbeat.program.agencies.models import Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.areas.models import Area
from commonbeat.program.commitments.queries import today_in
from commonbeat.program.concerns.models import Concern, Passing, ReplyAddress
from commonbeat.program.concerns.passing import GOING_ON, in_trouble, to_pass_on
from commonbeat.program.concerns.queries import (
    concern_for,
    late_answers,
    open_concerns,
    own_first,
    passings_of,
    queue,
    set_aside,
    settled_concerns,
    steps_of,
)
from commonbeat.program.postings.queries import postings_now
from commonbeat.program.problems.queries import problems_of
from commonbeat.web.access import allow
from commonbeat.web.office.concern_forms import (
    AnswerForm,
    AsideForm,
    BackForm,
    LookForm,
    PassForm,
    PublicForm,
    ReopenForm,
    areas_of,
)
from commonbeat.web.office.concern_waits import wait_of
from commonbeat.web.signed_in import member_of

#: Who answers concerns (`concerns.list`); those who also look at the queue are sergeants and commanders.
ANSWERERS: Final = (Role.OFFICER, Role.SERGEANT, Role.COMMANDER)
RUNNERS: Final = (Role.SERGEANT, Role.COMMANDER)
_A_PAGE: Final = 20
_OPEN: Final = (Concern.State.OPEN, Concern.State.UNDER_WAY, Concern.State.PASSED_ON)
_NOT_IN: Final = (Concern.State.QUEUED, Concern.State.SET_ASIDE)
_SETTLED: Final = (Concern.State.DONE, Concern.State.NOT_DONE)


@require_GET
@allow(*ANSWERERS)
def concerns(request: HttpRequest) -> HttpResponseBase:
    """One list at a time: what nobody looked at, what is open, to be passed on, in trouble, settled, set aside."""
    member, now = member_of(request), datetime.now(UTC)
    areas, own = areas_of(member), own_areas(member)
    asked = request.GET.get("area", "")
    area = next((one for one in areas if str(one.pk) == asked), None)
    lists = _lists(member, area, own, now)
    counts = {name: rows.count() for name, rows in lists.items()}
    shown = request.GET.get("show", "")
    if shown not in lists:
        shown = "queue" if counts.get("queue") else "open"
    page = Paginator(lists[shown], _A_PAGE).get_page(request.GET.get("page"))
    rows: list[dict[str, Any]] = []
    for one in page.object_list:
        passing = one if isinstance(one, Passing) else None
        concern = passing.concern if passing else one
        rows.append({"concern": concern, "passing": passing, "wait": wait_of(concern, now)})
    told = {
        "tabs": [(name, words, counts[name]) for name, words in _titles().items() if name in lists],
        "shown": shown,
        "title": _titles()[shown],
        "rows": rows,
        "page": page,
        "areas": areas,
        "area": area,
        "own": own,
    }
    return render(request, "office/concerns/list.html", told)


@require_GET
@allow(*ANSWERERS)
def concern(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """Everything about one concern, and what may be done now."""
    return show(request, held(member_of(request), code))


def held(member: Member, code: UUID) -> Concern:
    """The concern.

    Raises:
        Http404: there is none for this member.
    """
    found = concern_for(member, code)
    if found is None:
        raise Http404
    return found


def show(request: HttpRequest, found: Concern, *, status: int = 200, **more: Any) -> HttpResponseBase:
    """The page of a concern; `more`: a form that was refused, or `trouble`."""
    member, now = member_of(request), datetime.now(UTC)
    passings = list(passings_of(member, found))
    with_service = next((one for one in passings if one.state in GOING_ON), None)
    may_answer = member.has_perm("concerns.answer", found)
    address = ReplyAddress.objects.visible_to(member).filter(concern=found).first()
    told: dict[str, Any] = {
        "concern": found,
        "wait": wait_of(found, now),
        "steps": steps_of(member, found),
        "passings": [(one, _may_try_again(found, one)) for one in passings],
        "with_service": with_service,
        "may_answer": may_answer,
        "address": address if may_answer else None,
        "problems": problems_of(member).filter(evidence__concern=found).distinct(),
    }
    if found.state in _NOT_IN and member.has_perm("concerns.let_through", found):
        told["look_form"] = LookForm(member, found)
        if found.state == Concern.State.QUEUED:
            told["aside_form"] = AsideForm()
    if may_answer and found.state in _OPEN:
        told["answer_form"] = AnswerForm(found)
        if with_service is None:
            told["pass_form"] = PassForm(member, found)
        else:
            told["back_form"] = BackForm()
    if may_answer and found.state in _SETTLED:
        told["reopen_form"] = ReopenForm()
    if member.has_perm("concerns.publish", found):
        told["public_form"] = PublicForm(initial={"words": found.public_words})
    return render(request, "office/concerns/concern.html", told | more, status=status)


def own_areas(member: Member) -> list[int]:
    """The areas at which the member is posted today, or is the backup."""
    today = today_in(member.agency, datetime.now(UTC))
    return [
        posting.area_id
        for posting in postings_now(member, today)
        if posting.starts_on <= today and member.pk in (posting.officer_id, posting.backup_id)
    ]


def _lists(member: Member, area: Area | None, own: list[int], now: datetime) -> dict[str, QuerySet[Any]]:
    lists: dict[str, QuerySet[Any]] = {}
    if member.has_perm("concerns.look_at_queue"):
        lists["queue"] = queue(member).select_related("estate")
    lists["open"] = own_first(open_concerns(member), own)
    lists["late"] = late_answers(member, now)
    lists["pass"] = to_pass_on(member).select_related("estate")
    lists["trouble"] = in_trouble(member).select_related("concern__estate", "concern__place")
    lists["settled"] = settled_concerns(member)
    if member.has_perm("concerns.look_at_queue"):
        lists["aside"] = set_aside(member)
    if area is None:
        return lists
    return {
        name: rows.filter(concern__area=area) if name == "trouble" else rows.filter(area=area)
        for name, rows in lists.items()
    }


def _titles() -> dict[str, str]:
    return {
        "queue": _("Nobody looked at yet"),
        "open": _("Open"),
        "late": _("First answer overdue"),
        "pass": _("To pass on"),
        "trouble": _("Did not reach the service"),
        "settled": _("Settled"),
        "aside": _("Set aside"),
    }


def _may_try_again(found: Concern, passing: Passing) -> bool:
    failed = bool(passing.trouble) and passing.state in (*GOING_ON, Passing.State.REFUSED)
    return failed and found.state in _OPEN
