"""Concerns, every step of each, and how they are passed on. Nobody who raises one has a record here."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commonbeat.program.agencies.owned import AgencyOwned


class ConcernKind(AgencyOwned):
    """What a concern is about, as residents are asked; a service of Open311 to a city's own system.

    Attributes:
        code: in addresses and as Open311's `service_code`.
        titles: language code -> words residents read.
        service: whose matter it is when it is not the police's.
    """

    code = models.SlugField(max_length=60)
    titles = models.JSONField(default=dict)
    service = models.ForeignKey(
        "services.Service", on_delete=models.PROTECT, null=True, blank=True, related_name="concern_kinds"
    )
    order = models.PositiveSmallIntegerField(default=100)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One kind a code."""

        constraints = [models.UniqueConstraint(fields=["agency", "code"], name="concern_kind_code")]

    def __str__(self) -> str:
        return self.code


class Concern(AgencyOwned):
    """Something that is wrong at a place, said by a resident or a partner.

    Attributes:
        code: its name in staff's addresses, and Open311's `service_request_id`.
        area: None until someone knows in which area it lies, or when it lies in none.
        words: as they were written; staff alone read them, and not before the queue let them through.
        public_words: what a person of the agency wrote for the public page; empty until then.
        word_digest: keyed digest of the tracking word; the word itself is shown once and kept nowhere.
        client: the key of the city's system that sent it, which may follow it by the same name.
        outside_id: the id that the sending system (a city's 311) gave it.
        first_answer_at, done_at: the first of each; what the reply times are counted from. `reopened` counts how often
            it was not fixed after all.
    """

    class Channel(models.TextChoices):
        """How it came."""

        PAGE = "page", _("The area's page")
        POSTER = "poster", _("A poster's code")
        CARD = "card", _("Text of a card")
        OFFICER = "officer", _("Told to an officer")
        PAPER = "paper", _("On paper")
        PARTNER = "partner", _("From a partner")
        OPEN311 = "open311", _("From the city's system")

    class State(models.TextChoices):
        """Where it stands."""

        QUEUED = "queued", _("Not looked at yet")
        OPEN = "open", _("Open")
        UNDER_WAY = "under way", _("Under way")
        PASSED_ON = "passed on", _("Passed on")
        DONE = "done", _("Done")
        NOT_DONE = "not done", _("Not done, and why")
        SET_ASIDE = "set aside", _("Set aside as abuse")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    area = models.ForeignKey("areas.Area", on_delete=models.PROTECT, null=True, blank=True, related_name="concerns")
    place = models.ForeignKey("places.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="concerns")
    kind = models.ForeignKey(ConcernKind, on_delete=models.PROTECT, related_name="concerns")
    channel = models.CharField(max_length=12, choices=Channel)
    words = models.CharField(max_length=2000, blank=True)
    public_words = models.CharField(max_length=400, blank=True)
    language = models.CharField(max_length=12, default="en")
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    arrived_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State, default=State.QUEUED)
    first_answer_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    word_digest = models.CharField(max_length=64, blank=True)
    client = models.ForeignKey("clients.ApiKey", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outside_id = models.CharField(max_length=120, blank=True)
    entered_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    visit = models.ForeignKey("visits.Visit", on_delete=models.PROTECT, null=True, blank=True, related_name="concerns")
    estate = models.ForeignKey(
        "partners.Estate", on_delete=models.PROTECT, null=True, blank=True, related_name="concerns"
    )
    fix = models.ForeignKey("partners.Fix", on_delete=models.PROTECT, null=True, blank=True, related_name="concerns")
    same_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="repeats")

    class Meta:
        """Found by area and state, and by the tracking word."""

        constraints = [
            models.UniqueConstraint(
                fields=["agency", "word_digest"], condition=~Q(word_digest=""), name="concern_word"
            ),
            models.UniqueConstraint(
                fields=["agency", "channel", "outside_id"], condition=~Q(outside_id=""), name="concern_outside_id"
            ),
        ]
        indexes = [models.Index(fields=["agency", "area", "state", "arrived_at"], name="concern_waiting")]

    def __str__(self) -> str:
        return f"{self.kind_id} in {self.area_id}"


class ConcernStep(AgencyOwned):
    """One thing that happened to a concern; what residents follow, in order.

    Attributes:
        words: the answer, which whoever holds the tracking word reads; never a name.
        inner: True for a step that the follower does not see.
    """

    class Kind(models.TextChoices):
        """What happened."""

        ARRIVED = "arrived", _("Received")
        LET_THROUGH = "let through", _("Looked at")
        ANSWERED = "answered", _("Answered")
        STARTED = "started", _("Under way")
        PASSED_ON = "passed on", _("Passed on")
        TOLD_BACK = "told back", _("Reported back by the service")
        DONE = "done", _("Done")
        NOT_DONE = "not done", _("Not done")
        REOPENED = "reopened", _("Not fixed: open again")
        MOVED = "moved", _("Moved")
        SET_ASIDE = "set aside", _("Set aside")

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    words = models.CharField(max_length=600, blank=True)
    inner = models.BooleanField(default=False)

    class Meta:
        """In order."""

        indexes = [models.Index(fields=["agency", "concern", "at"], name="concern_step")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.concern_id}"


class ReplyAddress(AgencyOwned):
    """Where an answer may be sent, when whoever raised the concern wished one: sealed, opened to answer and for nothing
    else, and deleted on its day.

    Attributes:
        sealed: AES-GCM under a key of the agency; nonce, ciphertext, tag.
    """

    concern = models.OneToOneField(Concern, on_delete=models.CASCADE, related_name="reply_address")
    sealed = models.BinaryField()
    delete_on = models.DateField()

    def __str__(self) -> str:
        return f"reply address of {self.concern_id}"


class Passing(AgencyOwned):
    """A concern that was passed on to a service, and what became of it there.

    Attributes:
        words: what is passed, as a member of staff confirmed it; never where to reply.
        outside_id: the service's own id, once it gave one; until then `receipt` stands for it (Open311's token).
        outside_state: the service's own word for where it stands.
    """

    class Way(models.TextChoices):
        """How it was passed on."""

        OPEN311 = "open311", _("By Open311")
        MAIL = "mail", _("By e-mail")
        HAND = "hand", _("By telephone or in person")

    class State(models.TextChoices):
        """How the passing went."""

        WAITING = "waiting", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        TAKEN = "taken", _("Taken by the service")
        FIXED = "fixed", _("Reported as fixed")
        REFUSED = "refused", _("Refused by the service")

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="passings")
    service = models.ForeignKey("services.Service", on_delete=models.PROTECT, related_name="passings")
    way = models.CharField(max_length=8, choices=Way)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    passed_by = models.ForeignKey("agencies.Member", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    passed_at = models.DateTimeField()
    words = models.CharField(max_length=2000, blank=True)
    outside_id = models.CharField(max_length=120, blank=True)
    receipt = models.CharField(max_length=120, blank=True)
    outside_state = models.CharField(max_length=80, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=280, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Found by when it is due to be tried or asked about again."""

        indexes = [models.Index(fields=["state", "try_at"], name="passing_due")]

    def __str__(self) -> str:
        return f"{self.concern_id} to {self.service_id}"


class OutsideKey(AgencyOwned):
    """The key that a service's own Open311 server asks of us, sealed; read by the worker when it sends.

    Attributes:
        sealed: AES-GCM under a key of the agency; nonce, ciphertext, tag.
    """

    service = models.OneToOneField("services.Service", on_delete=models.CASCADE, related_name="outside_key")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"key for {self.service_id}"
