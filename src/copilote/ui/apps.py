"""The Django side of `ui`: base templates, static files, template words."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates and static files of the site's frame."""

    name = "copilote.ui"
    label = "ui"
