"""What must be read with the figures: on pages, in files and documents."""

from __future__ import annotations

from copilote.planning.panorama import total_target
from copilote.reference.simulator import Region, load_levers
from copilote.reference.soundness import Soundness
from copilote.words import N_, _
from copilote.words.typography import tied

_MARKS = {
    Soundness.MEASURED: N_("valeur observée et publiée par un producteur de statistiques"),
    Soundness.OFFICIAL_TARGET: N_("objectif publié par l’État pour la région"),
    Soundness.DERIVED: N_("calculé à partir de chiffres publiés, par une règle écrite"),
    Soundness.ESTIMATED: N_(
        "ordre de grandeur : méthode approchée, série courte ou irrégulière, ou objectif non publié"
    ),
    Soundness.INCOMPLETE: N_("somme dont une partie n’est pas connue ; ce qui manque est nommé"),
    Soundness.UNKNOWN: N_("pas de valeur fiable : la case reste vide, elle ne vaut pas zéro"),
}


def marks() -> tuple[tuple[str, str], ...]:
    """The legend of the marks of soundness: (mark, what it means)."""
    return tuple((mark.label, _(meaning)) for mark, meaning in _MARKS.items())


def caution() -> str:
    """What must be read with every file of targets."""
    return _(
        "Chiffres indicatifs. La somme des leviers n’est pas une réduction nette des émissions (recouvrements, puits)."
    )


def apart() -> str:
    """What must be read with observations: they are never added to what is declared."""
    return _("Statistiques observées, à côté de ce que les collectivités déclarent : les deux ne s’ajoutent pas.")


def side_by_side() -> str:
    """What must be read with every file of observations."""
    rule = _("Les cibles régionales sont déduites des cibles nationales, par la règle indiquée.")
    return f"{apart()} {rule}"


def fiction(region: Region) -> tuple[str, ...]:
    """That a region is fictional; all that figures without carbon nor total need to be told of it."""
    if not region.fictional:
        return ()
    return (tied(_("Région fictive, donnée en exemple par le simulateur : aucun de ses chiffres n’est réel.")),)


def notices(region: Region, lever: str = "") -> tuple[str, ...]:
    """What must be known of a region before its figures: fictional, not opened, limited, incomplete.

    lever : id of the only one looked at, "" for all: a total that lacks another one is then none of its business.
    """
    texts = list(fiction(region))
    if region.comment:
        texts.append(_(region.comment))
    if not lever and (missing := total_target(load_levers(region.code)).missing):
        texts.append(_("Total incomplet : objectif non connu pour %(names)s.", names=", ".join(missing)))
    return tuple(tied(text) for text in texts)
