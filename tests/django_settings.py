"""Django's settings in the tests: the real ones, in a folder of their own, with a cheap password hash."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_data = Path(tempfile.mkdtemp(prefix="commonbeat-tests-"))
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["COMMONBEAT_DATA"] = str(_data)

from commonbeat.web.settings import *  # noqa: E402, F403
from commonbeat.web.settings import DATABASES, MIDDLEWARE, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # scrypt is slow on purpose
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ALLOWED_HOSTS = ["*"]
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, so that the writer's own connection sees what a test wrote.
    DATABASES["default"]["TEST"] = {"NAME": str(_data / "test.sqlite3")}
else:
    SERVING_ROLE = os.environ["COMMONBEAT_TEST_SERVING_ROLE"]
    MIDDLEWARE = ["tests.as_serving_role.AsServingRole", *MIDDLEWARE]
