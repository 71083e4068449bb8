"""How a person is shown to those who need not know who he is, and what must never stand in a public text."""

import re

MOBILE = re.compile(r"(?<!\d)1[3-9]\d(?:[ -]?\d){8}(?!\d)")
LANDLINE = re.compile(r"(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)")
ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
DOOR = re.compile(r"\d+\s*(?:号楼|栋|幢|单元|室)\s*\d*")

ILLNESS = re.compile(
    "癌|肿瘤|糖尿病|高血压|心脏病|尿毒症|透析|抑郁|精神病|精神分裂|残疾|瘫痪|中风|偏瘫|痴呆|艾滋|肝炎|白血病|化疗|动手术|住院|怀孕|卧床"
)
ALONE = re.compile("独居|独自在家|一个人住|一个人在家|家里没人|没人在家|只有我一个人")

DELICATE = (("病情", ILLNESS), ("独自在家", ALONE))
PATTERNS = (("手机号", MOBILE), ("电话号码", LANDLINE), ("身份证号", ID_NUMBER), ("楼栋门牌", DOOR))

COMPOUND_SURNAMES = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "东方",
    "司徒",
    "夏侯",
)


def surname(name: str) -> str:
    """The part of a Chinese name that may be shown; a name with · (米热古丽·艾山) shows its first part."""
    name = name.strip()
    if "·" in name:
        return name.split("·")[0]
    return name[:2] if name.startswith(COMPOUND_SURNAMES) else name[:1]


def mask_name(name: str, title: str = "") -> str:
    """张先生 with a title, else 张**; empty for no name."""
    if not name.strip():
        return ""
    if "·" in name:
        return name.strip()[:1] + "**"
    return surname(name) + (title or "**")


def mask_phone(phone: str) -> str:
    """138****1234; a short or fixed number keeps its last two digits."""
    if len(phone) == 11:
        return f"{phone[:3]}****{phone[-4:]}"
    return "*" * max(len(phone) - 2, 0) + phone[-2:] if phone else ""


def normalise_phone(text: str) -> str:
    """Digits only, without +86; full-width digits become ASCII."""
    digits = "".join(str(int(c)) for c in text if c.isdecimal())
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    return digits


def phone_problem(text: str) -> str:
    """The sentence to show for a phone number that cannot be one, or an empty string."""
    digits = normalise_phone(text)
    if digits.startswith("0") and 10 <= len(digits) <= 12:
        return ""
    if digits.startswith("1"):
        if len(digits) != 11:
            return f"手机号应是 11 位数字，您填了 {len(digits)} 位。没有手机，可以填家里的座机，或请社区登门。"
        return "" if MOBILE.fullmatch(digits) else "手机号的前三位不对，请再看一下。"
    return "请填 11 位手机号，或带区号的座机（如 025-1234567）。"


def mobile_problem(phone: str, otherwise: str) -> str:
    """Why this is no mobile: what is wrong with one that was meant to be, else ``otherwise``."""
    if MOBILE.fullmatch(phone):
        return ""
    return phone_problem(phone) if len(phone) == 11 and phone.startswith("1") else otherwise


def find_private(text: str) -> list[tuple[str, str]]:
    """What a public text must not carry: (kind, the words found), in order of kind."""
    return [(kind, match.group()) for kind, pattern in PATTERNS for match in pattern.finditer(text)]


def delicate(text: str) -> list[str]:
    """What somebody may not want known of his family: ``find_private``, illness, that he is alone at home."""
    found = [words for _, words in find_private(text)]
    return found + [match.group() for _, pattern in DELICATE for match in pattern.finditer(text)]
