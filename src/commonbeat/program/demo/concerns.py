"""The made concerns, each taken through the program's own actions, and then put back to the moments it happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from commonbeat.program.agencies.models import Agency, Member
from commonbeat.program.areas.models import Area
from commonbeat.program.concerns.actions import (
    answer_concern,
    let_concern_through,
    reopen_concern,
    set_concern_aside,
    settle_concern,
    word_for_public,
)
from commonbeat.program.concerns.following import tell_follower
from commonbeat.program.concerns.models import Concern, ConcernKind, ConcernStep, Passing
from commonbeat.program.concerns.passing import pass_on, report_back
from commonbeat.program.concerns.raising import Saying, enter_concern, raise_concern, reopen_by_word
from commonbeat.program.partners.models import Estate
from commonbeat.program.partners.speaking import say_as_partner
from commonbeat.program.places.models import Place
from commonbeat.program.writer import writer
from commonbeat.progress import Progress, silent
from commonbeat.synthetic.program_concerns import ENTERED, SERGEANT, MadeConcern, MadeStep


@dataclass(slots=True)
class Concerns:
    """What takes them through.

    Attributes:
        members: by key, the partner too.
        areas: by number.
        places: by key of the lake.
        estate: the partner's property.
    """

    agency: Agency
    members: Mapping[str, Member]
    areas: Sequence[Area]
    places: Mapping[str, Place]
    estate: Estate | None = None
    _kinds: dict[str, ConcernKind] = field(default_factory=dict)

    def fill(self, made: Sequence[MadeConcern], progress: Progress = silent) -> list[Concern]:
        """All of them, in one transaction; in the order of `made`."""
        self._kinds = {kind.code: kind for kind in ConcernKind.objects.filter(agency=self.agency)}
        return writer.run(lambda: [self._one(one, n, made, progress) for n, one in enumerate(made)])

    def _one(self, one: MadeConcern, number: int, made: Sequence[MadeConcern], progress: Progress) -> Concern:
        concern, word = self._raised(one, number)
        for each in one.steps:
            self._step(concern, each, word)
            concern = Concern.objects.select_related("kind", "area", "estate").get(pk=concern.pk)
        if one.public_words:
            concern = word_for_public(self.members[SERGEANT], concern, one.public_words)
        _put_back(concern, one)
        progress("Raising and answering concerns", number + 1, len(made))
        return concern

    def _raised(self, one: MadeConcern, number: int) -> tuple[Concern, str]:
        kind = self._kinds[one.kind]
        if one.channel == Concern.Channel.PARTNER:
            if self.estate is None:
                raise ValueError("a partner speaks of a property")
            return say_as_partner(self.members[one.by], self.estate, kind, one.words), ""
        saying = Saying(
            kind,
            one.words,
            language=one.language,
            area=self.areas[one.area],
            place=self.places.get(one.place),
            reply_to=one.reply_to,
        )
        if one.channel in ENTERED:
            raised = enter_concern(self.members[one.by], saying, channel=one.channel)
        else:
            outside = f"311-{number + 1:05}" if one.channel == Concern.Channel.OPEN311 else ""
            raised = raise_concern(self.agency, saying, channel=one.channel, outside_id=outside)
        return raised.concern, raised.word

    def _step(self, concern: Concern, one: MadeStep, word: str) -> None:
        if not one.by:
            if reopen_by_word(self.agency, word) is None:
                raise ValueError("nobody holds a word of this concern")
            return
        by = self.members[one.by]
        match one.kind:
            case "let through":
                let_concern_through(by, concern)
            case "set aside":
                set_concern_aside(by, concern, one.words)
            case "answered" | "started":
                answer_concern(by, concern, one.words, started=one.kind == "started")
            case "passed on":
                pass_on(by, concern, one.words)
            case "told back" | "fixed":
                report_back(by, concern.passings.latest("pk"), one.words, fixed=one.kind == "fixed")
            case "done" | "not done":
                settle_concern(by, concern, one.words, done=one.kind == "done")
            case "reopened":
                reopen_concern(by, concern, one.words)
            case other:
                raise ValueError(f"no step {other}")


def _put_back(concern: Concern, one: MadeConcern) -> None:
    """Every moment that an action wrote becomes the planned one; which step counts for what was the actions' to say."""
    steps = list(ConcernStep.objects.filter(concern=concern).order_by("pk"))
    planned = [one.arrived_at, *(each.at for each in one.steps)]
    then = dict(zip(sorted({step.at for step in steps}), planned, strict=True))
    for step in steps:
        step.at = then[step.at]
    ConcernStep.objects.bulk_update(steps, ["at"])
    passings = list(Passing.objects.filter(concern=concern))
    for passing in passings:
        passing.passed_at = then[passing.passed_at]
        passing.settled_at = then[passing.settled_at] if passing.settled_at else None
    if passings:
        Passing.objects.bulk_update(passings, ["passed_at", "settled_at"])
    concern.arrived_at = one.arrived_at
    concern.first_answer_at = then[concern.first_answer_at] if concern.first_answer_at else None
    concern.done_at = then[concern.done_at] if concern.done_at else None
    concern.save(update_fields=["arrived_at", "first_answer_at", "done_at"])
    tell_follower(concern)
