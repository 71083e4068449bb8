"""The words editors compose pages with: few, and each does one thing."""

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from .live import FiguresBlock, OpenWishesBlock, StoryBlock

FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", "document-link"]


class PictureSet(blocks.StructBlock):
    """Any number of pictures with one description, which also speaks for them to who cannot see them."""

    pictures = blocks.ListBlock(ImageChooserBlock(label="照片"), label="照片", min_num=1)
    description = blocks.CharBlock(label="说明", max_length=120, required=False, help_text="一组写一句就够了。")

    class Meta:
        icon = "image"
        label = "一组照片"
        template = "cms/blocks/pictures.html"


class QuoteBlock(blocks.StructBlock):
    words = blocks.TextBlock(label="原话", max_length=300)
    who = blocks.CharBlock(label="谁说的", max_length=40, required=False)

    class Meta:
        icon = "openquote"
        label = "一句话"
        template = "cms/blocks/quote.html"


class FilesBlock(blocks.ListBlock):
    class Meta:
        icon = "doc-full"
        label = "附件"
        template = "cms/blocks/files.html"


class Table(blocks.StructValue):
    @property
    def lines(self):
        return [[cell.strip() for cell in line.split("\t")] for line in self["cells"].splitlines() if line.strip()]

    @property
    def head(self):
        return self.lines[0] if self.lines else []

    @property
    def rows(self):
        return self.lines[1:]


class TableBlock(blocks.StructBlock):
    """Copied from a spreadsheet and pasted as it is: a line each row, a tab between two cells."""

    caption = blocks.CharBlock(label="表名", max_length=80, required=False)
    cells = blocks.TextBlock(
        label="内容",
        rows=8,
        help_text="从 WPS、Excel 里选中表格复制，粘贴到这里就行。第一行是表头，格子之间用 Tab 隔开。",
    )

    class Meta:
        icon = "table"
        label = "表格"
        value_class = Table
        template = "cms/blocks/table.html"


class PolicyLinkBlock(blocks.PageChooserBlock):
    """Says that the document is repealed, wherever it is linked."""

    class Meta:
        icon = "doc-full-inverse"
        label = "政策文件"
        template = "cms/blocks/policy.html"


class Moment(blocks.StructBlock):
    day = blocks.DateBlock(label="日期", format="%Y-%m-%d")
    text = blocks.CharBlock(label="发生了什么", max_length=200)


class TimelineBlock(blocks.ListBlock):
    class Meta:
        icon = "history"
        label = "经过"
        template = "cms/blocks/timeline.html"


class Question(blocks.StructBlock):
    question = blocks.CharBlock(label="问", max_length=120)
    answer = blocks.RichTextBlock(label="答", features=["bold", "ol", "ul", "link"])


class QuestionsBlock(blocks.ListBlock):
    class Meta:
        icon = "help"
        label = "问与答"
        template = "cms/blocks/questions.html"


class VideoBlock(blocks.StructBlock):
    video = DocumentChooserBlock(label="视频文件", help_text="MP4。")
    description = blocks.CharBlock(label="说明", max_length=120, help_text="看不见、听不清的人靠它知道说了什么。")

    class Meta:
        icon = "media"
        label = "视频"
        template = "cms/blocks/video.html"


PICTURES = [("pictures", PictureSet())]
VOCABULARY = [
    ("text", blocks.RichTextBlock(label="文字", icon="pilcrow", features=FEATURES, template="cms/blocks/text.html")),
    *PICTURES,
    ("quote", QuoteBlock()),
    ("files", FilesBlock(DocumentChooserBlock(label="文件"))),
    ("table", TableBlock()),
    ("policy", PolicyLinkBlock(page_type="cms.PolicyPage")),
    ("timeline", TimelineBlock(Moment(label="一步"))),
    ("questions", QuestionsBlock(Question(label="一问一答"))),
    ("video", VideoBlock()),
    ("open_wishes", OpenWishesBlock()),
    ("story", StoryBlock()),
    ("figures", FiguresBlock()),
]
