from django.apps import AppConfig


class HonoursConfig(AppConfig):
    name = "community.honours"
    label = "honours"
    verbose_name = "光荣榜"
