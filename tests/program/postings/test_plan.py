"""A plan is a proposal: a person edits it, hears what it objects to, and a sergeant posts."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from commonbeat.program.areas.queries import approved_areas
from commonbeat.program.postings.models import Posting
from commonbeat.program.postings.plan_actions import approve_plan, begin_plan, draft_visible_to, edit_plan
from commonbeat.program.postings.planning import Asked, objections, propose
from tests.cast import Cast


def asked(cast: Cast) -> list[Asked]:
    return [
        Asked(cast.rivera, 30.0, ("spanish",), posted=cast.oak_creek.pk),
        Asked(cast.lindqvist, 40.0, ("spanish",), wishes=(cast.mill_street.pk,)),
    ]


def load(cast: Cast) -> None:
    for area, calls in ((cast.oak_creek, 300.0), (cast.mill_street, 280.0)):
        area.expected_calls = calls
        area.save()


def test_the_plan_keeps_who_is_known_and_meets_the_wish(cast: Cast) -> None:
    load(cast)
    areas = list(approved_areas(cast.okafor))
    plan = propose(areas, asked(cast))
    draft = begin_plan(cast.okafor, asked(cast), plan)
    assert draft.assigned == {
        str(cast.rivera.pk): cast.oak_creek.pk,
        str(cast.lindqvist.pk): cast.mill_street.pk,
    }
    assert objections(areas, asked(cast), draft.assigned, plan) == []
    assert Posting.objects.count() == 1


def test_the_plan_objects_to_an_edit_in_sentences_the_gravest_first(cast: Cast) -> None:
    load(cast)
    areas = list(approved_areas(cast.okafor))
    plan = propose(areas, asked(cast))
    edited = {str(cast.rivera.pk): cast.mill_street.pk, str(cast.lindqvist.pk): None}
    said = [one.words for one in objections(areas, asked(cast), edited, plan)]
    assert said[0] == "Maja Lindqvist stands nowhere."
    assert "Sol Rivera would leave Oak Creek, where people know them. A handover comes first." in said
    assert "Oak Creek would have nobody. The plan puts an officer there." in said
    assert any("expected calls a year less" in each for each in said)


def test_a_language_nobody_would_speak_is_said(cast: Cast) -> None:
    load(cast)
    areas = list(approved_areas(cast.okafor))
    people = [Asked(cast.rivera, 40.0), Asked(cast.lindqvist, 40.0, ("spanish",))]
    plan = propose(areas, people)
    said = [one.words for one in objections(areas, people, {str(cast.rivera.pk): cast.oak_creek.pk}, plan)]
    assert "Nobody at Oak Creek would speak Spanish." in said


def test_approving_posts_who_is_posted_nowhere_and_leaves_who_must_hand_over(cast: Cast) -> None:
    load(cast)
    plan = propose(list(approved_areas(cast.okafor)), asked(cast))
    draft = begin_plan(cast.okafor, asked(cast), plan)
    edit_plan(cast.okafor, draft, {str(cast.rivera.pk): cast.mill_street.pk, str(cast.lindqvist.pk): cast.oak_creek.pk})
    done = approve_plan(cast.okafor, draft, starts_on=date(2026, 5, 4), backups={cast.lindqvist.pk: cast.rivera})
    assert [(one.officer, one.area, one.backup) for one in done.posted] == [
        (cast.lindqvist, cast.oak_creek, cast.rivera)
    ]
    assert done.waiting == (cast.rivera,)
    assert draft_visible_to(cast.okafor) is not None


def test_analysts_plan_and_sergeants_post(cast: Cast) -> None:
    load(cast)
    plan = propose(list(approved_areas(cast.okafor)), asked(cast))
    draft = begin_plan(cast.adeyemi, asked(cast), plan)
    with pytest.raises(PermissionDenied):
        approve_plan(cast.adeyemi, draft, starts_on=date(2026, 5, 4), backups={})
    with pytest.raises(PermissionDenied):
        edit_plan(cast.rivera, draft, {})
    with pytest.raises(ValidationError):
        edit_plan(cast.okafor, draft, {str(cast.rivera.pk): cast.harbor_area.pk})
