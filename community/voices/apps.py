from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "community.voices"
    label = "voices"
    verbose_name = "监督"

    def ready(self) -> None:
        from community.people import holdings

        from . import holding

        holdings.register(holding.HOLDING)
