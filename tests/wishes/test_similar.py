"""Similar wishes: real ways to say the same thing find each other, and what only sounds alike stays apart."""

import pytest

from community.wishes import similar
from community.wishes.models import Wish
from community.wishes.similar import rank
from tests.factories import as_, later, public_version, step, wishing
from tests.workflows import paths
from workflows import door

# On the wall: (title, text).
WALL = {
    "chair": ("想借一辆轮椅推老伴去复查", "老伴腿骨折了，医院复查要用轮椅，借两个星期，用完消毒送回。"),
    "phone": ("想学会用手机挂号", "孩子教得太快记不住，想请人慢慢教我在手机上挂医院的号。"),
    "erhu": ("家里有把旧二胡，想找个老师教一教", "退休了想学二胡，每周一次，一小时左右。"),
    "coat": ("眼睛花了穿不上针，想请人补三件棉袄", "三件旧棉袄开线了，想请手巧的街坊补一补。"),
    "lamp": ("楼道的灯坏了半个月", "三楼到四楼的楼道灯不亮，晚上老人上下楼看不清。"),
    "tap": ("厨房水龙头漏水，想请人换一个", "水龙头关不紧，一直滴水，自己拧不动。"),
    "vegetables": ("六千八百斤青菜卖不出去", "大棚里的青菜熟了，收购的人没有来，想请大家帮忙卖一卖。"),
    "hair": ("卧床的母亲想理个发", "母亲瘫痪在床两年，出不了门，想请师傅上门理发。"),
    "homework": ("孩子放学后没人辅导作业", "夫妻俩都上晚班，三年级孩子的数学作业没人看。"),
    "dance": ("想找个地方跳广场舞", "十来个人，晚上七点到八点，不扰民的空地就行。"),
    "job": ("想找一份离家近的保洁工作", "四十八岁，手脚勤快，早上送完孩子就能上班。"),
    "books": ("家里有三百本旧书想送人", "都是小说和历史书，能送给需要的人最好。"),
    "printer": ("想打印一份医保材料", "不会弄，材料在微信里，想请人帮忙打印出来。"),
    "cat": ("收养的流浪猫想做绝育", "小区里喂了四只流浪猫，想问问有没有公益绝育。"),
    "door": ("单元门关不上，想请人修一修", "门轴松了，风一吹就响，晚上不安全。"),
    "escort": ("想有人陪我去市医院做检查", "一个人住，下周三做胃镜，医生说要有人陪。"),
    "tv": ("电视机收不到台了", "不知道按了哪个键，只有雪花，想请人来看看。"),
    "choir": ("合唱队缺一位弹琴的老师", "每周二下午在驿站排练，有电子琴。"),
}

# What somebody writes, and what it is about; None is about something new.
PAIRS = [
    ("老伴走路不方便，想借一把轮椅用三天。", "chair"),
    ("我妈下周去医院复查，谁家有轮椅能借一下", "chair"),
    ("手机上怎么挂号啊，我看不懂，想有人教教我", "phone"),
    ("想学二胡，有没有老师愿意教，一星期一次", "erhu"),
    ("我想找个会拉二胡的老师", "erhu"),
    ("棉袄破了几个口子，眼睛不好，缝不了，请人补一补", "coat"),
    ("楼道灯不亮好多天了，晚上上楼怕摔", "lamp"),
    ("我们单元三楼的楼道灯坏了，没人来修", "lamp"),
    ("水龙头一直滴水，关不紧，请师傅来换一个", "tap"),
    ("厨房的水龙头漏水了", "tap"),
    ("地里的青菜卖不掉，烂在大棚里太可惜", "vegetables"),
    ("我父亲卧床，想请理发师傅上门理个发", "hair"),
    ("孩子三年级，晚上作业没人辅导，我和他爸都上班", "homework"),
    ("想找块空地，晚上跳跳广场舞", "dance"),
    ("想在附近找个保洁的工作，早上送完孩子能去", "job"),
    ("有一批旧书想捐出去，送给要的人", "books"),
    ("医保的材料要打印，我不会用打印机", "printer"),
    ("小区流浪猫越来越多，能不能组织做绝育", "cat"),
    ("单元门坏了，关不上，晚上不安全", "door"),
    ("下星期要去市医院做胃镜，一个人住，想有人陪着去", "escort"),
    ("电视打开全是雪花，收不到台", "tv"),
    ("合唱队想请一位会弹电子琴的老师", "choir"),
    ("窗户玻璃裂了，想请人量一下换一块", None),
    ("想找人一起打太极拳，早上六点", None),
    ("孙子要一辆旧的儿童自行车", None),
    ("下水道堵了，厨房返水", None),
    ("想给楼下的花坛种点月季", None),
    ("我会修收音机，谁家有坏的可以拿来", None),
    ("身份证到期了，不知道到哪里换", None),
    ("腿脚不好，想请人每周帮我买一次菜", None),
    ("想请一位老师教我写毛笔字", None),
    ("求一台旧的洗衣机，能转就行", None),
]


@pytest.fixture
def wall() -> dict[str, Wish]:
    return {name: Wish(pk=n, public_title=t, public_text=x) for n, (name, (t, x)) in enumerate(WALL.items(), 1)}


def found(text: str, wall: dict[str, Wish]) -> list[str]:
    names = {wish.pk: name for name, wish in wall.items()}
    return [names[wish.pk] for wish in rank(text, list(wall.values()))]


def test_the_same_thing_said_otherwise_is_found_and_stands_first(wall: dict[str, Wish]) -> None:
    missed = [(text, same, got) for text, same in PAIRS if same and (got := found(text, wall))[:1] != [same]]
    assert missed == []


def test_what_is_new_is_seldom_taken_for_something_known(wall: dict[str, Wish]) -> None:
    wrong = [(text, got) for text, same in PAIRS if same is None and (got := found(text, wall))]
    assert len(wrong) <= 1, wrong


def test_few_others_stand_beside_the_right_one(wall: dict[str, Wish]) -> None:
    extra = [(text, got[1:]) for text, same in PAIRS if same and len(got := found(text, wall)) > 1]
    assert len(extra) <= 3, extra


ASKED = "有三件棉袄开线了，眼睛不好，想请人补一补。"


@pytest.fixture
def shown(here):
    return lambda region=here.community, at=None: [
        w.code for w in similar.public(ASKED, region, at=at or later(days=1))
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("at_step", ["screen", "amend", "transfer"])
def test_nothing_is_shown_before_a_worker_wrote_its_public_version_nor_what_staff_only_see(here, shown, at_step):
    wish = paths.AT[at_step](here)
    Wish.objects.filter(pk=wish.pk).update(visibility="staff")
    assert shown() == []


@pytest.mark.django_db
def test_what_the_wisher_keeps_to_the_street_is_not_shown(here, shown):
    step(paths.to_screen(here), "publish_street", here.worker, **public_version())
    assert shown() == []


@pytest.mark.django_db
def test_the_community_comes_before_the_rest_of_its_street_and_no_other_street_is_asked(here, shown):
    own = paths.to_pool(here)
    assert shown() == shown(here.sister) == [own.code]
    assert shown(here.far) == []
    sister = door.start(wishing(here, region=here.sister), by=as_(here.wisher), at=later())
    sister = step(sister, "publish", here.sister_worker, **public_version())
    assert shown() == [own.code, sister.code]
    assert shown(here.sister) == [sister.code, own.code]


@pytest.mark.django_db
def test_what_came_true_is_shown_for_a_while_and_no_more_than_three(here, shown):
    done = step(paths.to_verify(here), "approve", here.reviewer)
    assert shown() == [done.code]
    assert shown(at=later(days=100)) == []
    for _ in range(4):
        paths.to_pool(here)
    assert len(shown()) == 3


@pytest.mark.django_db
def test_it_costs_the_same_few_queries_and_opens_nothing_sealed(here, django_assert_max_num_queries):
    for _ in range(3):
        paths.to_pool(here)
    with django_assert_max_num_queries(8) as asked:
        similar.public(ASKED, here.community, at=later())
    assert not [q for q in asked.captured_queries if "own_words" in q["sql"] or "wisher_name" in q["sql"]]
