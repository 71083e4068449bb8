"""What a document number and a column's address must look like."""

from django.core.validators import RegexValidator

# Addresses directly under the home page that Django's routes answer before Wagtail is asked.
ROUTED_SLUGS = frozenset(
    {
        *("_util", "accounts", "actions", "admin", "contribute", "data", "demo", "documents", "feeds", "healthz"),
        *("me", "media", "mode", "place", "projects", "rewards", "search", "static", "stations"),
        *("voices", "wechat", "wishes"),
    }
)

# GB/T 9704: 机关代字, the year in hexagonal brackets, a serial without leading zero, 号.
validate_doc_no = RegexValidator(
    r"^[^\s〔〕\[\]［］()（）【】]+〔\d{4}〕\s?[1-9]\d*\s?号$",
    "发文字号要写成“云委社〔2026〕6 号”的样子：年份写全，用六角括号〔〕，序号前不加零。",
)
