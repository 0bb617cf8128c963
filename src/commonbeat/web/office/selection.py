"""Selection in the browser: exports on their way into the lake, runs, the ranked list and map, two areas compared."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from commonbeat.errors import CommonbeatError
from commonbeat.intake.lake import open_lake
from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.agencies.roles import Role
from commonbeat.program.areas.models import SelectionRun
from commonbeat.program.areas.queries import found_areas, runs
from commonbeat.program.jobs.actions import begin_selection, select_again
from commonbeat.program.jobs.models import Import
from commonbeat.program.jobs.tasks import lake_name
from commonbeat.web.access import allow
from commonbeat.web.office.forms import OfficeForm
from commonbeat.web.signed_in import member_of

_RUNS_SHOWN = 20


class SelectionForm(OfficeForm):
    """What to ask of a selection."""

    top = forms.IntegerField(label=_("Places in the list"), min_value=5, max_value=500, initial=50)
    months = forms.IntegerField(label=_("Months of calls that choose"), min_value=1, max_value=60, initial=12)
    as_of = forms.DateField(
        label=_("Last day"), required=False, help_text=_("Leave empty for the last day of the calls.")
    )
    max_walk_feet = forms.IntegerField(
        label=_("Longest walk in an area, in feet"), min_value=200, max_value=10_000, initial=1_300
    )
    exploration = forms.BooleanField(
        label=_("Give a tenth of the list to places drawn by lot from just below the line"), required=False
    )


@require_GET
@allow(Role.SERGEANT, Role.ANALYST)
def selection(request: HttpRequest) -> HttpResponseBase:
    """The calls there are, the exports on their way, and the runs."""
    return _page(request, SelectionForm())


@require_POST
@allow(Role.SERGEANT, Role.ANALYST)
def begin(request: HttpRequest) -> HttpResponseBase:
    """Begin a run."""
    form = SelectionForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        run = form.take(
            lambda: begin_selection(
                member_of(request),
                top=told["top"],
                months=told["months"],
                as_of=told["as_of"],
                max_walk_feet=told["max_walk_feet"],
                exploration=told["exploration"],
                language=(get_language() or "en")[:2],
            )
        )
        if run is not None:
            return redirect("office:run", run.pk)
    return _page(request, form, status=422)


@require_GET
@allow(Role.SERGEANT, Role.ANALYST)
def run(request: HttpRequest, run: int) -> HttpResponseBase:
    """How far a run is, and once it is done its list, areas and map."""
    found = _run(member_of(request), run)
    told: dict[str, Any] = {"run": found, "work": found, "refresh": "office:run"}
    if found.state == SelectionRun.State.DONE:
        told |= {
            "result": found.result,
            "areas": found_areas(found),
            "forecasts": settings.FORECASTS and bool(found.settings.get("forecasts")),
            "still": _drawing(found),
        }
    return render(request, "office/run.html", told)


@require_POST
@allow(Role.SERGEANT, Role.ANALYST)
def again(request: HttpRequest, run: int) -> HttpResponseBase:
    """Run a failed run again."""
    member = member_of(request)
    found = _run(member, run)
    try:
        select_again(member, found)
    except ValidationError as error:
        return render(request, "office/run.html", {"run": found, "work": found, "trouble": error.messages}, status=422)
    return redirect("office:run", run)


@require_GET
@allow(Role.SERGEANT, Role.ANALYST)
def run_map(request: HttpRequest, run: int) -> HttpResponseBase:
    """The layers of the live map."""
    found = _run(member_of(request), run)
    if not found.map:
        raise Http404
    return JsonResponse({name: found.map[name] for name in ("bounds", "layers", "names")})


@require_GET
@allow(Role.SERGEANT, Role.ANALYST)
def compare(request: HttpRequest, run: int) -> HttpResponseBase:
    """Two areas of a run side by side."""
    found = _run(member_of(request), run)
    by_id = {area.area_id: area for area in found_areas(found)}
    wanted = [by_id.get(request.GET.get(name, "")) for name in ("a", "b")]
    if len(by_id) < 2:
        raise Http404
    chosen = [area or other for area, other in zip(wanted, list(by_id.values())[:2], strict=True)]
    return render(
        request,
        "office/compare.html",
        {
            "run": found,
            "all": list(by_id.values()),
            "pair": [(area, _mix(area.places)) for area in chosen],
            "forecasts": settings.FORECASTS and bool(found.settings.get("forecasts")),
        },
    )


def _run(member: Member, pk: int) -> SelectionRun:
    found = SelectionRun.objects.visible_to(member).select_related("started_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _drawing(run: SelectionRun) -> SafeString | str:
    """The map as a drawing that the job made and whose every label it escaped (`report.drawing`)."""
    return mark_safe(run.map["svg"]) if run.map.get("svg") else ""  # noqa: S308


def _mix(places: tuple[dict[str, Any], ...]) -> list[tuple[str, float]]:
    """The most frequent categories over all places of an area, with their share of the calls."""
    calls = sum(place["calls"] for place in places) or 1
    shares: dict[str, float] = {}
    for place in places:
        for one in place["categories"]:
            shares[one["category"]] = shares.get(one["category"], 0.0) + one["share"] * place["calls"] / calls
    return sorted(shares.items(), key=lambda pair: -pair[1])[:4]


def _calls_there(agency: Agency) -> dict[str, Any] | None:
    """The agency's live imports in the lake; None when it has none there."""
    try:
        lake = open_lake(settings.LAKE)
    except CommonbeatError:
        return None
    if lake_name(agency) not in lake.agencies():
        return None
    imports = [one for one in lake.imports() if one.agency == lake_name(agency)]
    live = [one for one in imports if one.state == "live"]
    return {
        "calls": sum(file.rows for file in lake.snapshot.of("calls", lake_name(agency))),
        "imports": list(reversed(live))[:10],
        "held": [one for one in imports if one.state == "held"],
    }


def _page(request: HttpRequest, form: SelectionForm, status: int = 200) -> HttpResponseBase:
    member = member_of(request)
    imports = Import.objects.visible_to(member).select_related("started_by").defer("report", "mapping")
    uploads = imports.order_by("-started_at", "-pk")
    held = list(uploads.filter(outcome__state="held"))
    brought, there = {one.outcome["name"] for one in held}, _calls_there(member.agency)
    return render(
        request,
        "office/selection.html",
        {
            "form": form,
            "there": there,
            "imports": uploads[:10],
            "held": [(one, member.has_perm("jobs.decide", one)) for one in held],
            "held_elsewhere": [one for one in there["held"] if one.name not in brought] if there else [],
            "runs": runs(member)[:_RUNS_SHOWN],
        },
        status=status,
    )
