"""Usage errors (missing argument, unknown option…) said in one French sentence with the nearest right values."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from typing import Any

from copilote.cli.app import COMMANDS
from copilote.reference.errors import nearest

# The library writes its help in English, with no way to say otherwise.
HELP_WORDS = (
    (r"^Usage:", "Usage :"),
    (r"^Options:", "Options :"),
    (r"^Arguments:", "Arguments :"),
    (r"^Commands:", "Commandes :"),
    (r"\[OPTIONS\]", "[OPTIONS]"),
    (r"COMMAND \[ARGS\]\.\.\.", "COMMANDE…"),
    (r"Show this message and exit\.", "Afficher cette aide."),
    (r"\[required\]", "(obligatoire)"),
    (r"\[default: ([^\]]*)\]", r"(par défaut : \1)"),
    (r"\[env var: ([^\]]*)\]", r"(variable \1)"),
    (r"<str>", "<texte>"),
    (r"<list\[str\]>", "<texte>, plusieurs fois"),
    (r"<int[^>]*>", "<nombre>"),
    (r"<path>", "<fichier>"),
    (r"; required", " ; obligatoire"),
)


def print_french_help(app: Callable[..., Any]) -> Any:
    """Run the application for its help, and write it with the library's own words in French."""
    written = io.StringIO()
    try:
        with redirect_stdout(written):
            return app(standalone_mode=False)
    finally:
        text = written.getvalue()
        for pattern, french in HELP_WORDS:
            text = re.sub(pattern, french, text, flags=re.MULTILINE)
        print(text, end="")


def french_usage(error: Exception) -> str | None:
    """The sentence for a usage error of the command-line library; None for any other exception.

    The library's classes are private to it, so they are told by name.
    """
    kinds = {cls.__name__ for cls in type(error).__mro__}
    if "Abort" in kinds:
        return "interrompu."
    if "UsageError" not in kinds:
        return None
    context: Any = getattr(error, "ctx", None)
    command = context.command_path if context else "copilote"
    help_line = f"Aide : {command} --help"
    message = str(getattr(error, "message", ""))
    if "NoArgsIsHelpError" in kinds:
        return f"commande attendue après « {command} ». {help_line}"
    if "MissingParameter" in kinds:
        return f"il manque {_parameter(error)}. {help_line}"
    if "NoSuchOption" in kinds:
        possible = sorted(getattr(error, "possibilities", None) or [])
        near = f" Vouliez-vous dire : {', '.join(possible)} ?" if possible else ""
        return f"option « {getattr(error, 'option_name', '')} » inconnue.{near} {help_line}"
    if match := re.match(r"No such command '(.+?)'", message, re.DOTALL):
        offered = getattr(getattr(context, "command", None), "commands", None) or COMMANDS
        offered = COMMANDS if command == "copilote" else offered
        close = nearest(match[1], offered)
        hint = f" Vouliez-vous dire : {', '.join(close)} ?" if close else f" Commandes : {', '.join(offered)}."
        return f"commande « {match[1]} » inconnue.{hint}"
    if match := re.search(r"unexpected extra arguments?(?:\(s\))? \((.*)\)", message):
        return f"argument en trop : {match[1]}. Mettez entre guillemets un nom de plusieurs mots. {help_line}"
    if "BadParameter" in kinds:
        choices = re.search(r"'(.*)' is not one of (.+?)\.?$", message, re.DOTALL)
        accepted = _accepted(choices[1], choices[2].replace("'", "").split(", ")) if choices else ""
        return f"valeur refusée pour {_parameter(error)}.{accepted} {help_line}"
    if "BadOptionUsage" in kinds:
        return f"option « {getattr(error, 'option_name', '')} » sans sa valeur, ou avec une de trop. {help_line}"
    return f"commande mal écrite. {help_line}"


def _accepted(text: str, choices: Sequence[str]) -> str:
    """The nearest right values, then all of them."""
    near = nearest(text, choices)
    hint = f" Vouliez-vous dire : {', '.join(near)} ?" if near else ""
    return f"{hint} Valeurs acceptées : {', '.join(choices)}."


def _parameter(error: Exception) -> str:
    parameter: Any = getattr(error, "param", None)
    if parameter is None:
        return "une valeur"
    if parameter.param_type_name == "argument":
        return f"l’argument {parameter.metavar or parameter.name.upper()}"
    return f"l’option {' / '.join(parameter.opts)}"
