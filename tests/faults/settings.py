"""The tests' settings with carriers that can be down: text messages by a flag file, mail because nobody listens."""

from config.settings.test import *  # noqa: F403 - a settings module is its base plus what differs

SMS_SENDER = "tests.faults.carriers.FileSms"
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", 1
