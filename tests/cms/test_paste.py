"""What comes off the clipboard of Word, WPS and WeChat: clean, complete, and the same after Wagtail has kept it."""

import base64
import re

import pytest

from cms.paste import tidy
from tests.pictures import encoded, plain

CLEAN = re.compile(r"style=|class=|<span|<font|<section|<div|mso|o:p|&nbsp;|\u00a0|javascript|onclick", re.I)
PICTURE = base64.b64encode(encoded(plain())).decode()


def word(inside):
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">'
        "<head><meta name=Generator content='Microsoft Word 15'><!--[if gte mso 9]><xml><w:WordDocument></xml>"
        "<![endif]--><style><!-- p.MsoNormal {mso-style-parent:''; font-family:仿宋_GB2312} --></style></head>"
        f"<body lang=ZH-CN><!--StartFragment-->{inside}<!--EndFragment--></body></html>"
    )


def numbered(number, text):
    return (
        "<p class=MsoListParagraph style='margin-left:18.0pt;text-indent:-18.0pt;mso-list:l0 level1 lfo1'>"
        "<![if !supportLists]><span lang=EN-US style='mso-fareast-font-family:宋体'><span style='mso-list:Ignore'>"
        f"{number}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span></span><![endif]>{text}</p>"
    )


SAMPLES = {
    "Word：红头通知": (
        word(
            "<p class=MsoNormal align=center style='text-align:center'><b><span style='font-size:22.0pt;font-family:"
            "方正小标宋简体'>关于清理楼道的通知<span lang=EN-US><o:p></o:p></span></span></b></p>"
            "<p class=MsoNormal style='text-indent:32.0pt'><span style='font-size:16.0pt'>各楼栋居民：</span></p>"
            "<p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>周六上午九点开始。</p>"
        ),
        [("text", "<p><b>关于清理楼道的通知</b></p><p>各楼栋居民：</p><p>周六上午九点开始。</p>")],
    ),
    "Word：编号和圆点": (
        word(numbered("1.", "先清电动车") + numbered("2.", "再清纸箱") + numbered("·", "找王师傅")),
        [("text", "<ol><li>先清电动车</li><li>再清纸箱</li></ol><ul><li>找王师傅</li></ul>")],
    ),
    "Word：表格": (
        word(
            "<p class=MsoNormal>分工如下：</p><table class=MsoTableGrid border=1 style='border-collapse:collapse'>"
            "<tr style='mso-yfti-irow:0'><td width=138 valign=top><p class=MsoNormal><b>楼栋</b></p></td><td>"
            "<p class=MsoNormal>负责人</p></td></tr><tr><td><p>3 栋</p></td><td><p>老周<br>小林</p></td></tr></table>"
            "<p class=MsoNormal>请互相转告。</p>"
        ),
        [("text", "<p>分工如下：</p>"), ("table", "楼栋\t负责人\n3 栋\t老周 小林"), ("text", "<p>请互相转告。</p>")],
    ),
    "Word：标题和链接": (
        word(
            "<h1 style='mso-margin'>一、怎么申请</h1><p>见<a href='https://example.org/a' style='color:blue'>网页</a>。"
            "</p><h4>材料</h4><p>身份证 <i>原件</i></p><p><a href='file:///C:/a.doc'>本机文件</a></p>"
        ),
        [
            (
                "text",
                '<h2>一、怎么申请</h2><p>见<a href="https://example.org/a">网页</a>。</p><h3>材料</h3>'
                "<p>身份证 原件</p><p>本机文件</p>",
            )
        ],
    ),
    "Word：本机图片": (
        word('<p class=MsoNormal>现场：<img width=554 src="file:///C:/Temp/msohtmlclip1/clip_image002.jpg"></p>'),
        [("text", "<p>现场：</p>"), ("picture", "")],
    ),
    "WPS：字体和缩进": (
        '<div><p class="MsoNormal" style="text-indent:24.0pt;"><font face="仿宋" color="#000000"><span style="'
        'mso-spacerun:\'yes\';font-weight:bold;">第一，</span>听居民怎么说。</font></p><p style="margin:0"><font>'
        "第二，当天答复。</font></p></div>",
        [("text", "<p><b>第一，</b>听居民怎么说。</p><p>第二，当天答复。</p>")],
    ),
    "WPS：图片在文字中间": (
        f'<p>报名处<img src="data:image/jpeg;base64,{PICTURE}" width="300">在门口。</p><p>散场了。</p>',
        [("text", "<p>报名处在门口。</p>"), ("picture", "jpeg"), ("text", "<p>散场了。</p>")],
    ),
    "公众号：层层小节": (
        '<section data-tool="135编辑器" style="margin:0"><section style="display:inline-block"><p style="text-align:'
        'center"><span style="font-weight:bold;color:rgb(255,0,0);">十三家食堂</span></p></section><section><span>'
        "四天，<strong>收完</strong>了。</span></section><section><br></section></section>",
        [("text", "<p><b>十三家食堂</b></p><p>四天，<b>收完</b>了。</p>")],
    ),
    "公众号：外站图片和脚本": (
        '<p>菜装车</p><p><img data-src="https://mmbiz.qpic.cn/x/640" src="data:image/svg+xml,x"></p>'
        '<mp-common-profile data-id="1">某某发布</mp-common-profile><script>alert(1)</script>'
        '<p onclick="x()">点<a href="javascript:alert(1)">这里</a></p><p style="display:none">藏起来的</p>',
        [("text", "<p>菜装车</p>"), ("picture", ""), ("text", "<p>点这里</p>")],
    ),
    "记事本：一行一段": (
        "周六缝补日\n\n八十岁以上不收钱 <不限次>\n地点：驿站",
        [("text", "<p>周六缝补日</p><p>八十岁以上不收钱 &lt;不限次&gt;</p><p>地点：驿站</p>")],
    ),
}


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_paste_comes_in_clean_and_whole(sample):
    pasted, wanted = SAMPLES[sample]

    parts = tidy(pasted)

    assert [(part.kind, part.text or ("jpeg" if part.picture else "")) for part in parts] == wanted
    assert not [part for part in parts if CLEAN.search(part.text)]
