"""The product as tests run it, plus a bare flow to compare with."""

from config.settings.test import *  # noqa: F403 - a settings module is its base plus what differs
from config.settings.test import INSTALLED_APPS

INSTALLED_APPS = ["bench", *INSTALLED_APPS]
