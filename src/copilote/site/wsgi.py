"""WSGI entry point, for gunicorn and `copilote serve`."""

import os

from django.core.wsgi import get_wsgi_application

from copilote.site.installation.holding import hold

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "copilote.site.settings")
application = get_wsgi_application()
hold()  # refuses to start where a restore was cut
