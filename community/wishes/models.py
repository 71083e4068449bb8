"""微心愿: the facts of a wish, true without any engine."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q, TextChoices
from django.urls import reverse

from community.people.actor import Channel
from community.people.fields import SealedTextField, lookup
from community.people.models import Organisation, Region, Title, User
from community.people.privacy import mask_name, mask_phone, normalise_phone
from community.records.models import Audience, EventBase
from community.records.triggers import append_only

from .codes import new_code, spoken


class Nature(TextChoices):
    """Level one of the categories."""

    GOODS = "goods", "物品"
    SERVICE = "service", "服务"
    APPEAL = "appeal", "诉求"
    JOB = "job", "求职"
    HIRING = "hiring", "招聘"
    CULTURE = "culture", "文体"
    ADVICE = "advice", "建议"
    QUESTION = "question", "咨询"


class Visibility(TextChoices):
    """Who may see a wish, from widest to narrowest. Staff may narrow, never widen."""

    WALL = "wall", "上墙"
    STREET = "street", "只让社区看"
    STAFF = "staff", "仅工作人员看"

    @property
    def width(self) -> int:
        return {"wall": 2, "street": 1, "staff": 0}[self.value]

    @classmethod
    def narrowest(cls, *values: str) -> Visibility:
        return min((cls(v) for v in values), key=lambda v: v.width)


class Status(TextChoices):
    """The projection of the live task; desk labels. Residents' words are in ``RESIDENT_WORDS``."""

    SCREENING = "screening", "待审核"
    AMENDING = "amending", "待补充"
    OPEN = "open", "待认领"
    OFFERED = "offered", "待接单"
    CLAIM_CONFIRMING = "claim_confirming", "认领待确认"
    ACTING = "acting", "办理中"
    TRANSFERRED = "transferred", "转办中"
    COORDINATING = "coordinating", "街道协调"
    CONFIRMING = "confirming", "待评价"
    VERIFYING = "verifying", "待验收"
    FULFILLED = "fulfilled", "已实现"
    ANSWERED = "answered", "已答复"
    DISPUTED = "disputed", "已办理（有不同意见）"
    UNFULFILLED = "unfulfilled", "未能实现"
    DECLINED = "declined", "不予受理"
    MERGED = "merged", "已合并"
    WITHDRAWN = "withdrawn", "已撤回"
    CLOSED = "closed", "已关闭"

    @property
    def resident_word(self) -> str:
        return RESIDENT_WORDS.get(self, self.label)


RESIDENT_WORDS = {
    Status.SCREENING: "社区在看",
    Status.AMENDING: "请补充一点",
    Status.OPEN: "等人认领",
    Status.OFFERED: "等对方答应",
    Status.CLAIM_CONFIRMING: "社区在确认",
    Status.ACTING: "办理中",
    Status.TRANSFERRED: "已转给有关单位",
    Status.COORDINATING: "街道在协调",
    Status.CONFIRMING: "请您评一评",
    Status.VERIFYING: "街道在核实",
    Status.DECLINED: "这里办不了",
}
ENDS = frozenset(list(Status)[10:])
LIVE = tuple(s.value for s in Status if s not in ENDS)
ON_WALL = tuple(
    s.value for s in Status if s not in {"screening", "amending", "declined", "merged", "withdrawn", "closed"}
)


class Handling(TextChoices):
    """How a wish of a category is normally handled."""

    CLAIM = "claim", "认领"
    CLAIM_IN_STREET = "claim_in_street", "本街道内认领"
    DISPATCH = "dispatch", "派单"
    ANSWER = "answer", "答复"


class Work(TextChoices):
    """What the wisher is asked about: a deed, or an answer (his own community's or another unit's)."""

    DEED = "deed", "办理"
    ANSWER = "answer", "答复"


class Category(models.Model):
    nature = models.CharField("性质", max_length=10, choices=Nature)
    name = models.CharField("名称", max_length=20)
    slug = models.SlugField("代码", max_length=40, unique=True)
    order = models.PositiveSmallIntegerField("次序", default=0)
    active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "心愿类别"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} · {self.name}"


class TermsQuerySet(models.QuerySet["Terms"]):
    def at(self, at: datetime) -> TermsQuerySet:
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=at), valid_from__lte=at)


class Terms(models.Model):
    """How wishes of a category are handled, by version; a wish keeps the version it was screened under."""

    class Proof(TextChoices):
        REPORT = "report", "文字说明"
        PHOTO = "photo", "照片（不要求人脸）"
        RECEIPT = "receipt", "签收或票据"

    category = models.ForeignKey(Category, models.PROTECT, related_name="terms")
    version = models.PositiveSmallIntegerField("版本", default=1)
    valid_from = models.DateTimeField("生效时间")
    valid_until = models.DateTimeField("失效时间", null=True, blank=True)
    handling = models.CharField("办理方式", max_length=16, choices=Handling)
    widest = models.CharField("最宽可见范围", max_length=8, choices=Visibility, default=Visibility.WALL)
    act_days = models.PositiveSmallIntegerField("办理期限（天）", default=15)
    proof = models.CharField("办结凭据", max_length=8, choices=Proof, default=Proof.REPORT)
    confirm_claim = models.BooleanField("认领要社区确认", default=False)
    low_risk = models.BooleanField("代填人可自己审核", default=False)

    objects = TermsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "类别办理规则"
        constraints = [models.UniqueConstraint(fields=["category", "version"], name="one_terms_per_version")]

    def __str__(self) -> str:
        return f"{self.category} 第 {self.version} 版"


class WishQuerySet(models.QuerySet["Wish"]):
    def live(self) -> WishQuerySet:
        return self.filter(status__in=LIVE)

    def open(self) -> WishQuerySet:
        return self.filter(status=Status.OPEN)

    def in_hand(self) -> WishQuerySet:
        return self.filter(
            status__in=[
                Status.OFFERED,
                Status.CLAIM_CONFIRMING,
                Status.ACTING,
                Status.TRANSFERRED,
                Status.COORDINATING,
                Status.CONFIRMING,
                Status.VERIFYING,
            ]
        )

    def fulfilled(self) -> WishQuerySet:
        return self.filter(status=Status.FULFILLED)

    def on_wall(self) -> WishQuerySet:
        """What anyone may see."""
        return self.filter(visibility=Visibility.WALL, status__in=ON_WALL).exclude(public_title="")

    def near(self, region: Region) -> WishQuerySet:
        """In that community or street; the exact column where there is one, so that big lists sort by index."""
        if region.level == "community":
            return self.filter(region=region)
        if region.level == "street":
            return self.filter(street=region)
        return self.filter(area_path__startswith=region.path)

    def in_areas(self, paths: list[str]) -> WishQuerySet:
        condition = Q(pk__in=[])
        for path in paths:
            condition |= Q(area_path__startswith=path)
        return self.filter(condition)

    def of_wisher(self, user: User) -> WishQuerySet:
        mine = Q(wisher=user)
        if user.phone_lookup:
            mine |= Q(wisher=None, phone_lookup=user.phone_lookup)
        return self.filter(mine)

    def waking(self, at: datetime) -> WishQuerySet:
        """Live wishes whose clock has something to do."""
        return self.live().filter(wake_at__lte=at)

    def for_cards(self) -> WishQuerySet:
        return self.select_related("region", "category", "organisation")


class Wish(models.Model):
    """What a person asks for.

    ``own_words`` (原话), name, phone and address are sealed; only the 公开版 (``public_title``, ``public_text``) is
    shown, searched, fed, exported. The block under 投影 is written by ``operations.projection`` alone.
    """

    code = models.CharField("编号", max_length=9, unique=True, default=new_code, editable=False)
    own_words = SealedTextField("原话")
    public_title = models.CharField("公开标题", max_length=40, blank=True)
    public_text = models.TextField("公开内容", max_length=500, blank=True)

    wisher = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="wishes")
    wisher_organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="wishes")
    wisher_name = SealedTextField("姓名", blank=True)
    wisher_title = models.CharField("称呼", max_length=2, choices=Title, blank=True)
    wisher_mask = models.CharField("公开称呼", max_length=20, blank=True)
    phone = SealedTextField("电话", blank=True)
    phone_lookup = models.CharField(max_length=64, blank=True, db_index=True)
    phone_mask = models.CharField("电话（隐去中间）", max_length=20, blank=True)
    phone_is_own = models.BooleanField("是本人的手机", default=True)
    address = SealedTextField("住址", blank=True)

    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="社区")
    street = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="街道")
    area_path = models.CharField(max_length=32, db_index=True)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, verbose_name="类别")
    terms = models.ForeignKey(Terms, models.PROTECT, null=True, blank=True, verbose_name="办理规则")
    visibility = models.CharField("可见范围", max_length=8, choices=Visibility, default=Visibility.STAFF)
    wished_visibility = models.CharField("心愿人选的范围", max_length=8, choices=Visibility, default=Visibility.WALL)
    urgent = models.BooleanField("加急", default=False)
    minor = models.BooleanField("未成年人", default=False)
    home_visit = models.BooleanField("要上门", default=False)
    value = models.PositiveIntegerField("预计金额（分）", default=0)
    wished_by_on = models.DateField("最好什么时候前", null=True, blank=True)

    channel = models.CharField("来源", max_length=12, choices=Channel)
    proxied_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proxied_wishes",
        verbose_name="代填人",
    )
    proxy_reason = models.CharField("代填原因", max_length=60, blank=True)
    proxy_consent = models.CharField("同意方式", max_length=12, blank=True)
    outside_number = models.CharField("外部编号", max_length=40, blank=True, db_index=True)
    submitted_at = models.DateTimeField("提交时间")
    published_at = models.DateTimeField("公开时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    work = models.CharField("评价对象", max_length=8, choices=Work, default=Work.DEED)
    rating = models.CharField("评价", max_length=12, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_wishes")

    # 投影: the live task, told in our own words
    process = models.OneToOneField("viewflow.Process", models.SET_NULL, null=True, blank=True, related_name="+")
    task = models.ForeignKey("viewflow.Task", models.SET_NULL, null=True, blank=True, related_name="+")
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.SCREENING)
    since = models.DateTimeField("此状态始于")
    due_at = models.DateTimeField("期限", null=True, blank=True)
    wake_at = models.DateTimeField("时钟", null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="办理单位",
    )
    actor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办人")
    priority = models.BooleanField("优先", default=False)
    seq = models.PositiveIntegerField("事件数", default=0)

    objects = WishQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "心愿"
        constraints = [
            models.CheckConstraint(
                name="wall_needs_public_title",
                condition=~Q(visibility="wall") | ~Q(public_title="") | Q(status="screening"),
            ),
            models.CheckConstraint(name="minors_never_on_wall", condition=Q(minor=False) | ~Q(visibility="wall")),
            models.CheckConstraint(name="live_wish_has_a_task", condition=~Q(status__in=LIVE) | Q(ended_at=None)),
            models.CheckConstraint(name="wish_has_a_wisher", condition=Q(wisher__isnull=False) | ~Q(wisher_mask="")),
        ]
        indexes = [
            models.Index(fields=["status", "since", "id"], name="wall", condition=Q(visibility="wall")),
            models.Index(
                fields=["region", "status", "since", "id"],
                name="wall_of_community",
                condition=Q(visibility="wall"),
            ),
            models.Index(fields=["wake_at"], name="wish_clock", condition=Q(status__in=LIVE)),
            models.Index(
                fields=["area_path", "status", "due_at"],
                name="wish_inbox",
                condition=Q(status__in=LIVE),
                # Areas are asked for by prefix, which PostgreSQL finds only by this class; SQLite has none.
                opclasses=["varchar_pattern_ops", "varchar_ops", "timestamptz_ops"],
            ),
        ]

    def __str__(self) -> str:
        return spoken(self.code)

    def save(self, *args: object, **kwargs: object) -> None:
        self.derive()
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # Django's own signature

    def derive(self) -> None:
        """Masks and look-ups follow from the sealed values; ``bulk_create`` callers call this themselves."""
        self.phone = normalise_phone(self.phone)
        self.phone_mask, self.phone_lookup = mask_phone(self.phone), lookup(self.phone)
        if self.wisher_name:
            self.wisher_mask = mask_name(self.wisher_name, self.wisher_title)

    def get_absolute_url(self) -> str:
        return reverse("wishes:wish", args=[self.code])

    @property
    def subject(self) -> str:
        """How other modules name this wish in notes, notices and the ledger."""
        return f"wish:{self.code}"

    @property
    def spoken_code(self) -> str:
        return spoken(self.code)

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def shown_title(self) -> str:
        return self.public_title or f"心愿 {self.spoken_code}"

    @property
    def status_word(self) -> str:
        return Status(self.status).resident_word

    def waiting_days(self, at: datetime) -> int:
        return max((at - self.since) // timedelta(days=1), 0)

    def is_overdue(self, at: datetime) -> bool:
        return self.is_live and self.due_at is not None and self.due_at < at


@append_only
class WishEvent(EventBase):
    wish = models.ForeignKey(Wish, models.PROTECT, related_name="events")

    class Meta:
        verbose_name = verbose_name_plural = "心愿经过"
        constraints = [models.UniqueConstraint(fields=["wish", "seq"], name="one_event_per_seq")]
        indexes = [models.Index(fields=["at"], name="wish_event_at")]

    def __str__(self) -> str:
        return f"{self.wish} {self.seq} {self.outcome}"

    @property
    def note_audience(self) -> str:
        return Audience(self.audience)


class Claim(models.Model):
    """A lead claimant's time with a wish. At most one is live; ended ones are the history."""

    class Ending(TextChoices):
        DONE = "done", "办成"
        HANDED_BACK = "handed_back", "交回"
        EXPIRED = "expired", "到期未联系"
        REFUSED = "refused", "社区未同意"
        CANNOT = "cannot", "办不了"
        WITHDRAWN = "withdrawn", "心愿撤回"
        TAKEN_OVER = "taken_over", "改由他人办理"

    wish = models.ForeignKey(Wish, models.PROTECT, related_name="claims")
    user = models.ForeignKey(User, models.PROTECT, related_name="claims", verbose_name="经办人")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="claims")
    fallback = models.BooleanField("社区安排", default=False)
    promised_on = models.DateField("答应的日子", null=True, blank=True)
    claimed_at = models.DateTimeField("认领时间")
    contacted_at = models.DateTimeField("说已联系", null=True, blank=True)
    contact_confirmed_at = models.DateTimeField("心愿人说已联系", null=True, blank=True)
    reported_at = models.DateTimeField("报办好", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    ending = models.CharField("怎么结束", max_length=12, choices=Ending, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "认领"
        constraints = [
            models.UniqueConstraint(fields=["wish"], name="one_live_claim", condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="claim_ends_with_a_reason",
                condition=Q(ended_at=None, ending="") | Q(ended_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["user"], name="live_claims", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"{self.wish} {self.organisation or self.user}"


class Hand(models.Model):
    """Separation of duty as a fact: who had a hand in doing cannot have one in judging, and the other way round."""

    class Side(TextChoices):
        DOING = "doing", "办理"
        JUDGING = "judging", "验收"

    class Part(TextChoices):
        PROXY = "proxy", "代填"
        SCREENER = "screener", "审核"
        CALLER = "caller", "回访"
        CLAIMANT = "claimant", "认领"
        HELPER = "helper", "协办"
        VERIFIER = "verifier", "验收"

    wish = models.ForeignKey(Wish, models.PROTECT, related_name="hands")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    side = models.CharField(max_length=8, choices=Side)
    part = models.CharField("参与", max_length=10, choices=Part)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "经手"
        constraints = [models.UniqueConstraint(fields=["wish", "user"], name="one_side_per_person")]

    def __str__(self) -> str:
        return f"{self.wish} {self.user} {self.part}"


class CallBack(models.Model):
    """A call or visit to make: for a rating, for a missing answer. One open at a time per wish and purpose."""

    class Purpose(TextChoices):
        RATING = "rating", "请心愿人评价"
        AMEND = "amend", "请心愿人补充"

    class Answer(TextChoices):
        REACHED = "reached", "联系上了"
        UNREACHED = "unreached", "没联系上"

    wish = models.ForeignKey(Wish, models.PROTECT, related_name="call_backs")
    purpose = models.CharField("为什么打", max_length=8, choices=Purpose)
    due_at = models.DateTimeField("期限")
    created_at = models.DateTimeField("生成时间")
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField("记录时间", null=True, blank=True)
    answer = models.CharField("结果", max_length=10, choices=Answer, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "回访"
        constraints = [
            models.UniqueConstraint(
                fields=["wish", "purpose"], name="one_open_call_back", condition=Q(recorded_at=None)
            )
        ]
        indexes = [models.Index(fields=["due_at"], name="open_call_backs", condition=Q(recorded_at=None))]

    def __str__(self) -> str:
        return f"{self.wish} {self.get_purpose_display()}"


class Transfer(models.Model):
    """A wish handed to another unit; the worker who transferred keeps an eye on it."""

    wish = models.ForeignKey(Wish, models.PROTECT, related_name="transfers")
    unit = models.CharField("转给", max_length=60)
    outside_number = models.CharField("对方编号", max_length=40, blank=True)
    due_at = models.DateTimeField("期限")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("转办时间")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "转办"
        constraints = [
            models.UniqueConstraint(fields=["wish"], name="one_open_transfer", condition=Q(answered_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.wish} → {self.unit}"


class StoryQuerySet(models.QuerySet["Story"]):
    def public(self) -> StoryQuerySet:
        return self.filter(wish__visibility=Visibility.WALL, wish__status=Status.FULFILLED)

    def latest_public(self) -> Story | None:
        return self.public().select_related("wish__region").order_by("-at").first()


class Story(models.Model):
    """The masked tale of a fulfilled wish, offered to the editors."""

    wish = models.OneToOneField(Wish, models.PROTECT, related_name="story")
    title = models.CharField("标题", max_length=40)
    text = models.TextField("内容")
    helpers = models.CharField("出力的人", max_length=200, blank=True)
    at = models.DateTimeField("时间")

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "心愿故事"

    def __str__(self) -> str:
        return self.title


class WisherCode(models.Model):
    """A six-digit code sent to the wisher's phone; only its look-up is stored."""

    wish = models.ForeignKey(Wish, models.CASCADE, related_name="+")
    code_lookup = models.CharField(max_length=64)
    expires_at = models.DateTimeField("失效时间")
    tries = models.PositiveSmallIntegerField("已试次数", default=0)
    used_at = models.DateTimeField("用过", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "验证码"

    def __str__(self) -> str:
        return f"{self.wish}"
