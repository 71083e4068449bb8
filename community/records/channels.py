"""How a message leaves the house. A real SMS service is another class with the same ``send``."""

import logging
from typing import Protocol

from django.conf import settings
from django.core.mail import send_mail
from django.utils.module_loading import import_string

from community.people.privacy import mask_phone

log = logging.getLogger("wuwei.messages")


class Sender(Protocol):
    """``send`` returns when the message is handed over and raises OSError when it is not."""

    def send(self, to: str, text: str) -> None: ...


class ConsoleSms:
    """Prints the text instead of sending it, codes and signed links too: never for real people.

    The number stays masked even here.
    """

    def send(self, to: str, text: str) -> None:
        log.info("短信 → %s：%s", mask_phone(to), text)


class Email:
    def send(self, to: str, text: str) -> None:
        send_mail(settings.WAGTAIL_SITE_NAME, text, None, [to])


def sender(carrier: str) -> Sender:
    paths = {
        "sms": settings.SMS_SENDER,
        "email": "community.records.channels.Email",
    }
    return import_string(paths[carrier])()
