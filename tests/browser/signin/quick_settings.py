"""The real settings of an installation, except that static files are not compressed first, which takes a minute."""

from __future__ import annotations

from commonbeat.web.settings import *  # noqa: F403
from commonbeat.web.settings import STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
