from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

from community.people.models import User


@receiver(authenticator_added)
def show_the_spare_codes(request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    """Who has just typed the first code of a new authenticator is not asked for its next one, half a minute later."""
    record_authentication(request, user, method="mfa", type=authenticator.type, reauthenticated=True)
