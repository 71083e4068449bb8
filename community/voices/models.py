"""监督意见: what somebody objects to, and what he was answered."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q, QuerySet

from community.people.fields import SealedTextField, lookup
from community.people.models import User
from community.people.privacy import mask_name, mask_phone, normalise_phone
from community.records.models import Audience, EventBase, Note
from community.records.triggers import append_only


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def open(self) -> ObjectionQuerySet:
        return self.filter(answered_at=None)

    def of(self, user: User) -> ObjectionQuerySet:
        """What came with his phone; an objection has no other tie to an account."""
        return self.filter(phone_lookup=user.phone_lookup) if user.phone_lookup else self.none()

    def told_in_public(self) -> ObjectionQuerySet:
        return self.filter(events__outcome="answer", events__audience=Audience.PUBLIC).order_by("-answered_at", "-pk")


class Objection(models.Model):
    """One matter. Words and answer are notes beside its events; ``receipt`` is twelve digits that only the sender has.

    ``sealed``: even the supervisor sees who it is only by a click that is written down.
    """

    receipt = models.CharField("回执号", max_length=12, unique=True)
    subject = models.CharField("对什么", max_length=60, help_text="如 wish:386204517")
    title = models.CharField("是什么", max_length=80)
    address = models.CharField("在哪里", max_length=200)
    sealed = models.BooleanField("身份保密")
    name = SealedTextField("姓名", blank=True)
    phone = SealedTextField("电话", blank=True)
    phone_lookup = models.CharField(max_length=64, blank=True, db_index=True)
    raised_at = models.DateTimeField("提出时间")
    due_at = models.DateTimeField("答复期限")
    remind_at = models.DateTimeField("下次提醒", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    seq = models.PositiveIntegerField("事件数", default=0)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "监督意见"
        constraints = [
            models.CheckConstraint(name="due_after_it_was_raised", condition=Q(due_at__gt=F("raised_at"))),
            models.CheckConstraint(
                name="answered_needs_no_reminder", condition=Q(answered_at=None) | Q(remind_at=None)
            ),
        ]
        indexes = [models.Index(fields=["due_at", "id"], name="open_objections", condition=Q(answered_at=None))]

    def __str__(self) -> str:
        return f"监督意见 {self.pk}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.phone = normalise_phone(self.phone)
        self.phone_lookup = lookup(self.phone)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature

    @property
    def matter(self) -> str:
        """How notes, messages and looks name it: the receipt would open it."""
        return f"voice:{self.pk}"

    @property
    def spoken_receipt(self) -> str:
        return " ".join(self.receipt[n : n + 4] for n in (0, 4, 8))

    @property
    def mask(self) -> str:
        """Who it is, for the list; nothing at all of a sealed one."""
        if self.sealed:
            return "身份保密"
        return f"{mask_name(self.name)} {mask_phone(self.phone)}".strip() or "没有留姓名"

    @property
    def words(self) -> str:
        return self._note("raise")

    @property
    def answer(self) -> str:
        return self._note("answer")

    @property
    def answer_is_public(self) -> bool:
        return self.events.filter(outcome="answer", audience=Audience.PUBLIC).exists()

    def _note(self, outcome: str) -> str:
        seqs: QuerySet[ObjectionEvent] = self.events.filter(outcome=outcome)
        note = Note.objects.filter(subject=self.matter, seq__in=seqs.values("seq")).first()
        return note.text if note else ""


@append_only
class ObjectionEvent(EventBase):
    """``raise``, ``look`` and ``answer``; ``audience`` of an answer is public, or the parties alone."""

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="events")

    class Meta:
        verbose_name = verbose_name_plural = "监督经过"
        constraints = [models.UniqueConstraint(fields=["objection", "seq"], name="one_objection_event_per_seq")]

    def __str__(self) -> str:
        return f"{self.objection} {self.seq} {self.outcome}"
