"""The application a server runs."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonbeat.web.settings")
_all = get_wsgi_application()

from commonbeat.web.short_way import short_way  # noqa: E402 - Django must be ready first

application = short_way(_all)
