"""Pictures inside a text are fetched when they come near, as those of a gallery are."""

from wagtail.images.formats import FORMATS, Format, register_image_format, unregister_image_format


class LazyFormat(Format):
    def image_to_html(self, image, alt_text, extra_attributes=None):
        return super().image_to_html(image, alt_text, {**(extra_attributes or {}), "loading": "lazy"})


for known in list(FORMATS):
    unregister_image_format(known)
    register_image_format(LazyFormat(known.name, known.label, known.classname, known.filter_spec))
