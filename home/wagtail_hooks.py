"""搜索 on the desk: what stands above the results, and what people did not find."""

from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from community.search.models import Promotion, Unanswered


class PromotionViewSet(ModelViewSet):
    model = Promotion
    name = "search_promotions"
    icon = "pick"
    menu_label = "推荐结果"
    form_fields = ["words", "title", "address"]
    list_display = ["title", "words", "address"]


class UnansweredViewSet(ModelViewSet):
    model = Unanswered
    name = "search_unanswered"
    icon = "help"
    menu_label = "没搜到的词"
    form_fields = ["question"]
    list_display = ["question", "number", "last_on"]
    ordering = ["-number", "-last_on"]
    inspect_view_enabled = False


class SearchGroup(ModelViewSetGroup):
    items = (PromotionViewSet, UnansweredViewSet)
    menu_label = "站内搜索"
    menu_icon = "search"
    menu_order = 90


@hooks.register("register_admin_viewset")
def search_desk():
    return SearchGroup()
