import gc
import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

application = get_wsgi_application()

from config.start import refuse_demo_people  # noqa: E402 - the applications are ready only now

refuse_demo_people()

# Who has much to do (an import, a bulk export) must not hold up the others. Collecting garbage halts all threads, 100 ms
# a time when it goes through all that was loaded; and a thread that waits for its turn asks every millisecond, not five.
gc.collect()
gc.freeze()
sys.setswitchinterval(0.001)
