from django.apps import AppConfig


class WishesConfig(AppConfig):
    name = "community.wishes"
    label = "wishes"
    verbose_name = "微心愿"

    def ready(self) -> None:
        from community.people import holdings

        from . import holding

        holdings.register(holding.HOLDING)
