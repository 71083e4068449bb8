"""Readers get a picture inside a text as they get those of a gallery: in the smallest kind of file their browser reads,
and when it comes near."""

from wagtail.images.formats import FORMATS, Format, register_image_format, unregister_image_format
from wagtail.images.models import Filter, Picture
from wagtail.images.shortcuts import get_renditions_or_not_found


class ResponsiveFormat(Format):
    def image_to_html(self, image, alt_text, extra_attributes=None):
        if extra_attributes:  # the editor knows a picture again by its one element
            return super().image_to_html(image, alt_text, extra_attributes)
        files = get_renditions_or_not_found(image, Filter.expand_spec(f"format-{{avif,webp,jpeg}} {self.filter_spec}"))
        attributes = {"alt": alt_text, "class": self.classname, "loading": "lazy"}
        return Picture(files, attributes).__html__()


for known in list(FORMATS):
    unregister_image_format(known)
    register_image_format(ResponsiveFormat(known.name, known.label, known.classname, known.filter_spec))
