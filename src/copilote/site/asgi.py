"""ASGI entry point."""

import os

from django.core.asgi import get_asgi_application

from copilote.site.installation.holding import hold

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copilote.site.settings")
application = get_asgi_application()
hold()  # refuses to start where a restore was cut
