import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

application = get_asgi_application()

from config.start import refuse_demo_people  # noqa: E402 - the applications are ready only now

refuse_demo_people()
