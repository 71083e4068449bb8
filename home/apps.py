from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = "首页"

    def ready(self) -> None:
        from . import checks, epochs, indexing, integrity, showing  # noqa: F401 - they register themselves
        from .accounts import just_proved  # noqa: F401 - as above
