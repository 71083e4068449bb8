"""Our own line drawings (static/img/drawings, one hand, five hues): what has no photo shows what it is about."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

# The first of these words that stands in a text names its drawing. Narrow words come before wide ones.
WORDS = [
    ("bench", "长凳 石凳 沙发 板凳"),
    ("greens", "青菜 白菜 菜地 种菜 草药 花盆 桂花 花店 花搬 树"),
    ("erhu", "二胡 琴 越剧 唱 听戏 快板"),
    ("wheelchair", "轮椅 拐杖 坡 适老化 扶手 椅"),
    ("flask", "热水瓶 燃气 饮水 取暖 粥 保温 电热 加湿"),
    ("umbrella", "雨 檐 晒"),
    ("sewing", "缝 补 棉袄 裤 拉链 扣子 衣 毛线 裁"),
    ("lamp", "灯"),
    ("shoes", "舞 跳绳 鞋 走队 太极 乒乓 踢球"),
    ("dumplings", "饺 粽 云吞 年糕 点心 蛋糕"),
    ("bowl", "面馆 热饭 食堂 厨 锅 碗 早点 米面 咸菜 灶 油烟"),
    ("stairs", "楼道 钥匙 楼梯 台阶 电梯 搬"),
    ("charger", "充电 电闸 电工 插头 电 叉车"),
    ("pressure", "血压 血氧 体检 医 看病 中医 助听"),
    ("pills", "药 社保 津贴 猫 狗"),
    ("phone", "手机 微信 视频 语音 照片 电视 网 扫码 短信 遥控"),
    ("river", "河 桥 码头 鱼 停水"),
    ("bicycle", "车 骑手 送餐 快递 顺路 代取 包裹"),
    ("scissors", "理发 剪"),
    ("books", "书 课本 字帖 故事 存折 做账 围棋 象棋 政策"),
    ("desk", "孩子 学 作业 桌"),
    ("ballot", "投票 项目 约定 夜里 办法"),
    ("award", "图集 公示 之星 积分 四个人"),
]
OTHERWISE = "station"


# What only says of which nature a wish is.
NATURES = {"招聘": "bowl", "文体": "erhu", "建议": "bench", "咨询": "books"}


def drawing_of(title: str, nature: str = "") -> str:
    """Its name, for a title."""
    found = (name for name, words in WORDS if any(word in title for word in words.split()))
    return next(found, NATURES.get(nature, OTHERWISE))


@register.simple_tag
def drawing(title: str, nature: str = "") -> SafeString:
    """Only to look at: the title says it all to those who cannot see it."""
    source = static(f"img/drawings/{drawing_of(title, nature)}.svg")
    return format_html('<img class="drawing" src="{}" alt="" width="96" height="96" loading="lazy">', source)
