from django.apps import AppConfig


class WishesConfig(AppConfig):
    name = "community.wishes"
    label = "wishes"
    verbose_name = "微心愿"
