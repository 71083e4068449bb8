import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

application = get_wsgi_application()

from config.start import refuse_demo_people  # noqa: E402 - the applications are ready only now

refuse_demo_people()
