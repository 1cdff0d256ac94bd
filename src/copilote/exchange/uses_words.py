"""What is said of the conflicts of use: a verdict only where the ranges allow one, by how much, what it hangs on."""

from __future__ import annotations

from collections import Counter

from copilote.exchange.uses import RegionUses
from copilote.planning.quantities import borne
from copilote.planning.uses import UseBalance, UseLine, UseVerdict, total
from copilote.words import N_, _
from copilote.words.numbers import counted, format_decimals, listed

NAMES = {
    "crops": N_("Biomasse des champs"),
    "wood": N_("Bois"),
    "budget": N_("Espace consommé"),
    "farmland": N_("Terres agricoles"),
}
VERDICTS = {
    UseVerdict.SHORT: N_("plus demandé que la région n’en a"),
    UseVerdict.ENOUGH: N_("la région en a assez"),
    UseVerdict.OPEN: N_("on ne peut pas conclure"),
    UseVerdict.NO_LIMIT: N_("pas de limite publiée"),
}
KINDS = {"published": N_("publié"), "derived": N_("calculé"), "assumption": N_("hypothèse de Copilote")}
"""What a coefficient is, in words."""
CHECKED = {
    "read": N_("lu à la source"),
    "quoted": N_("lu dans un texte qui le cite"),
    "recalled": N_("cité de mémoire, source non relue"),
    "own": N_("notre hypothèse"),
}
"""How far the source of a coefficient was checked, in words."""
LIMITS = {
    "crops": (
        N_("L’herbe, les grains et les effluents d’élevage ne sont comptés d’aucun côté : faute d’effectifs d’animaux "
           "par région, ce bilan ne dit rien de l’alimentation des troupeaux, seulement de leur litière."),
        N_("La paille voyage : un manque ici veut dire qu’il faut en faire venir, ou renoncer."),
    ),
    "wood": (
        N_("En bois de tige ; les branches, les peupleraies et les haies s’y ajoutent, les chutes de scierie servent "
           "deux fois. L’industrie, qui en demande aussi, n’est pas comptée."),
        N_("L’objectif du puits des forêts n’est pas publié par région : celui que l’on compte ici est une "
           "estimation."),
        N_("Le bois voyage : un manque ici veut dire qu’il faut en faire venir, ou renoncer. L’accroissement "
           "et la mortalité changent d’une publication à l’autre : la fourchette tient les deux."),
    ),
    "budget": (
        N_("Règle générale de la loi : le document régional en vigueur peut fixer un autre budget."),
        N_("Les premières années sont observées ; ensuite, au moins le rythme que le scénario vise en 2030 dès "
           "aujourd’hui, au plus le rythme d’aujourd’hui jusqu’au bout."),
    ),
    "farmland": (
        N_("Une haie, une prairie gardée ou des panneaux n’ôtent pas tout usage à la terre, et ces surfaces peuvent se "
           "recouvrir. Les nouvelles forêts ne sont pas comptées : aucun objectif régional n’est publié."),
    ),
}  # fmt: skip
"""What must be read with each balance."""


def amount(value: float) -> str:
    """An amount to two significant digits, as an order of magnitude is told."""
    told = rounded(value)
    return format_decimals(told, decimals_of(told))


def rounded(value: float) -> float:
    """An amount to two significant digits, at most one decimal."""
    return round(borne(value, 2), 1)


def decimals_of(value: float) -> int:
    """Decimals that a rounded amount is written with."""
    return 0 if abs(value) >= 10 or value == int(value) else 1


def unit_of(balance: UseBalance) -> str:
    """The unit in the language in use."""
    return _(balance.unit)


def verdict_words(balance: UseBalance) -> str:
    """What the balance allows to say, in a sentence or two."""
    missing, unit, verdict = balance.missing, unit_of(balance), balance.verdict
    if verdict is UseVerdict.SHORT:
        text = N_(
            "Plus demandé que la région n’en a, même au plus bas de la fourchette : il manque de %(low)s à %(high)s "
            "%(unit)s."
        )
        return _(text, low=amount(missing.low), high=amount(missing.high), unit=unit)
    if verdict is UseVerdict.ENOUGH:
        text = N_(
            "La région en a assez, même au plus haut de la fourchette : il en reste de %(low)s à %(high)s %(unit)s."
        )
        return _(text, low=amount(-missing.high), high=amount(-missing.low), unit=unit)
    if verdict is UseVerdict.NO_LIMIT:
        return _no_limit(balance)
    text = N_("On ne peut pas conclure, les fourchettes se recouvrent : il pourrait en rester jusqu’à %(left)s comme "
              "en manquer jusqu’à %(short)s %(unit)s.")  # fmt: skip
    told = _(text, left=amount(-missing.low), short=amount(missing.high), unit=unit)
    return f"{told} {_centre(missing.central)}"


def _centre(missing: float) -> str:
    """Where the middle of the ranges stands, which is no verdict."""
    if missing > 0:
        return _("Au centre des fourchettes, il en manquerait %(amount)s.", amount=amount(missing))
    return _("Au centre des fourchettes, il en resterait %(amount)s.", amount=amount(-missing))


def _no_limit(balance: UseBalance) -> str:
    asked, farmed = balance.asked, balance.available.central
    low, high = (format_decimals(100 * value / farmed, 1) for value in (asked.low, asked.high))
    text = N_("De %(least)s à %(most)s %(unit)s demandés sur les mêmes terres, soit de %(low)s à %(high)s %% des "
              "surfaces agricoles. Aucune limite publiée ne dit combien serait trop : pas de verdict.")  # fmt: skip
    return _(text, least=amount(asked.low), most=amount(asked.high), unit=unit_of(balance), low=low, high=high)


def today_words(balance: UseBalance) -> str:
    """That today's uses alone are more than there is; "" where they are not surely so."""
    today = total(line.amount for line in balance.demand if not line.lever)
    if not balance.limited or today.low <= balance.available.high:
        return ""
    return _("Les usages d’aujourd’hui, à eux seuls, demandent déjà plus que ce que la région en a.")


def meeting_words(balance: UseBalance) -> str:
    """The levers that meet there, the largest first; "" where there is none."""
    names = listed(line.label for line in balance.meeting)
    return (
        _("Les leviers qui s’y rencontrent, du plus grand au plus petit : %(levers)s.", levers=names) if names else ""
    )


def depends_words(found: RegionUses, balance: UseBalance) -> str:
    """What makes the uncertainty: the widest lines, and the coefficients that they hang on; "" where all is known."""
    lines = balance.widest
    if not lines:
        return ""
    titles = {coefficient.id: coefficient for coefficient in found.coefficients}

    def told(line: UseLine) -> str:
        """A line and the coefficient that spreads it most."""
        known = [titles[name] for name in line.coefficients]
        ranged = [held for held in known if held.high > held.low]
        widest = max(ranged, key=lambda held: (held.high - held.low) / held.central, default=None)
        if widest is None:
            return line.label
        return _("%(name)s (%(why)s)", name=line.label, why=widest.title[0].lower() + widest.title[1:])

    return _("Cela dépend surtout de : %(what)s.", what=" ; ".join(map(told, lines)))


def limits_of(balance: UseBalance) -> tuple[str, ...]:
    """What must be read with the balance, in sentences."""
    return tuple(map(_, LIMITS[balance.key]))


def checked_words(found: RegionUses) -> str:
    """How many of the coefficients used are assumptions or cited from general knowledge; "" without any."""
    count = Counter(held.checked for held in found.coefficients)
    if not count:
        return ""
    own = counted(count["own"], "est une hypothèse de Copilote", "sont des hypothèses de Copilote")
    recalled = counted(count["recalled"], "est cité de mémoire", "sont cités de mémoire")
    quoted = counted(count["quoted"], "est lu dans un texte qui le cite", "sont lus dans un texte qui les cite")
    return _(
        "Sur %(all)s, %(own)s ; %(recalled)s, au moins en partie, sans que la source ait été relue ; %(quoted)s ; le "
        "reste est lu à la source.",
        all=counted(len(found.coefficients), "coefficient", "coefficients"),
        own=own,
        recalled=recalled,
        quoted=quoted,
    )


def general_cautions(found: RegionUses) -> tuple[str, ...]:
    """What must be read with all balances."""
    sentences = [
        _("Des ordres de grandeur : chaque coefficient a sa fourchette et sa source ; ceux qu’aucune publication ne "
          "donne par région sont des hypothèses de Copilote, dites comme telles."),
        _("Les fourchettes s’additionnent au pire : elles sont larges exprès, et rien n’est affirmé là où elles se "
          "recouvrent."),
    ]  # fmt: skip
    sentences += filter(None, [checked_words(found)])
    if found.uncounted:
        names = listed(found.uncounted)
        sentences.append(_("Pèsent aussi sur la biomasse, sans chiffre publié pour le dire : %(names)s.", names=names))
    sentences.append(
        _("L’eau n’est pas comptée : aucun coefficient publié à notre disposition ne relie ces leviers à un volume "
          "d’eau par région.")
    )  # fmt: skip
    return tuple(sentences)


def title_of(found: RegionUses) -> str:
    """The result in one sentence, without its full stop."""
    name = found.region.name
    if not found.balances:
        return _("%(name)s : les conflits d’usage ne peuvent pas être chiffrés ici", name=name)
    short = [_(NAMES[balance.key]).lower() for balance in found.balances if balance.verdict is UseVerdict.SHORT]
    if short:
        return _("%(name)s : plus demandé qu’il n’y en a (%(what)s)", name=name, what=listed(short))
    if any(balance.verdict is UseVerdict.OPEN for balance in found.balances):
        return _("%(name)s : conflits d’usage possibles, sans qu’on puisse conclure", name=name)
    return _("%(name)s : assez de biomasse et de sol pour ce qui est demandé", name=name)


def name_of(balance: UseBalance) -> str:
    """The name of what the balance is of."""
    return _(NAMES[balance.key])
