from django.apps import AppConfig


class WordingConfig(AppConfig):
    name = "community.wording"
    label = "wording"
    verbose_name = "错敏词"
