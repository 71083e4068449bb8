from django.apps import AppConfig


class WishesConfig(AppConfig):
    name = "community.wishes"
    label = "wishes"
    verbose_name = "微心愿"

    def ready(self) -> None:
        from community.people import holdings
        from community.voices import subjects

        from . import holding, queries

        holdings.register(holding.HOLDING)
        subjects.register("wish", queries.fulfilled_in_public)
