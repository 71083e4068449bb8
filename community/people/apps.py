from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "community.people"
    label = "people"
    verbose_name = "人和地方"

    def ready(self) -> None:
        from . import holding, holdings

        holdings.register(holding.HOLDING)
