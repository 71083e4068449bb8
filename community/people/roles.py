"""Who may do what: roles carry verbs in code, memberships carry roles in data (design.md §4)."""

from django.db.models import TextChoices


class Verb(TextChoices):
    """What a person may be entitled to do; each check names one of these."""

    WISH_SUBMIT = "wish.submit", "许愿"
    WISH_CONFIRM = "wish.confirm", "评价自己的心愿"
    WISH_CLAIM = "wish.claim", "认领"
    WISH_HELP = "wish.help", "协办"
    WISH_CLAIM_FOR = "wish.claim_for", "代表组织认领"
    WISH_ACT = "wish.act", "办理"
    WISH_ACCEPT = "wish.accept", "接单"
    WISH_PROXY = "wish.proxy", "代填"
    WISH_CALL_BACK = "wish.call_back", "回访"
    WISH_SCREEN = "wish.screen", "审核"
    WISH_CONFIRM_CLAIM = "wish.confirm_claim", "确认认领"
    WISH_TRANSFER = "wish.transfer", "转办"
    WISH_TAKE_DOWN = "wish.take_down", "撤下"
    WISH_COORDINATE = "wish.coordinate", "协调"
    WISH_REASSIGN = "wish.reassign", "改派"
    WISH_SUPERVISE = "wish.supervise", "督办"
    WISH_REOPEN = "wish.reopen", "重新办理"
    WISH_VERIFY = "wish.verify", "验收"
    PEOPLE_MANAGE = "people.manage", "管理人员"
    PEOPLE_REVEAL = "people.reveal", "查看联系方式"
    PEOPLE_VERIFY_RESIDENCE = "people.verify_residence", "核实居住"
    PEOPLE_COVER = "people.cover", "安排顶岗"
    DATA_IMPORT = "data.import", "导入"
    DATA_EXPORT = "data.export", "导出"
    DATA_APPROVE_IMPORT = "data.approve_import", "批准补录"
    POLICY_EDIT = "policy.edit", "修改规则数字"
    VOICE_ANSWER = "voice.answer", "答复异议"
    BOARD_KEEP = "board.keep", "办光荣榜"
    ROLE_GRANT = "role.grant", "授予角色"
    AUDIT_READ = "audit.read", "查看审计"
    PAGE_FIRST = "page.first", "初审稿件"
    PAGE_SECOND = "page.second", "复审稿件"
    PAGE_FINAL = "page.final", "终审稿件"
    PAGE_URGENT = "page.urgent", "应急发布"
    WORDING_EDIT = "wording.edit", "管理错敏词"


class Role(TextChoices):
    MEMBER = "member", "成员"
    ORG_AGENT = "org_agent", "授权经办人"
    ORG_MANAGER = "org_manager", "组织管理员"
    GRID_WORKER = "grid_worker", "网格员"
    STATION_CLERK = "station_clerk", "驿站值守"
    COMMUNITY_WORKER = "community_worker", "社区工作者"
    STREET_COORDINATOR = "street_coordinator", "街道协调员"
    STREET_REVIEWER = "street_reviewer", "街道审核员"
    DISTRICT_REVIEWER = "district_reviewer", "区级审核员"
    SUPERVISOR = "supervisor", "监督员"
    DISTRICT_ADMIN = "district_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"
    EDITOR = "editor", "宣传编辑"
    REVIEWER_1 = "reviewer_1", "初审"
    REVIEWER_2 = "reviewer_2", "复审"
    REVIEWER_3 = "reviewer_3", "终审"

    @property
    def of_organisation(self) -> bool:
        """Whether the role is held in an organisation; all others are held in a region."""
        return self in {Role.MEMBER, Role.ORG_AGENT, Role.ORG_MANAGER}

    @property
    def at_desk(self) -> bool:
        """Whether the role works in the desk (Wagtail's admin)."""
        return not self.of_organisation

    @property
    def guarded(self) -> bool:
        """Whether who holds it logs in with a second factor: he reviews, exports or administers, or is at the desk."""
        return self.at_desk or bool(VERBS[self] & GUARDED)


V = Verb
# What residents do, members of organisations and those who write down for others. Every other verb, and every one to
# come, reviews, exports or administers.
_EVERYDAY = frozenset(
    {
        *(V.WISH_SUBMIT, V.WISH_CONFIRM, V.WISH_CLAIM, V.WISH_HELP, V.WISH_CLAIM_FOR, V.WISH_ACT, V.WISH_ACCEPT),
        *(V.WISH_PROXY, V.WISH_CALL_BACK),
    }
)
GUARDED: frozenset[str] = frozenset(Verb) - _EVERYDAY

VERBS: dict[str, frozenset[str]] = {
    role: frozenset(verbs)
    for role, verbs in {
        Role.MEMBER: (),
        Role.ORG_AGENT: (V.WISH_CLAIM_FOR, V.WISH_ACT),
        Role.ORG_MANAGER: (V.WISH_CLAIM_FOR, V.WISH_ACT, V.WISH_ACCEPT, V.PEOPLE_MANAGE),
        Role.GRID_WORKER: (V.WISH_PROXY, V.WISH_CALL_BACK),
        Role.STATION_CLERK: (V.WISH_PROXY,),
        Role.COMMUNITY_WORKER: (
            V.WISH_PROXY,
            V.WISH_SCREEN,
            V.WISH_CONFIRM_CLAIM,
            V.WISH_TRANSFER,
            V.WISH_CALL_BACK,
            V.WISH_TAKE_DOWN,
            V.PEOPLE_REVEAL,
            V.PEOPLE_VERIFY_RESIDENCE,
            V.DATA_IMPORT,
            V.DATA_EXPORT,
        ),
        Role.STREET_COORDINATOR: (
            V.WISH_COORDINATE,
            V.WISH_REASSIGN,
            V.WISH_SUPERVISE,
            V.WISH_REOPEN,
            V.WISH_CALL_BACK,
            V.PEOPLE_COVER,
            V.DATA_APPROVE_IMPORT,
            V.DATA_EXPORT,
        ),
        Role.STREET_REVIEWER: (V.WISH_VERIFY,),
        Role.DISTRICT_REVIEWER: (V.WISH_VERIFY,),
        Role.SUPERVISOR: (V.VOICE_ANSWER,),
        Role.DISTRICT_ADMIN: (V.POLICY_EDIT, V.PEOPLE_MANAGE, V.WORDING_EDIT),
        Role.SECURITY_ADMIN: (V.ROLE_GRANT,),
        Role.AUDIT_ADMIN: (V.AUDIT_READ,),
        Role.EDITOR: (V.BOARD_KEEP,),
        Role.REVIEWER_1: (V.PAGE_FIRST,),
        Role.REVIEWER_2: (V.PAGE_SECOND, V.WORDING_EDIT),
        Role.REVIEWER_3: (V.PAGE_FINAL, V.PAGE_URGENT),
    }.items()
}

PAID = frozenset(
    {
        Role.GRID_WORKER,
        Role.STATION_CLERK,
        Role.COMMUNITY_WORKER,
        Role.STREET_COORDINATOR,
        Role.STREET_REVIEWER,
        Role.DISTRICT_REVIEWER,
        Role.DISTRICT_ADMIN,
        Role.SECURITY_ADMIN,
        Role.AUDIT_ADMIN,
    }
)

# What an organisation's manager gives and takes himself, and his word for it; who manages it comes by the district's sheet.
ENROLLED: dict[str, str] = {Role.MEMBER: "成员", Role.ORG_AGENT: "经办人"}

# Who works at the desk and may do something there: theirs are the places that AB 岗 covers.
STAFF = frozenset(role for role in Role if role.at_desk and VERBS[role])

# Nobody holds two of these: who keeps the accounts, who grants the rights and who reads the records are three people.
EXCLUSIVE = frozenset({Role.DISTRICT_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
