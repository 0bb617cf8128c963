"""The library: what was tried about which kind of problem, and what it did."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commonbeat.analysis.calls import CATEGORIES
from commonbeat.program.problems.models import Action, Problem
from commonbeat.program.problems.queries import library as closed_problems
from commonbeat.web.access import allow
from commonbeat.web.office.problem_forms import categories_offered
from commonbeat.web.office.problems import READERS
from commonbeat.web.signed_in import member_of

_COLUMNS = ("problem", "closed_on", "area", "categories", "analysis", "action", "kind", "state", "done_on", "cost")
_MORE = ("effect", "verdict", "change", "low", "high", "lesson", "not_assessed_why")


@require_GET
@allow(*READERS)
def library(request: HttpRequest) -> HttpResponseBase:
    """Closed problems by category and words."""
    category, words = asked(request)
    return render(
        request,
        "office/problems/library.html",
        {
            "found": [(one, last_assessment(one)) for one in _found(request)],
            "categories": categories_offered(),
            "category": category,
            "words": words,
        },
    )


@require_GET
@allow(*READERS)
def download(request: HttpRequest, form: str) -> HttpResponseBase:
    """The same as a table (a row an action) or as JSON (an object a problem)."""
    if form == "json":
        answer: HttpResponse = JsonResponse({"problems": [_told(one) for one in _found(request)]})
    elif form == "csv":
        answer = HttpResponse(_table([_told(one) for one in _found(request)]), content_type="text/csv; charset=utf-8")
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="problem-library.{form}"'
    return answer


def asked(request: HttpRequest) -> tuple[str, str]:
    """The category and the words that were asked for."""
    category = request.GET.get("category", "")
    return category if category in CATEGORIES else "", request.GET.get("words", "")[:80]


def last_assessment(problem: Problem) -> Any:
    """The latest look at the numbers; None without one."""
    return max(problem.assessments.all(), key=lambda one: (one.made_at, one.pk), default=None)


def _found(request: HttpRequest) -> list[Problem]:
    category, words = asked(request)
    return list(closed_problems(member_of(request), category=category, words=words)[:500])


def _told(problem: Problem) -> dict[str, Any]:
    looked = last_assessment(problem)
    figures = looked.figures if looked else {}
    return {
        "problem": problem.title,
        "closed_on": problem.closed_at.date().isoformat() if problem.closed_at else None,
        "area": problem.area.name,
        "categories": problem.categories,
        "analysis": problem.sentence,
        "actions": [_action(one) for one in problem.actions.all()],
        "verdict": looked.verdict if looked else None,
        "change": figures.get("estimate"),
        "low": figures.get("low"),
        "high": figures.get("high"),
        "lesson": problem.lesson,
        "not_assessed_why": problem.not_assessed_why,
    }


def _action(one: Action) -> dict[str, Any]:
    done: date | None = one.done_on
    return {
        "action": one.what,
        "kind": one.kind,
        "state": one.state,
        "done_on": done.isoformat() if done else None,
        "cost": str(one.cost) if one.cost is not None else None,
        "effect": one.effect,
    }


def _table(told: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, (*_COLUMNS, *_MORE), extrasaction="ignore")
    writer.writeheader()
    for one in told:
        for action in one["actions"] or [{}]:
            row = one | action | {"categories": "; ".join(one["categories"])}
            writer.writerow({name: _plain(value) for name, value in row.items() if name != "actions"})
    return text.getvalue()


def _plain(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
