from datetime import UTC, datetime

from django.db import migrations

# nature, slug, name, handling, widest, days, proof, community confirms the claim, proxy may screen
CATEGORIES = [
    ("goods", "goods-borrow", "借用", "claim", "wall", 15, "receipt", False, True),
    ("goods", "goods-daily", "生活用品", "claim", "wall", 15, "receipt", False, True),
    ("goods", "goods-aids", "助行助医器具", "claim_in_street", "street", 15, "receipt", False, False),
    ("goods", "goods-child", "学习用品（未成年人）", "dispatch", "staff", 15, "receipt", True, False),
    ("service", "service-repair", "修理缝补", "claim", "wall", 30, "report", False, True),
    ("service", "service-errand", "代购跑腿", "claim", "wall", 30, "report", False, True),
    ("service", "service-phone", "手机和电脑", "claim", "wall", 30, "report", False, True),
    ("service", "service-sale", "农产品销售", "claim", "wall", 15, "photo", False, False),
    ("service", "service-elder", "助老陪护", "claim_in_street", "street", 30, "report", True, False),
    ("service", "service-utility", "水电燃气", "dispatch", "street", 3, "photo", False, False),
    ("appeal", "appeal-noise", "噪声扰民", "dispatch", "staff", 15, "report", False, False),
    ("appeal", "appeal-neighbour", "邻里矛盾", "dispatch", "staff", 15, "report", False, False),
    ("appeal", "appeal-property", "物业和环境", "dispatch", "staff", 15, "photo", False, False),
    ("appeal", "appeal-debt", "欠薪和债务", "dispatch", "staff", 15, "report", False, False),
    ("job", "job-seek", "找工作", "claim", "wall", 30, "report", False, False),
    ("hiring", "hiring-shop", "招人", "claim", "wall", 30, "report", False, False),
    ("culture", "culture-class", "想学想参加", "claim", "wall", 30, "report", False, True),
    ("advice", "advice-place", "公共地方", "claim", "wall", 30, "photo", False, False),
    ("advice", "advice-other", "其他建议", "answer", "wall", 15, "report", False, True),
    ("question", "question-policy", "政策咨询", "answer", "wall", 7, "report", False, True),
]


def create(apps, schema_editor):
    category_model, terms_model = apps.get_model("wishes", "Category"), apps.get_model("wishes", "Terms")
    since = datetime(2026, 1, 1, tzinfo=UTC)
    for order, (nature, slug, name, handling, widest, days, proof, confirm, low_risk) in enumerate(CATEGORIES):
        category = category_model.objects.create(nature=nature, slug=slug, name=name, order=order)
        terms_model.objects.create(
            category=category,
            version=1,
            valid_from=since,
            handling=handling,
            widest=widest,
            act_days=days,
            proof=proof,
            confirm_claim=confirm,
            low_risk=low_risk,
        )


class Migration(migrations.Migration):
    """The first set of categories and their terms; the desk edits them as versions later."""

    dependencies = [("wishes", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
