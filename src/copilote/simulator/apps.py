"""Django application of the public simulator."""

from django.apps import AppConfig


class SimulatorConfig(AppConfig):
    """No models: figures are read from the tables, scenarios live in the address."""

    name = "copilote.simulator"
    label = "simulator"
