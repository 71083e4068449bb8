"""Pictures and documents: what was reviewed with a text stays what it was, and a video can be watched from anywhere."""

import re

from django.http import HttpResponse
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")
PIECE = 1024 * 1024


def file_stays(form):
    """Another file under the same picture would be public without a review: it is uploaded as a new one."""
    if form.instance.pk and "file" in form.fields:
        del form.fields["file"]


class ImageForm(BaseImageForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        file_stays(self)


class DocumentForm(BaseDocumentForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        file_stays(self)


def part_of_video(document, request):
    """A video by pieces, as phones ask for it: one range, from its start, to its end, or the last so many bytes. Long
    ranges are answered with their beginning; players ask on."""
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if document.file_extension != "mp4" or asked is None or asked[0] == "bytes=-":
        return None
    size = document.file.size
    first, last = _bounds(asked[1], asked[2], size)
    if first >= size or first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    with document.file.open("rb") as video:
        video.seek(first)
        piece = video.read(min(last - first + 1, PIECE))
    said = {"Content-Range": f"bytes {first}-{first + len(piece) - 1}/{size}", "Accept-Ranges": "bytes"}
    return HttpResponse(piece, status=206, content_type="video/mp4", headers=said)


def _bounds(first, last, size):
    if not first:
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last or size), size - 1)
