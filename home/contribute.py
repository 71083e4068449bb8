"""投稿: three sentences and photos from the phone; below it, what became of the earlier ones."""

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cms.drafting import MOST_PICTURES, amend, contribute
from cms.models import Contribution, SiteSettings
from community.people.actor import Actor
from community.people.areas import below
from community.people.models import Level, Region
from community.people.refusal import Refused
from community.wishes.codes import read_code
from community.wishes.models import Wish

MOST_BYTES = 10 * 1024 * 1024


class Photos(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name)

    def render(self, name, value, attrs=None, renderer=None):
        context = {"name": name, "words": "选照片", "accept": "image/*", "multiple": True, "attrs": attrs or {}}
        return render_to_string("includes/file_input.html", context)


class PhotosField(forms.FileField):
    widget = Photos

    def clean(self, data, initial=None):
        files = [super(PhotosField, self).clean(file, initial) for file in data or []]
        if len(files) > MOST_PICTURES:
            raise forms.ValidationError(f"一次最多 {MOST_PICTURES} 张。")
        if any(file.size > MOST_BYTES for file in files):
            raise forms.ValidationError("有一张照片太大（最大 10 MB），请换一张小的。")
        return files


class PhotosForm(forms.Form):
    photos = PhotosField(label="照片", required=False)
    agreed = forms.BooleanField(label="照片里的人同意公开，没有孩子的正脸", required=False)

    def clean(self):
        data = self.cleaned_data
        if data.get("photos") and not data.get("agreed"):
            self.add_error("agreed", "有照片，就要照片里的人同意公开；不同意的，不要传。")
        return data


class ContributionForm(PhotosForm):
    key = forms.CharField(widget=forms.HiddenInput, max_length=32)
    region = forms.ModelChoiceField(Region.objects.none(), label="哪里的事", empty_label=None)
    title = forms.CharField(label="一句话说是什么事", max_length=60)
    text = forms.CharField(
        label="三句话",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        help_text="什么时候、在哪里、谁来了、做成了什么、街坊怎么说。编辑会替您写成稿。",
    )
    wish = forms.CharField(label="和哪个心愿有关", required=False, help_text="心愿编号，九位数字。没有就不填。")

    field_order = ("key", "region", "title", "text", "wish", "photos", "agreed")

    def __init__(self, *args, regions, **kwargs):
        super().__init__(*args, **kwargs)
        place: forms.ModelChoiceField = self.fields["region"]  # type: ignore[assignment]  # declared above
        place.queryset = regions

    def clean_wish(self):
        if not (asked := self.cleaned_data["wish"]):
            return None
        code = read_code(asked)
        if found := Wish.objects.on_wall().filter(code=code).first() if code else None:
            return found
        raise forms.ValidationError("墙上没有这个编号的心愿，请再看一眼，或者空着。")


class AmendForm(PhotosForm):
    text = forms.CharField(label="补充什么", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)

    field_order = ("text", "photos", "agreed")


def regions_for(user, at):
    """Where he works, or where his organisation is at home."""
    held = Actor(user).memberships(at)
    places = {m.organisation.region if m.organisation else m.region for m in held}
    paths = {(place.get_parent() if place.level == Level.GRID else place).path for place in places if place}
    return Region.objects.filter(below(paths, "path"), level__in=[Level.STREET, Level.COMMUNITY])


def contributes(request, at):
    return SiteSettings.load(request).show_contributions and regions_for(request.user, at).exists()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contribute_page(request):
    at = timezone.now()
    if not contributes(request, at):
        raise Http404
    regions = regions_for(request.user, at)
    if request.method != "POST":
        return show(request, ContributionForm(regions=regions, initial={"key": uuid4().hex}))
    form = ContributionForm(request.POST, request.FILES, regions=regions)
    if not form.is_valid():
        return show(request, form, status=422)
    data = form.cleaned_data
    made = contribute(
        key=data["key"], region=data["region"], title=data["title"], text=data["text"], wish=data["wish"],
        files=data["photos"], by=request.user, at=at,
    )  # fmt: skip
    say_unread(request, len(data["photos"]) - made.pictures.count())
    messages.success(request, "收到了，谢谢您。采用了会在消息里告诉您。")
    return redirect("home:contribute")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def amend_page(request, key):
    """Only for its sender, and only while he is asked; sent twice, he reads that it has come."""
    found = get_object_or_404(Contribution, key=key, author=request.user)
    if request.method != "POST":
        if found.state != Contribution.State.ASKED:
            return redirect("home:contribute")
        return render(request, "home/amend.html", {"form": AmendForm(), "one": found})
    form = AmendForm(request.POST, request.FILES)
    if form.is_valid() and amended(request, found, form):
        messages.success(request, "补充收到了，谢谢您。编辑会再看。")
        return redirect("home:contribute")
    return render(request, "home/amend.html", {"form": form, "one": found}, status=422)


def amended(request, found, form):
    text, files, before = form.cleaned_data["text"], form.cleaned_data["photos"], found.pictures.count()
    try:
        amend(contribution=found, text=text, files=files, by=request.user, at=timezone.now())
    except Refused as refused:
        form.add_error(refused.field or None, refused.message)
        return False
    say_unread(request, before + len(files) - found.pictures.count())
    return True


def say_unread(request, number):
    if number > 0:
        messages.warning(request, f"有 {number} 张照片打不开，没有收下。请换成 JPG 或 PNG 的再发给编辑。")


def show(request, form, status=200):
    mine = Contribution.objects.filter(author=request.user).select_related("page").order_by("-at")[:20]
    return render(request, "home/contribute.html", {"form": form, "mine": mine}, status=status)
