"""Django application of the public simulator."""

from django.apps import AppConfig

from copilote.words import N_


class SimulatorConfig(AppConfig):
    """No models: figures are read from the tables, scenarios live in the address."""

    name = "copilote.simulator"
    label = "simulator"

    @property
    def menu(self) -> tuple[object, ...]:
        """Its entries of the main navigation."""
        from copilote.ui.page import MenuItem

        return (
            MenuItem("home", N_("Régions"), "home", 0, regional=False),
            MenuItem("france", N_("France"), "france", 1, regional=False),
            MenuItem("region", "", "region", 0),
            MenuItem("simulator", N_("Simulateur"), "step", 1, args=("objectifs",)),
            MenuItem("observed", N_("Observé"), "observed", 2),
            MenuItem("resources", N_("Nature et ressources"), "resources", 2),
            MenuItem("method", N_("Méthode"), "method", 9, regional=None),
        )
