"""WSGI entry point, for gunicorn and `copilote serve`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copilote.site.settings")
application = get_wsgi_application()
