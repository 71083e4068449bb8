from datetime import date

import pytest

from cms.models import ArticlePage, ColumnPage, PolicyPage
from cms.review.operations import seed
from home.models import HomePage
from tests.factories import MORNING


@pytest.fixture
def home(db):
    return HomePage.objects.get()


@pytest.fixture
def news(db):
    return ColumnPage.objects.get(slug="news")


@pytest.fixture
def policies(db):
    return ColumnPage.objects.get(slug="policies")


@pytest.fixture
def publish():
    """`publish(page, below=column)`: public, as what comes with a demo is; the three reviews have tests of their own."""

    def publish(page, *, below):
        page.live = False
        below.add_child(instance=page)
        return seed(page=page, at=MORNING)

    return publish


@pytest.fixture
def article(news, publish):
    page = ArticlePage(
        title="一条长凳修了两回",
        slug="bench",
        lead="居民说不满意，就再来一次。",
        body='<p>老周带着水平尺又来了一趟。</p><p><a href="https://example.org">看一看</a></p>',
        source="石渡街道",
        original=True,
    )
    return publish(page, below=news)


@pytest.fixture
def policy(policies, publish):
    page = PolicyPage(
        title="云桥区加装电梯补助办法（2026 年版）",
        slug="lifts-2026",
        doc_no="云建规〔2026〕4 号",
        issuer="云桥区住房和城乡建设局",
        written_on=date(2026, 6, 1),
        effective_on=date(2026, 7, 1),
        abstract="哪些楼能补、补多少、找谁申请。",
        body="<p>第一条　……</p>",
    )
    return publish(page, below=policies)


@pytest.fixture
def repealed_policy(policies, publish, policy):
    page = PolicyPage(
        title="云桥区加装电梯补助办法（2022 年版）",
        slug="lifts-2022",
        doc_no="云建规〔2022〕4 号",
        issuer="云桥区住房和城乡建设局",
        written_on=date(2022, 6, 1),
        validity=PolicyPage.Validity.REPEALED,
        successor=policy,
        abstract="旧的补助办法。",
        body="<p>第一条　……</p>",
    )
    return publish(page, below=policies)


@pytest.fixture
def webmaster_client(client, django_user_model):
    """Set-up rights, so that what refuses is the page form and not a permission."""
    user = django_user_model.objects.create_superuser(username="webmaster")
    client.force_login(user)
    return client
