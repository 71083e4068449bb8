"""云桥区: six streets with four communities each, in the official order, and the organisations that act in them."""

from dataclasses import dataclass

from community.people.models import Level, Organisation, Region

DISTRICT = ("云桥区", "yunqiao")
STREETS = {
    ("柳岸街道", "liuan"): {
        "渔歌里": "yugeli",
        "老码头": "laomatou",
        "桂花园": "guihuayuan",
        "长堤": "changdi",
    },
    ("石渡街道", "shidu"): {
        "双井": "shuangjing",
        "石渡口": "shidukou",
        "盐仓巷": "yancangxiang",
        "南货街": "nanhuojie",
    },
    ("荷塘街道", "hetang"): {
        "荷风苑": "hefengyuan",
        "藕香里": "ouxiangli",
        "菱角湾": "lingjiaowan",
        "听雨里": "tingyuli",
    },
    ("青禾街道", "qinghe"): {
        "麦田里": "maitianli",
        "青禾新苑": "qinghexinyuan",
        "稻香家园": "daoxiangjiayuan",
        "新渡": "xindu",
    },
    ("东仓街道", "dongcang"): {
        "东仓门": "dongcangmen",
        "纺织新村": "fangzhixincun",
        "红砖里": "hongzhuanli",
        "铁路坊": "tielufang",
    },
    ("鹿鸣街道", "luming"): {
        "书院坡": "shuyuanpo",
        "梧桐里": "wutongli",
        "北窗": "beichuang",
        "鹿鸣": "lumingshequ",
    },
}

# Beyond the committees and branches that every community has: key, name, kind, where.
K = Organisation.Kind
OTHERS = [
    ("mzj", "区民政局", K.DISTRICT_DEPARTMENT, "yunqiao"),
    ("cgj", "区城市管理局", K.DISTRICT_DEPARTMENT, "yunqiao"),
    ("nangpu", "南货街馕铺", K.MERCHANT, "nanhuojie"),
    ("lifadian", "桂花理发店", K.MERCHANT, "guihuayuan"),
    ("jiadian", "东仓家电维修志愿队", K.SOCIAL_ORG, "hongzhuanli"),
    ("wudao", "老码头舞蹈队", K.SOCIAL_ORG, "laomatou"),
    ("shitang", "石渡社区食堂", K.UNIT, "shidukou"),
]


@dataclass
class Places:
    """Regions by slug; organisations by key: ``committee-maitianli``, ``branch-maitianli``, ``office-qinghe``, …"""

    regions: dict[str, Region]
    organisations: dict[str, Organisation]

    def street_of(self, slug: str) -> Region:
        street = self.regions[slug].street
        assert street is not None
        return street

    def communities(self) -> list[Region]:
        return [region for region in self.regions.values() if region.level == Level.COMMUNITY]

    def streets(self) -> list[Region]:
        return [region for region in self.regions.values() if region.level == Level.STREET]


def exists() -> bool:
    return Region.objects.filter(slug=DISTRICT[1]).exists()


def build() -> Places:
    name, slug = DISTRICT
    district = Region.add_root(name=name, slug=slug, level=Level.DISTRICT, phone="025-1000000")
    places = Places({slug: district}, {})
    for number, ((street_name, street_slug), communities) in enumerate(STREETS.items(), start=1):
        street = district.add_child(name=street_name, slug=street_slug, level=Level.STREET, phone=f"025-1000{number}00")
        places.regions[street_slug] = street
        places.organisations[f"office-{street_slug}"] = Organisation.add_root(
            name=f"{street_name}办事处", kind=K.STREET_OFFICE, region=street, phone=street.phone
        )
        for order, (short, community_slug) in enumerate(communities.items(), start=1):
            _community(places, street, short, community_slug, f"025-1000{number}{order:02d}")
    for key, unit, kind, where in OTHERS:
        places.organisations[key] = Organisation.add_root(name=unit, kind=kind, region=places.regions[where])
    return places


def _community(places: Places, street: Region, short: str, slug: str, phone: str) -> None:
    """A community with its Party committee, which is also who comes when nobody else does, and a branch below it."""
    community = street.add_child(
        name=f"{short}社区", slug=slug, level=Level.COMMUNITY, phone=phone, address=f"{short}党群服务中心"
    )
    committee = Organisation.add_root(name=f"{short}社区党委", kind=K.PARTY_COMMITTEE, region=community, phone=phone)
    branch = committee.add_child(name=f"{short}社区党支部", kind=K.BRANCH, region=community, phone=phone)
    community.fallback = committee
    community.save(update_fields=["fallback"])
    places.regions[slug] = community
    places.organisations[f"committee-{slug}"] = committee
    places.organisations[f"branch-{slug}"] = branch
