from dataclasses import dataclass

import pytest
from django.contrib.auth.models import Group

from cms.models import ArticlePage, ColumnPage
from cms.review import operations, rules
from community.people.models import Level, Region, User
from community.people.roles import Role
from tests.factories import as_, holder, later


@dataclass
class Desk:
    """An article of ``author``, and somebody for each stage."""

    page: ArticlePage
    author: User
    first: User
    second: User
    final: User
    other_final: User
    superuser: User

    def edit(self, user, **fields):
        page = ArticlePage.objects.get(pk=self.page.pk)
        page = page.get_latest_revision_as_object()
        for name, value in fields.items():
            setattr(page, name, value)
        return page.save_revision(user=user)

    def submit(self):
        return operations.submit(page=self.fresh, by=as_(self.author))

    @property
    def fresh(self):
        return ArticlePage.objects.get(pk=self.page.pk)

    @property
    def step(self):
        return rules.open_step(self.fresh)

    @property
    def stage(self):
        return self.step and rules.stage_of(self.step)

    def sign(self, user, **more):
        state, hours = self.step, more.pop("hours", 1)
        given = {
            "seen": operations.version_of(self.fresh.latest_revision),
            "ticks": rules.stage_of(state).points,
        } | more
        return operations.approve(state_id=state.pk, by=as_(user), at=later(hours=hours), **given)

    def sign_all(self):
        for hours, user in enumerate((self.first, self.second, self.final), start=1):
            self.sign(user, hours=hours)
        return self.fresh


@pytest.fixture
def desk(db, django_user_model):
    district = Region.add_root(name="云桥区", level=Level.DISTRICT, slug="yunqiao")
    author = holder("author", Role.EDITOR, district, name="江月")
    author.groups.add(Group.objects.get(name="Editors"))
    column = ColumnPage.objects.get(slug="news")
    page = ArticlePage(
        title="一条长凳修了两回", slug="bench", lead="居民说不满意，就再来一次。", source="柳岸街道", owner=author,
        body="<p>老周带着水平尺又来了一趟，把松了的螺丝拧紧，大家座上去试了试。</p>", live=False,
    )  # fmt: skip
    column.add_child(instance=page)
    page.save_revision(user=author)
    return Desk(
        page,
        author,
        holder("first", Role.REVIEWER_1, district, name="白露"),
        holder("second", Role.REVIEWER_2, district, name="方正"),
        holder("final", Role.REVIEWER_3, district, name="梁山"),
        holder("other_final", Role.REVIEWER_3, district, name="秦岭"),
        django_user_model.objects.create_superuser("root"),
    )
