"""Who lives and works in the demo district. Names are invented, phones come from a range nobody owns."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from django.contrib.auth.hashers import make_password

from community.people.actor import Actor, Channel
from community.people.models import User
from community.people.operations import grant, verify_residence
from community.people.roles import Role

from .places import Places

PASSWORD = "demo-2026"  # public on purpose, and works nowhere but in a demo


@dataclass(frozen=True)
class Persona:
    """Somebody a visitor can be: ``as_`` is who (“街道审核员”), ``does`` what he finds to do there."""

    username: str
    name: str
    title: str
    as_: str
    does: str
    role: Role | None = None
    place: str = ""
    lives_in: str = ""

    @property
    def group(self) -> str:
        """Under which heading a visitor finds him; ``PERSONAS`` stand in this order."""
        return GROUPS.get(self.role, "区里") if self.role else "街坊"


GROUPS = {
    **dict.fromkeys([Role.ORG_MANAGER, Role.ORG_AGENT, Role.MEMBER], "党组织和商家"),
    **dict.fromkeys([Role.GRID_WORKER, Role.STATION_CLERK, Role.COMMUNITY_WORKER], "社区"),
    **dict.fromkeys([Role.STREET_COORDINATOR, Role.STREET_REVIEWER], "街道"),
    **dict.fromkeys([Role.EDITOR, Role.REVIEWER_1, Role.REVIEWER_2, Role.REVIEWER_3], "宣传"),
}
R = Role
PERSONAS = [
    Persona("xuyuanren", "何秀英", "女士", "心愿人", "看自己的心愿走到哪一步，办好了评一评。", lives_in="maitianli"),
    Persona("jumin", "沈桂兰", "女士", "居民", "在心愿墙上认领一件自己会做的事。", lives_in="fangzhixincun"),
    Persona("qishou", "郑远", "先生", "爱心骑手", "手上有几件在办，先联系，再报办好。", lives_in="maitianli"),
    Persona("shuji", "周克勤", "先生", "党支部书记", "替支部认领、接单，定下谁去办。", R.ORG_MANAGER, "branch-maitianli"),
    Persona("dangyuan", "刘志平", "先生", "支部党员", "书记点了您的名，由您去办。", R.MEMBER, "branch-maitianli"),
    Persona("jingban", "罗小满", "女士", "授权经办人", "经支部授权，可以替支部认领。", R.ORG_AGENT, "branch-maitianli"),
    Persona(
        *("shangjia", "米热古丽·艾山", "女士", "馕铺店主", "以店铺的名义招人、认领、接单。"),
        *(R.ORG_MANAGER, "nangpu"),
    ),
    Persona("wangge", "魏冬生", "先生", "网格员", "替不会填的街坊登记，打电话回访。", R.GRID_WORKER, "maitianli"),
    Persona("yizhan", "钱小妹", "女士", "驿站值守", "在驿站替来人登记心愿。", R.STATION_CLERK, "maitianli"),
    Persona("shegong", "李雯", "女士", "社区工作者", "审核心愿、回访、从表格导入。", R.COMMUNITY_WORKER, "maitianli"),
    Persona(
        *("shegong2", "孙明", "先生", "社区工作者（B 角）", "同事请假时顶上，代填的事由您来审。"),
        *(R.COMMUNITY_WORKER, "maitianli"),
    ),
    Persona("shegong3", "吴萍", "女士", "社区工作者（第三位）", "审核、回访、确认认领。", R.COMMUNITY_WORKER, "maitianli"),
    Persona("xietiao", "陈卫", "先生", "街道协调员", "没人接的、办不了的，由您来定。", R.STREET_COORDINATOR, "qinghe"),
    Persona("shenhe", "林秋", "女士", "街道审核员", "核实办得怎样，通过或退回，有一件已经超期。", R.STREET_REVIEWER, "qinghe"),
    Persona("shenhe2", "高原", "先生", "街道审核员（B 角）", "同事经过手的，由您来验收。", R.STREET_REVIEWER, "qinghe"),
    Persona("qushenhe", "唐敏", "女士", "区级审核员", "街道自己办的，由区里验收。", R.DISTRICT_REVIEWER, "yunqiao"),
    Persona("jiandu", "秦正", "先生", "监督员", "看每件事的经过，答复异议。", R.SUPERVISOR, "yunqiao"),
    Persona("guanli", "许可", "女士", "系统管理员", "管账号和规则数字，看不到心愿内容。", R.DISTRICT_ADMIN, "yunqiao"),
    Persona("guanli2", "于洋", "先生", "系统管理员（B 角）", "批准同事提出的规则改动。", R.DISTRICT_ADMIN, "yunqiao"),
    Persona("anquan", "丁宁", "女士", "安全管理员", "授予和收回角色。", R.SECURITY_ADMIN, "yunqiao"),
    Persona("shenji", "石岩", "先生", "审计管理员", "只看记录：谁查看过电话，谁导出过。", R.AUDIT_ADMIN, "yunqiao"),
    Persona("bianji", "江月", "女士", "宣传编辑", "写稿、传照片，交给三审。", R.EDITOR, "yunqiao"),
    Persona("chushen", "白露", "女士", "初审", "看稿的第一关。", R.REVIEWER_1, "yunqiao"),
    Persona("fushen", "方正", "先生", "复审", "看稿的第二关。", R.REVIEWER_2, "yunqiao"),
    Persona("zhongshen", "梁山", "先生", "终审", "签发的最后一关。", R.REVIEWER_3, "yunqiao"),
]  # fmt: skip

RESIDENTS = [
    ("guo-laomatou", "郭海棠", "女士", "laomatou"),
    ("tang-hongzhuanli", "汤立", "先生", "hongzhuanli"),
    ("xia-hefengyuan", "夏荷", "女士", "hefengyuan"),
    ("yan-shuyuanpo", "严书礼", "先生", "shuyuanpo"),
    ("hu-shidukou", "胡大勇", "先生", "shidukou"),
    ("feng-qinghexinyuan", "冯春晓", "女士", "qinghexinyuan"),
]

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹柏章苏潘葛范彭鲁韦马方俞任袁柳"
GIVEN = {
    "女士": ["玉梅", "春燕", "丽华", "小云", "静", "慧敏", "素芬", "巧珍", "雅琴", "明霞", "爱萍", "雪"],
    "先生": ["建国", "志强", "文斌", "海峰", "永年", "立新", "学军", "家明", "长林", "勇", "守田", "宏"],
}


def invented_names(seed: int) -> Iterator[tuple[str, str]]:
    """(name, title) without end, the same ones every time."""
    pick = Random(seed)
    given_before: set[str] = set()
    while True:
        title = pick.choice(["女士", "先生"])
        name = pick.choice(SURNAMES) + pick.choice(GIVEN[title])
        if name not in given_before:
            given_before.add(name)
            yield name, title


@dataclass
class Cast:
    """The people by username; ``in_role`` finds whoever does a job in a community."""

    places: Places
    since: date
    users: dict[str, User] = field(default_factory=dict)
    _actors: dict[str, Actor] = field(default_factory=dict)

    def add(self, username: str, name: str, title: str, password: str | None = None) -> User:
        user = User(username=username, name=name, title=title, phone=f"139{len(self.users) + 1:08d}")
        user.password = password or make_password(None)
        user.save(force_insert=True)
        self.users[username] = user
        return user

    def serve(self, user: User, role: Role, place: str) -> None:
        if role.of_organisation:
            grant(user=user, role=role, organisation=self.places.organisations[place], starts_on=self.since)
        else:
            grant(user=user, role=role, region=self.places.regions[place], starts_on=self.since)

    def actor(self, username: str) -> Actor:
        if username not in self._actors:
            user = self.users[username]
            channel = Channel.DESK if Actor(user).at_desk else Channel.WEB
            self._actors[username] = Actor(user, channel=channel)
        return self._actors[username]

    def in_role(self, job: str, community: str) -> str:
        """The username of ``worker``, ``worker2``, ``secretary``, ``member`` there, or of a job in its street."""
        if job in STREET_JOBS:
            return _named(job, self.places.street_of(community).slug)
        return _named(job, community) if job in COMMUNITY_JOBS else job


COMMUNITY_JOBS = {
    "worker": (Role.COMMUNITY_WORKER, ""),
    "worker2": (Role.COMMUNITY_WORKER, ""),
    "grid": (Role.GRID_WORKER, ""),
    "secretary": (Role.ORG_MANAGER, "branch-"),
    "member": (Role.MEMBER, "branch-"),
    "committee": (Role.ORG_MANAGER, "committee-"),
}
STREET_JOBS = {
    "coordinator": (Role.STREET_COORDINATOR, ""),
    "reviewer": (Role.STREET_REVIEWER, ""),
    "reviewer2": (Role.STREET_REVIEWER, ""),
    "office": (Role.ORG_MANAGER, "office-"),
}
BY_PERSONA = {
    "worker-maitianli": "shegong",
    "worker2-maitianli": "shegong2",
    "grid-maitianli": "wangge",
    "secretary-maitianli": "shuji",
    "member-maitianli": "dangyuan",
    "coordinator-qinghe": "xietiao",
    "reviewer-qinghe": "shenhe",
    "reviewer2-qinghe": "shenhe2",
}


def _named(job: str, place: str) -> str:
    return BY_PERSONA.get(f"{job}-{place}", f"{job}-{place}")


def build(places: Places, *, at: datetime) -> Cast:
    """Everyone, in their roles since ``at``; those a visitor can be share one password."""
    cast = Cast(places, since=at.date())
    password = make_password(PASSWORD)
    for persona in PERSONAS:
        user = cast.add(persona.username, persona.name, persona.title, password)
        if persona.role:
            cast.serve(user, persona.role, persona.place)
    names = invented_names(seed=2026)
    taken = {persona.name for persona in PERSONAS}
    for jobs, regions in [(STREET_JOBS, places.streets()), (COMMUNITY_JOBS, places.communities())]:
        for region in regions:
            for job, (role, prefix) in jobs.items():
                if (username := _named(job, region.slug)) not in cast.users:
                    name, title = next(pair for pair in names if pair[0] not in taken)
                    cast.serve(cast.add(username, name, title), role, prefix + region.slug)
    for key in ("jiadian", "wudao", "shitang"):
        cast.serve(cast.add(f"manager-{key}", *next(names)), Role.ORG_MANAGER, key)
    _settle(cast, at)
    return cast


def _settle(cast: Cast, at: datetime) -> None:
    """The residents whose community has confirmed that they live there."""
    homes = [(p.username, p.lives_in) for p in PERSONAS if p.lives_in]
    for username, name, title, slug in RESIDENTS:
        cast.add(username, name, title)
        homes.append((username, slug))
    for username, slug in homes:
        worker = cast.actor(cast.in_role("worker", slug))
        verify_residence(user=cast.users[username], region=cast.places.regions[slug], by=worker, at=at)
