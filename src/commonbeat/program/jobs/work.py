"""What every piece of background work says of itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonbeat.program.agencies.owned import AgencyOwned


class Work(AgencyOwned):
    """A piece of background work: who began it, how far it is, and what went wrong.

    Attributes:
        step: what is being done, in words.
        share_done: 0 to 1, of the step.
        error: a sentence for the person who began it.
    """

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    started_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    step = models.CharField(max_length=120, blank=True)
    share_done = models.FloatField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        """No table of its own."""

        abstract = True

    @property
    def going_on(self) -> bool:
        """Waiting or running."""
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def percent(self) -> int:
        """Whole percent of the step."""
        return round(100 * self.share_done)
