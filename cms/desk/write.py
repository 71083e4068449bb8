"""写稿: choose a column and a template, paste, and go on in the editor."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect

from cms import drafting
from cms.models import ColumnPage
from cms.paste import harmless
from cms.rights import regions_of
from community.people.models import Level, Region
from community.people.refusal import Refused
from community.wishes.models import Story

from .page import EditorsPage, chosen, places_for, writable_columns

MOST_STORIES = 12


class WriteForm(forms.Form):
    column = forms.ModelChoiceField(ColumnPage.objects.none(), label="放在哪个栏目", empty_label=None)
    kind = forms.ChoiceField(
        label="写什么", choices=[(key, name) for key, (name, _) in drafting.KINDS.items()], initial="event"
    )
    title = forms.CharField(label="标题", max_length=120)
    region = forms.ModelChoiceField(Region.objects.none(), label="哪里的事", required=False, empty_label="全区")
    source = forms.CharField(label="来源", max_length=60, help_text="写单位全称，如“石渡街道”。")
    pasted = forms.CharField(
        label="正文",
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "data-paste": ""}),
        help_text="从 Word、WPS 或公众号里复制，粘贴到这里：格式会理干净，表格、编号和图片留下。也可以空着，下一步再写。",
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        mine = regions_of(user)
        column: forms.ModelChoiceField = self.fields["column"]  # type: ignore[assignment]  # declared above
        place: forms.ModelChoiceField = self.fields["region"]  # type: ignore[assignment]  # declared above
        column.queryset, place.queryset = writable_columns(), places_for(mine)
        if not mine.filter(level=Level.DISTRICT).exists():
            place.required, place.empty_label = True, None


class WritePage(EditorsPage):
    page_title = "写稿"
    header_icon = "edit"
    template_name = "cms/desk/write.html"

    def get(self, request):
        return self.show(WriteForm(user=request.user))

    def post(self, request):
        if "story" in request.POST:
            return self.tell(request)
        form = WriteForm(request.POST, user=request.user)
        if not form.is_valid():
            typed = request.POST.copy()
            typed["pasted"] = harmless(typed.get("pasted", ""))
            form.data = typed
            return self.show(form, status=422)
        page, lost = drafting.begin(**form.cleaned_data, by=request.user, at=self.at)
        if lost:
            messages.warning(request, f"有 {lost} 处图片或表格没有带过来，请在下面补上；图片要重新上传。")
        return redirect("wagtailadmin_pages:edit", page.pk)

    def tell(self, request):
        story = self.stories().filter(wish__code=request.POST["story"]).first()
        column = chosen(writable_columns(), request.POST.get("column", "")) or writable_columns().first()
        try:
            if story is None:
                raise Refused("gone", "这个心愿不在墙上了，不能写成故事。")
            page = drafting.tell(story=story, column=column, by=request.user, at=self.at)
        except Refused as refused:
            messages.error(request, refused.message)
            return redirect("write:index")
        return redirect("wagtailadmin_pages:edit", page.pk)

    def show(self, form, status=200):
        return self.answer(status, form=form, stories=self.stories()[:MOST_STORIES], media=form.media)

    def stories(self):
        """Of his places: the draft belongs where the wish was."""
        return Story.objects.newest().filter(wish__region__in=regions_of(self.request.user))
