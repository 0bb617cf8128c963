"""Django's settings, derived from Commonbeat's own (`commonbeat.settings`); nothing is configured here by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from csp.constants import NONE, SELF
from pydantic import SecretStr

from commonbeat.program.keys import derived
from commonbeat.settings import Settings
from commonbeat.web.database import database, public_database
from commonbeat.web.keys import master_key
from commonbeat.web.saml_settings import saml

_settings: Final = Settings()
_here: Final = Path(__file__).parent


def _secret(value: SecretStr | None) -> str | None:
    return value.get_secret_value() if value else None


DATA: Final = _settings.data.resolve()
#: Only beside the mark that `commonbeat demo` leaves: the setting alone opens no real program to everybody.
DEMO: Final = _settings.demo and (DATA.parent / "demo.json").is_file()
LAKE: Final = _settings.lake.resolve()
#: Files that an agency gives beside its exports (`commonbeat.program.jobs.tables`).
LAKE_TABLES: Final = {
    name: str(path.resolve())
    for name, path in (
        ("places", _settings.places),
        ("code_table", _settings.code_table),
        ("harm_table", _settings.harm_table),
    )
    if path
}
FORECASTS: Final = _settings.forecasts
BEHIND_TLS: Final = _settings.behind_tls
TRUSTED_PROXY: Final = _settings.trusted_proxy

MASTER_KEY: Final = master_key(DATA)
SECRET_KEY = derived(MASTER_KEY, "django").hex()
AUDIT_KEY = derived(MASTER_KEY, "audit")

DEBUG = False
ALLOWED_HOSTS = [*_settings.hosts, *_settings.public_hosts]
PUBLIC_HOSTS: Final = _settings.public_hosts
PUBLIC_URL: Final = (_settings.public_url or f"http://localhost:{_settings.public_port or 8001}").rstrip("/")
ROOT_URLCONF = "commonbeat.web.urls"
WSGI_APPLICATION = "commonbeat.web.wsgi.application"

INSTALLED_APPS = [
    "commonbeat.program.agencies.apps.AgenciesConfig",
    "commonbeat.program.audit.apps.AuditConfig",
    "commonbeat.program.places.apps.PlacesConfig",
    "commonbeat.program.jobs.apps.JobsConfig",
    "commonbeat.program.areas.apps.AreasConfig",
    "commonbeat.program.postings.apps.PostingsConfig",
    "commonbeat.program.visits.apps.VisitsConfig",
    "commonbeat.program.commitments.apps.CommitmentsConfig",
    "commonbeat.program.notes.apps.NotesConfig",
    "commonbeat.program.clients.apps.ClientsConfig",
    "commonbeat.program.services.apps.ServicesConfig",
    "commonbeat.program.concerns.apps.ConcernsConfig",
    "commonbeat.program.partners.apps.PartnersConfig",
    "commonbeat.program.problems.apps.ProblemsConfig",
    "commonbeat.program.referrals.apps.ReferralsConfig",
    "commonbeat.program.publishing.apps.PublishingConfig",
    "commonbeat.program.tenancy.apps.TenancyConfig",
    "commonbeat.web.apps.WebConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "rules",
]

MIDDLEWARE = [
    "commonbeat.web.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "commonbeat.web.overload.ShedLoad",
    "django.middleware.gzip.GZipMiddleware",
    "commonbeat.web.origin.RequestOrigin",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "commonbeat.web.signin.door.Door",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "commonbeat.web.signed_in.SignedInMember",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

DATABASES = {"default": database(_secret(_settings.database), DATA)}
#: The role that serves requests and owns no table; the tables' owner is another one, used to prepare and back up.
SERVING_ROLE: str | None = None
if _settings.database and _settings.database_owner:
    DATABASES["owner"] = database(_secret(_settings.database_owner), DATA)
    SERVING_ROLE = DATABASES["default"]["USER"]
#: What the public face reads by, and its role: published tables alone.
PUBLIC_ROLE: str | None = None
if _settings.database_public or not _settings.database:
    DATABASES["public"] = public_database(_secret(_settings.database_public), DATA)
    PUBLIC_ROLE = DATABASES["public"].get("USER")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_here / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "commonbeat.web.page.page",
            ],
            "string_if_invalid": "",
        },
    }
]

# Time, words
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [_here.parent / "locale"]
FORMAT_MODULE_PATH = "commonbeat.web.formats"

# Files
STATIC_URL = "/static/"
STATICFILES_DIRS = [_here / "static", ("assets", _here / "assets"), ("map", _here.parent / "report" / "assets")]
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "commonbeat.web.static_files.HashedFiles"},
}
MEDIA_ROOT = DATA / "media"
WHITENOISE_MAX_AGE = 3600
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

# Signing in
AUTH_USER_MODEL = "agencies.Member"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "rules.permissions.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "commonbeat.web.signin.patient_hash.PatientScrypt",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "commonbeat.web.sessions"
SESSION_COOKIE_NAME = "commonbeat"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = BEHIND_TLS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
#: The longest any session lives; each agency's policy ends it earlier (commonbeat.program.agencies.sign_in_policy).
SESSION_COOKIE_AGE = 24 * 60 * 60
CSRF_COOKIE_NAME = "commonbeat-csrf"
CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_HTTPONLY = False  # scripts of ours send it back in a header
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "commonbeat.web.errors.csrf_failed"
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

ACCOUNT_ADAPTER = "commonbeat.web.signin.adapter.StaffAccounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
#: Limits by network address are our own (commonbeat.web.signin.limits): a station has one address for all its people.
ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": "5/900s/key", "reauthenticate": "10/m/user"}
ACCOUNT_FORMS = {
    "login": "commonbeat.web.signin.forms.SignInForm",
    "reauthenticate": "commonbeat.web.signin.forms.PasswordAgainForm",
    "change_password": "commonbeat.web.signin.forms.NewPasswordForm",
}
MFA_ADAPTER = "commonbeat.web.signin.factors.Factors"
MFA_FORMS = {
    "authenticate": "commonbeat.web.signin.codes.CodeForm",
    "reauthenticate": "commonbeat.web.signin.codes.CodeAgainForm",
    "activate_totp": "commonbeat.web.signin.forms.AppForm",
    "add_webauthn": "commonbeat.web.signin.forms.PasskeyForm",
    "login_webauthn": "commonbeat.web.signin.forms.PasskeyAtTheDoorForm",
    "reauthenticate_webauthn": "commonbeat.web.signin.forms.PasskeyAgainForm",
    "edit_webauthn": "commonbeat.web.signin.forms.PasskeyNameForm",
}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
MFA_TOTP_ISSUER = "Commonbeat"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_TLS

# The agency's own sign-in, when it has one
SAML: Final = saml(_settings)
OWN_SIGN_IN = bool(SAML) or bool(_settings.oidc_url and _settings.oidc_client)
OWN_AGENCY: Final = _settings.own_agency
OWN_TWO_FACTORS: Final = _settings.own_two_factors
if SAML:
    INSTALLED_APPS.append("allauth.socialaccount.providers.saml")
SOCIALACCOUNT_ADAPTER = "commonbeat.web.signin.own_sign_in.OwnSignIn"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link, since a form that leads to another server is against our content policy
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "agency",
                "name": "Agency",
                "client_id": _settings.oidc_client,
                "secret": _secret(_settings.oidc_secret) or "",
                "settings": {"server_url": _settings.oidc_url},
            }
        ]
        if OWN_SIGN_IN and not SAML
        else [],
    },
    "saml": {"APPS": [SAML] if SAML else []},
}

# What a page may load: itself, and nothing else
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # frame-ancestors and X-Frame-Options are set by our own headers
    "security.W008",  # the proxy in front redirects to TLS
]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# Mail only where the agency configured a server
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if _settings.mail_host
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = _settings.mail_host or ""
EMAIL_PORT = _settings.mail_port
EMAIL_HOST_USER = _settings.mail_user or ""
EMAIL_HOST_PASSWORD = _settings.mail_password.get_secret_value() if _settings.mail_password else ""
EMAIL_USE_TLS = bool(_settings.mail_host)
DEFAULT_FROM_EMAIL = _settings.mail_from or "commonbeat@localhost"

# Nothing that anybody wrote is in a log (commonbeat.web.logs), and no report of a fault is mailed
ADMINS: list[tuple[str, str]] = []
DEFAULT_EXCEPTION_REPORTER = "commonbeat.web.logs.NoReport"
DEFAULT_EXCEPTION_REPORTER_FILTER = "commonbeat.web.logs.NothingSaid"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "commonbeat.web.logs.WordlessFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
