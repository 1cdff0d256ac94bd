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
| KEEP_ACCOUNTS_DAYS | 730 | days without signing in after which an account is erased |
| KEEP_INVITATIONS_DAYS | 90 | days that an invitation is kept once it is accepted, withdrawn or past its time |
| KEEP_LISTS_DAYS | 90 | days during which a list of organisations or people that was loaded can be undone |
| KEEP_MESSAGES_DAYS | 180 | days that a message is kept once it is sent or given up |
| KEEP_NAMES_DAYS | 1825 | days after which decisions and changes of roles lose their author's name |
| KEEP_FILES_DAYS | 7 | days that a file made in the background is kept |
| KEEP_SECURITY_DAYS | 365 | days that the security log is kept |
| BACKUP_HOUR | none | hour, in Paris, from which the worker makes the backup of the day |
| BACKUP_FOLDER | backups in COPILOTE_HOME | where it makes them; better a disk of another machine |
| BACKUP_DAYS, BACKUP_WEEKS, BACKUP_MONTHS | 7, 4, 12 | of how many days, weeks and months a backup stays |
| METRICS_TOKEN | none | what /metrics is asked with (Authorization: Bearer …); without it there is no such page |
| LOAD_TERRITORIES | true | false: `migrate` loads no territories (tests, which load what they need) |
| SITE_ADDRESS | http://localhost:8000 | where people open the site: the links of messages begin with it |
| EMAIL_URL | console:// | who carries the messages, e.g. submission://user:password@host:587; console:// prints them |
| EMAIL_FROM | Copilote <copilote@localhost> | who the messages are from |
| DIGEST_HOUR | 8 | hour of the daily messages, in Paris |
| SECOND_FACTOR | true | false: animation and administration act without a second factor (demonstrations, tests) |
| PROCONNECT_URL | none | the State's sign-in of public agents, up to /api/v2; with the two that follow |
| PROCONNECT_CLIENT_ID, PROCONNECT_SECRET | none | what ProConnect knows this site by |
| PROCONNECT_ACR | eidas1 | level of assurance asked of ProConnect; empty to ask for none |
| PROCONNECT_ALGORITHM | RS256 | how ProConnect signs for this site: RS256 or ES256 |
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
from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate

env = Env()
_days = validate.Range(min=1)

HOME = Path(env.str("COPILOTE_HOME", ".copilote")).resolve()
DEMO = (HOME / "demonstration").is_file()
"""Whether this folder is that of a demonstration, made by `copilote serve --demo`: its base says it too."""
if DEMO and env.str("DATABASE_URL", ""):
    raise ImproperlyConfigured("DATABASE_URL : une démonstration a sa propre base, dans son dossier.")
DEBUG = env.bool("DEBUG", False)
BRAND = env.str("BRAND", "neutre")
EMBED_ORIGINS: list[str] = env.list("EMBED_ORIGINS", [])
ROOM_ADDRESS = env.str("ROOM_ADDRESS", "").rstrip("/")
API_RATE = env.int("API_RATE", 120)
KEEP_ACCOUNTS_DAYS = env.int("KEEP_ACCOUNTS_DAYS", 730, validate=_days)
KEEP_INVITATIONS_DAYS = env.int("KEEP_INVITATIONS_DAYS", 90, validate=_days)
KEEP_LISTS_DAYS = env.int("KEEP_LISTS_DAYS", 90, validate=_days)
KEEP_MESSAGES_DAYS = env.int("KEEP_MESSAGES_DAYS", 180, validate=_days)
KEEP_NAMES_DAYS = env.int("KEEP_NAMES_DAYS", 1825, validate=_days)
KEEP_SECURITY_DAYS = env.int("KEEP_SECURITY_DAYS", 365, validate=_days)
KEEP_FILES_DAYS = env.int("KEEP_FILES_DAYS", 7, validate=_days)
LOAD_TERRITORIES = env.bool("LOAD_TERRITORIES", True)
BACKUP_HOUR = env.int("BACKUP_HOUR", None, validate=validate.Range(min=0, max=23))
BACKUP_FOLDER = env.str("BACKUP_FOLDER", str(HOME / "backups"))
BACKUP_DAYS = env.int("BACKUP_DAYS", 7, validate=_days)
BACKUP_WEEKS = env.int("BACKUP_WEEKS", 4, validate=validate.Range(min=0))
BACKUP_MONTHS = env.int("BACKUP_MONTHS", 12, validate=validate.Range(min=0))
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
PAGES_KEPT_S = env.int("PAGES_KEPT_S", 60)
API_PROXIES = env.int("API_PROXIES", 0)
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "")
PUBLISHER = env.str("PUBLISHER", "")
ACCESSIBILITY_RATE = env.int("ACCESSIBILITY_RATE", None)
SITE_ADDRESS = env.str("SITE_ADDRESS", "http://localhost:8000").rstrip("/")
_MAIL = env.dj_email_url("EMAIL_URL", "console://")
if "EMAIL_BACKEND" not in _MAIL:
    raise ImproperlyConfigured("EMAIL_URL : console:// ou submission://utilisateur:mot-de-passe@serveur:587.")
EMAIL_BACKEND, EMAIL_HOST = _MAIL["EMAIL_BACKEND"], _MAIL["EMAIL_HOST"] or "localhost"
if DEMO:  # what it writes to people is printed, whatever carries the messages elsewhere
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL["EMAIL_USE_TLS"], _MAIL["EMAIL_USE_SSL"]
EMAIL_PORT = _MAIL["EMAIL_PORT"] or (465 if EMAIL_USE_SSL else 587 if EMAIL_USE_TLS else 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL["EMAIL_HOST_USER"] or "", _MAIL["EMAIL_HOST_PASSWORD"] or ""
EMAIL_FILE_PATH = _MAIL["EMAIL_FILE_PATH"]
EMAIL_TIMEOUT = 60  # seconds
EMAIL_FROM = env.str("EMAIL_FROM", "Copilote <copilote@localhost>")
DIGEST_HOUR = env.int("DIGEST_HOUR", 8)
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
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "copilote.jobs",
    "copilote.outbox",
    "copilote.territories",
    "copilote.ui",
    "copilote.simulator",
    "copilote.dossier",
    "copilote.cop",
    "copilote.sharing",
    "copilote.diagnostic",
    "copilote.adaptation",
    "copilote.privacy",
    "copilote.site.installation",
    "copilote.site.demo",
]

MIDDLEWARE = [
    "copilote.site.middleware.RequestLog",
    "copilote.site.metrics.Measured",
    "copilote.site.middleware.Lengths",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "copilote.site.kept.KeptPages",
    "csp.middleware.CSPMiddleware",
    "copilote.site.api.middleware.ApiFrame",
    "copilote.site.middleware.RequestLimits",
    "copilote.cop.middleware.FewPasswords",
    "copilote.site.compression.Compressed",
    "copilote.site.room.RoomNetwork",
    "copilote.cop.middleware.PrivatePages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "copilote.site.middleware.Spoken",
    "copilote.site.same.SameFigures",
    "django.middleware.common.CommonMiddleware",
    "copilote.cop.middleware.Forms",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "copilote.cop.middleware.UnderWay",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
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
                "copilote.site.demo.context.demo",
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
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]  # asked from inside, without the proxy
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = HTTPS

# Accounts. A visitor has no cookie: a session begins with signing in, and only pages with a form to post set the other.
AUTH_USER_MODEL = "cop.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "copilote.cop.accounts.passwords.Hasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # of accounts from before: hashed anew as they sign in
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "copilote.cop.accounts.passwords.NotGuessed"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "space"
SECOND_FACTOR = env.bool("SECOND_FACTOR", True) and not DEMO
ACCOUNT_ADAPTER = "copilote.cop.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # the field of a password; nobody signs up
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account is opened by an invitation to an address, or by who runs the server
ACCOUNT_RATE_LIMITS = False  # ours, by client and address: copilote.cop.accounts.limits
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8}
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_FORMS = {
    "login": "copilote.cop.accounts.forms.PasswordForm",
    "request_login_code": "copilote.cop.accounts.forms.AskCodeForm",
    "confirm_login_code": "copilote.cop.accounts.forms.CodeForm",
    "reset_password": "copilote.cop.accounts.forms.ForgottenForm",
    "reset_password_from_key": "copilote.cop.accounts.forms.NewPasswordForm",
    "user_token": "copilote.cop.accounts.forms.LinkForm",
    "change_password": "copilote.cop.accounts.forms.ChangePasswordForm",
    "set_password": "copilote.cop.accounts.forms.SetPasswordForm",
    "reauthenticate": "copilote.cop.accounts.forms.PasswordAgainForm",
    "confirm_reauthentication_code": "copilote.cop.accounts.forms.CodeAgainForm",
}
MFA_ADAPTER = "copilote.cop.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = "Copilote"
MFA_TOTP_TOLERANCE = 1  # a telephone may be half a minute late
MFA_RATE_LIMITS = False
MFA_FORMS = {
    "authenticate": "copilote.cop.accounts.forms.FactorForm",
    "reauthenticate": "copilote.cop.accounts.forms.FactorAgainForm",
    "activate_totp": "copilote.cop.accounts.forms.ActivateTotpForm",
    "deactivate_totp": "copilote.cop.accounts.forms.DeactivateTotpForm",
    "add_webauthn": "copilote.cop.accounts.forms.AddPasskeyForm",
    "generate_recovery_codes": "copilote.cop.accounts.forms.NewCodesForm",
}
PROCONNECT_URL = env.str("PROCONNECT_URL", "").rstrip("/")
PROCONNECT_CLIENT_ID = env.str("PROCONNECT_CLIENT_ID", "")
PROCONNECT_SECRET = env.str("PROCONNECT_SECRET", "")
PROCONNECT_ACR = env.str("PROCONNECT_ACR", "eidas1")
PROCONNECT_ALGORITHM = env.str("PROCONNECT_ALGORITHM", "RS256", validate=validate.OneOf(["RS256", "ES256"]))
SOCIALACCOUNT_ADAPTER = "copilote.cop.accounts.proconnect.ProConnectAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True  # by its subject, from the second time on
SOCIALACCOUNT_STORE_TOKENS = False

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
