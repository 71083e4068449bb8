"""A person with an account."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.db import models

from ..fields import SealedTextField, lookup
from ..privacy import mask_name, mask_phone, normalise_phone

GONE = "已注销用户"  # what the ledger and the histories call him who has left


class Title(models.TextChoices):
    """How a person wishes to be addressed; never guessed."""

    NONE = "", "不填"
    MR = "先生", "先生"
    MS = "女士", "女士"


class PersonManager(UserManager["User"]):
    """Creates people from a plain name and phone; the masks and look-ups are derived on save."""

    def _create_user(self, username: str, email: str | None, password: str | None, **extra: object) -> User:
        user = self.model(username=self.model.normalize_username(username), email=email or "", **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **extra: object
    ) -> User:
        """For set-up only: a superuser has no verb in the domain."""
        return self._create_user(username, email, password, is_superuser=True, **extra)

    def create_user(
        self, username: str, email: str | None = None, password: str | None = None, **extra: object
    ) -> User:
        return self._create_user(username, email, password, **extra)

    def get_by_phone(self, phone: str) -> User | None:
        return self.filter(phone_lookup=lookup(normalise_phone(phone))).first() if phone else None


class Rows(models.IntegerChoices):
    """How many rows of a list of work somebody likes to see at once."""

    FEW = 20, "20 件"
    MORE = 50, "50 件"
    MANY = 100, "100 件"


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. ``str()`` is a mask, because logs print it."""

    username = models.CharField(
        "用户名",
        max_length=60,
        unique=True,
        error_messages={"unique": "这个用户名已经有人用了，请换一个。"},
    )
    name = SealedTextField("姓名", blank=True)
    title = models.CharField("称呼", max_length=2, choices=Title, blank=True)
    name_mask = models.CharField("公开称呼", max_length=20, editable=False, blank=True)
    phone = SealedTextField("手机", blank=True)
    phone_lookup = models.CharField(max_length=64, null=True, unique=True, editable=False)
    phone_mask = models.CharField("手机（隐去中间）", max_length=20, editable=False, blank=True)
    email = models.EmailField("工作邮箱", blank=True)
    is_active = models.BooleanField("可登录", default=True)
    date_joined = models.DateTimeField("注册时间", auto_now_add=True)
    rows_per_page = models.PositiveSmallIntegerField("每页几件", choices=Rows, default=Rows.FEW, editable=False)
    leaving_since = models.DateTimeField("申请注销时间", null=True, blank=True, editable=False)
    erased_at = models.DateTimeField("注销时间", null=True, blank=True, editable=False)

    objects = PersonManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = verbose_name_plural = "人员"

    def __str__(self) -> str:
        return self.name_mask or f"账号 {self.pk}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.name_mask = GONE if self.erased_at else mask_name(self.name, self.title)
        self.phone = normalise_phone(self.phone)
        self.phone_mask = mask_phone(self.phone)
        self.phone_lookup = lookup(self.phone) or None
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature

    @property
    def addressed(self) -> str:
        """李同志 where the mask would say 李**: how colleagues speak of each other."""
        return str(self).replace("**", "同志")

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @property
    def first_name(self) -> str:
        """What the desk calls its user to his face; Wagtail's sidebar would print the username otherwise."""
        return str(self) if self.title else self.name or str(self)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Our verbs are answered by memberships alone, for superusers too; other permissions as Django does."""
        from ..actor import Actor
        from ..roles import Verb

        if perm in Verb.values:
            return Actor(self).may(Verb(perm), area=getattr(obj, "area_path", ""))
        return super().has_perm(perm, obj)  # type: ignore[arg-type]  # the stub wants a Model
