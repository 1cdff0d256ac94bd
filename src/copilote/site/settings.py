"""Settings, all by environment; the defaults run the whole site on one machine, without a service.

| variable | default | meaning |
|---|---|---|
| COPILOTE_HOME | .copilote | folder of the database, the collected static files and the generated key |
| DATABASE_URL | SQLite in COPILOTE_HOME | e.g. postgres://user:password@host/base |
| SECRET_KEY | made once, kept in COPILOTE_HOME | signing key |
| ALLOWED_HOSTS | localhost,127.0.0.1,[::1] | names under which the site answers |
| BRAND | neutre | `etat` for the State's brand (State services only) |
| EMBED_ORIGINS | none | sites that may frame the /embed pages, e.g. https://www.example.fr |
| CONTACT_EMAIL | none | who answers about accessibility, privacy and security; the pages say so when nobody does |
| PUBLISHER | none | who runs this installation, named on the accessibility and privacy pages |
| ACCESSIBILITY_RATE | none | percent of RGAA criteria met at the last audit; without an audit: not conforming |
| ROOM_ADDRESS | none | address of this machine for the phones of a room, set by `copilote serve --room` |
| API_RATE | 120 | requests a minute that one address may make to /api; 0 for no limit |
| API_PROXIES | 0 | proxies of yours before the site: the client's address is then read in X-Forwarded-For |
| PAGES_KEPT_S | 60 | seconds that a finished page is kept in memory for other readers; 0 to make each anew |
| CACHE_URL | memory of each process | e.g. redis://host:6379/0: finished pages, the count of requests, rooms, for all |
| LOAD_TERRITORIES | true | false: `migrate` loads no territories (tests, which load what they need) |
| HTTPS | false | true behind a TLS proxy: secure cookies, HSTS |
| DEBUG | false | development only |
"""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from csp.constants import NONE, SELF
from environs import Env

env = Env()

HOME = Path(env.str("COPILOTE_HOME", ".copilote")).resolve()
DEBUG = env.bool("DEBUG", False)
BRAND = env.str("BRAND", "neutre")
EMBED_ORIGINS: list[str] = env.list("EMBED_ORIGINS", [])
ROOM_ADDRESS = env.str("ROOM_ADDRESS", "").rstrip("/")
API_RATE = env.int("API_RATE", 120)
LOAD_TERRITORIES = env.bool("LOAD_TERRITORIES", True)
PAGES_KEPT_S = env.int("PAGES_KEPT_S", 60)
API_PROXIES = env.int("API_PROXIES", 0)
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "")
PUBLISHER = env.str("PUBLISHER", "")
ACCESSIBILITY_RATE = env.int("ACCESSIBILITY_RATE", None)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])


def _kept_key() -> str:
    """A key made at the first start and kept beside the database, so that nobody runs with a public one."""
    path = HOME / "secret-key"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        descriptor, fresh = tempfile.mkstemp(dir=HOME, prefix=".secret-key-")  # readable by its owner alone
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write(secrets.token_urlsafe(50))
            handle.flush()
            os.fsync(handle.fileno())
        with suppress(FileExistsError):  # another that started at the same moment: its key is the key
            os.link(fresh, path)
        Path(fresh).unlink()
    return path.read_text(encoding="ascii")


SECRET_KEY = env.str("SECRET_KEY", None) or _kept_key()

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.forms",
    "simple_history",
    "widget_tweaks",
    "dsfr",
    "django_tasks",
    "django_tasks_db",
    "copilote.jobs",
    "copilote.territories",
    "copilote.ui",
    "copilote.simulator",
    "copilote.dossier",
    "copilote.cop",
    "copilote.sharing",
    "copilote.site.installation",
]

MIDDLEWARE = [
    "copilote.site.middleware.RequestLog",
    "copilote.site.middleware.Lengths",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "copilote.site.kept.KeptPages",
    "csp.middleware.CSPMiddleware",
    "copilote.site.api.middleware.ApiFrame",
    "copilote.site.middleware.RequestLimits",
    "copilote.site.compression.Compressed",
    "copilote.cop.middleware.PrivatePages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "copilote.site.middleware.Spoken",
    "copilote.site.same.SameFigures",
    "django.middleware.common.CommonMiddleware",
    "copilote.cop.middleware.Forms",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "copilote.site.middleware.FrenchErrors",
]

ROOT_URLCONF = "copilote.site.urls"
WSGI_APPLICATION = "copilote.site.wsgi.application"
ASGI_APPLICATION = "copilote.site.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "copilote.ui.context.frame",
                "copilote.cop.context.account",
            ],
            "builtins": [
                *("django.templatetags.i18n", "django.templatetags.static"),
                *("copilote.ui.templatetags.words", "copilote.ui.templatetags.tables"),
            ],
        },
    }
]

FORM_RENDERER = "copilote.ui.forms.Renderer"

_BASE = f"sqlite:///{HOME / 'copilote.sqlite3'}"
DATABASES = {"default": env.dj_db_url("DATABASE_URL", _BASE, conn_max_age=60, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # FULL: what was said to be kept is on the disk, whatever happens to the machine the moment after.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds that a writer waits for its turn
    }
else:
    # Seconds to connect; milliseconds until a line that nothing comes back on is given up.
    DATABASES["default"]["OPTIONS"] = {"connect_timeout": 5, "tcp_user_timeout": 20_000} | (
        DATABASES["default"].get("OPTIONS") or {}
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "words" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

# Lost without harm. In Redis all processes of all machines share them; else only what rooms need is shared, by files.
_CACHE = env.dj_cache_url("CACHE_URL", "locmem://")
if _CACHE["BACKEND"].endswith(".RedisCache"):
    _CACHE |= {"BACKEND": "copilote.site.cache.Redis", "KEY_PREFIX": "copilote"}
    CACHES = {"default": _CACHE, "counts": _CACHE, "rooms": _CACHE}
else:
    CACHES = {
        "default": _CACHE | {"OPTIONS": {"MAX_ENTRIES": 500}},
        "counts": _CACHE | {"LOCATION": "counts", "OPTIONS": {"MAX_ENTRIES": 20_000}},
        "rooms": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": HOME / "rooms",
            "OPTIONS": {"MAX_ENTRIES": 1000},
        },
    }

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
_STATIC = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else _STATIC,
    },
}
WHITENOISE_MANIFEST_STRICT = False
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # DSFR draws its arrows and marks as data: images in its style sheet
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
HTTPS = env.bool("HTTPS", False)
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside, without the proxy
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = HTTPS

# Accounts. A visitor has no cookie: a session begins with signing in, and only pages with a form to post set the other.
AUTH_USER_MODEL = "cop.User"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
SESSION_COOKIE_AGE = 21 * 3600  # a limit under twenty hours would have to be announced (WCAG 2.2.1)
CSRF_COOKIE_AGE = None  # until the browser is closed
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "copilote.site.errors.csrf_refused"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
APPEND_SLASH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

SILENCED_SYSTEM_CHECKS = [
    "security.W004",  # HSTS, TLS redirection and secure cookies come with HTTPS=true: a meeting room may be offline
    "security.W008",
    "security.W012",
    "security.W016",
    "security.W003",  # copilote.cop.middleware.Forms is Django's own protection of forms, and more
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "copilote.site.logs.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.security.csrf": {"level": "ERROR"},  # its line holds the whole path, and ours says 403 already
        "django.request": {"level": "ERROR"},
        "django_tasks_db": {"level": "WARNING"},  # it says at each look that there is nothing to do
    },
}
