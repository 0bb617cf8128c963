"""An export on its way from a browser into the call lake."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonbeat.program.jobs.work import Work


class Import(Work):
    """An uploaded export: checked, its mapping corrected by a person, then loaded. The file is gone afterwards.

    Attributes:
        phase: what the state speaks of.
        decided_by: the second person, who let in or took back what was held because it changes the history of places.
        stored: name of the file in the folder of uploads; "" once it is gone.
        answers: question -> answer, as the person gave them.
        mapping: `mapping.toml` as a person corrected it; "" while what the finder found is good enough.
        report: the documented JSON of `commonbeat intake check`, with the export's columns and the mapping found.
        outcome: the documented JSON of `commonbeat intake load`.
    """

    class Phase(models.TextChoices):
        """Checked first, loaded after; what was held then is let in or taken back by a second person."""

        CHECK = "check", _("Check")
        LOAD = "load", _("Load")
        APPROVE = "approve", _("Let in")
        UNDO = "undo", _("Take back")

    phase = models.CharField(max_length=8, choices=Phase, default=Phase.CHECK)
    file_name = models.CharField(max_length=200)
    stored = models.CharField(max_length=80, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    mapping = models.TextField(blank=True)
    report = models.JSONField(default=dict, blank=True)
    outcome = models.JSONField(default=dict, blank=True)
    decided_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.pk} {self.phase} {self.state}"

    @property
    def questions(self) -> list[str]:
        """What a person must answer before loading."""
        found: list[str] = [one["text"] for one in self.report.get("asked", [])]
        return found

    @property
    def ready_to_load(self) -> bool:
        """Checked, and no question is open."""
        checked = self.phase == self.Phase.CHECK and self.state == self.State.DONE
        return checked and bool(self.stored) and not self.questions

    @property
    def held(self) -> bool:
        """In the lake's files, counted nowhere: it waits for a second person."""
        return bool(self.outcome.get("state") == "held")
