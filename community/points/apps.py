from django.apps import AppConfig


class PointsConfig(AppConfig):
    name = "community.points"
    label = "points"
    verbose_name = "积分"

    def ready(self) -> None:
        from community.people import holdings

        from . import holding

        holdings.register(holding.HOLDING)
