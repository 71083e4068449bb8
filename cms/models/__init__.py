"""微平台's pages: columns, and what lies in them."""

from cms.boards.models import BoardIndexPage, HonourBoardPage, Laurel

from .article import ArticlePage, GalleryPage
from .base import TEXT_FEATURES, BasePage, Piece
from .bulletin import BulletinPage, NoticePage
from .column import ColumnPage
from .contribution import Contribution
from .dead_link import DeadLink
from .form import FormField, FormPage, Reply
from .free import StandardPage, TopicPage
from .policy import IndexSerial, InterpretationPage, PolicyPage, ServicePage
from .settings import SiteSettings
from .source import NewsSource

PIECES = (ArticlePage, GalleryPage, NoticePage, BulletinPage, PolicyPage, InterpretationPage, ServicePage, FormPage)

__all__ = [
    "PIECES",
    "TEXT_FEATURES",
    "ArticlePage",
    "BasePage",
    "BoardIndexPage",
    "BulletinPage",
    "ColumnPage",
    "Contribution",
    "DeadLink",
    "FormField",
    "FormPage",
    "GalleryPage",
    "HonourBoardPage",
    "IndexSerial",
    "InterpretationPage",
    "Laurel",
    "NewsSource",
    "NoticePage",
    "Piece",
    "PolicyPage",
    "Reply",
    "ServicePage",
    "SiteSettings",
    "StandardPage",
    "TopicPage",
]
