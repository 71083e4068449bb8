from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "微平台"

    def ready(self) -> None:
        from community.people import holdings
        from community.records import forgetting
        from community.voices import subjects

        from . import holding
        from .boards import objections

        holdings.register(holding.HOLDING)
        forgetting.register(holding.forget_replies)
        subjects.register("board", objections.find)
