"""The commands and where each lives. Only the module of the command that is called is imported."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated

import typer

from copilote import __version__

# command -> (module, one line of help). A module offers `command` (a function) or `app` (a typer.Typer).
COMMANDS = {
    "regions": ("copilote.cli.panorama:regions", "Les 18 régions, leurs leviers et leur objectif."),
    "panorama": ("copilote.cli.panorama:panorama", "Les objectifs d’une région, par levier, secteur ou thème."),
    "convert": ("copilote.cli.convert:convert", "Convertir des ktCO2e en grandeur physique, et l’inverse."),
    "simulate": ("copilote.cli.simulate:simulate", "Évaluer un scénario : lien du simulateur officiel ou fichier."),
    "compare": ("copilote.cli.simulate:compare", "Comparer des scénarios, levier par levier."),
    "observe": ("copilote.cli.observe:observe", "Ce qui est observé depuis 2019, et le rythme."),
    "explain": ("copilote.cli.explain:explain", "D’où vient chaque chiffre : formule, table, source, année."),
    "projects": ("copilote.cli.projects:projects", "Les projets financés par le Fonds vert 2023."),
    "allocate": ("copilote.cli.allocate:allocate", "Partager les objectifs entre départements, CRTE, EPCI, communes."),
    "keys": ("copilote.cli.keys:keys", "Les clés de partage, levier par levier, et ce que vaut chacune."),
    "epci-levers": ("copilote.cli.epci_levers:epci_levers", "Les leviers d’un EPCI selon Territoires en Transitions."),
    "ensemble": ("copilote.cli.ensemble:ensemble", "Partager mille scénarios d’un coup, vers Zarr ou Parquet."),
    "diagnose": ("copilote.cli.diagnose:diagnose", "Ce que des actions font d’une région, levier par levier."),
    "known": ("copilote.cli.known:known", "Ce qui est déjà connu des actions d’un territoire."),
    "climate": ("copilote.cli.climate:climate", "Le climat qui vient d’un territoire, et ce qui l’a déjà frappé."),
    "climate-map": ("copilote.cli.climate_map:climate_map", "La carte d’un indice du climat dans une région."),
    "conflicts": (
        "copilote.cli.conflicts:conflicts",
        "Ce que les leviers demandent des mêmes ressources, et ce qu’il y en a.",
    ),
    "match-levers": ("copilote.cli.match_levers:match_levers", "Les leviers que des mots évoquent."),
    "territories": ("copilote.cli.territories:app", "Communes, EPCI, départements : codes et populations."),
    "cop": (
        "copilote.cli.cop:app",
        "Les COP d’une région : ouvrir, lister, celle en cours, son étape.",
    ),
    "member": ("copilote.cli.member:app", "Les membres d’une COP : ajouter, lister, retirer."),
    "administrator": (
        "copilote.cli.administrator:app",
        "Qui administre cette installation : ajouter, lister, retirer.",
    ),
    "security": ("copilote.cli.security:app", "Le journal de sécurité : connexions, refus, rôles, sorties."),
    "data": ("copilote.cli.data:app", "Charger de meilleures clés de répartition, ou les périmètres des CRTE."),
    "backup": ("copilote.cli.backup:backup", "Sauvegarder l’installation dans un fichier."),
    "check": ("copilote.cli.check:check", "Vérifier l’installation : base, disque, courrier, atelier, sauvegardes."),
    "upgrade": ("copilote.cli.upgrade:upgrade", "Mettre la base à la version installée, après une sauvegarde."),
    "restore": ("copilote.cli.backup:restore", "Remettre une sauvegarde, ici ou sur une autre machine."),
    "purge": ("copilote.cli.purge:purge", "Effacer ce dont la durée de garde est passée."),
    "mail": ("copilote.cli.mail:app", "Les messages du site : lister, envoyer, essayer, noter un refus."),
    "serve": ("copilote.cli.serve:serve", "Ouvrir le site sur cette machine."),
    "demo": ("copilote.cli.demo:app", "La démonstration : la remettre comme au premier jour."),
    "worker": ("copilote.cli.worker:worker", "Faire les travaux longs du site."),
    "sheet": ("copilote.cli.sheet:sheet", "La fiche d’un territoire, un diaporama, toutes les fiches d’une région."),
    "dossier": ("copilote.cli.dossier:dossier", "Le dossier d’une région : une page et ses données."),
}


def build_app(arguments: list[str]) -> typer.Typer:
    """The application; with a known command among `arguments`, only that one is loaded."""
    app = typer.Typer(
        name="copilote",
        help="Les chiffres d’une COP régionale : objectifs, conversions, observations, sources.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_root)
    called = next((argument for argument in arguments if argument in COMMANDS), None)
    for name, (place, line) in COMMANDS.items():
        if called not in (None, name):
            continue
        module, attribute = place.split(":")
        if called is None:
            # For the list of commands and for a misspelt one: names and help lines are enough.
            app.command(name, help=line)(_listed)
            continue
        target = getattr(import_module(module), attribute)
        if isinstance(target, typer.Typer):
            app.add_typer(target, name=name, help=line)
        else:
            app.command(name, help=line)(target)
    return app


def _tell_version(asked: bool) -> None:
    if asked:
        print(f"copilote {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", help="La version installée.", callback=_tell_version, is_eager=True)
    ] = False,
) -> None:
    """Les chiffres d’une COP régionale : objectifs, conversions, observations, sources."""


def _listed() -> None:
    """Never run: a command that is called is loaded from its module."""
