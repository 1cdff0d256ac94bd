"""What is said of the conflicts of use: a verdict only where the ranges allow one, by how much, what it hangs on."""

from __future__ import annotations

from collections import Counter

from copilote.exchange.uses import RegionUses
from copilote.exchange.uses_water import water_facts
from copilote.planning.quantities import borne
from copilote.planning.uses import Uncounted, UseBalance, UseLine, UseVerdict, total
from copilote.words import N_, _
from copilote.words.numbers import counted, format_decimals, listed

NAMES = {
    "crops": N_("Biomasse des champs"),
    "grass": N_("Herbe et troupeaux"),
    "wood": N_("Bois"),
    "budget": N_("Espace consommé"),
    "farmland": N_("Terres agricoles"),
    "water": N_("Eau"),
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
    "excerpt": N_("extrait lu, le reste non relu"),
    "quoted": N_("lu dans un texte qui le cite"),
    "recalled": N_("cité de mémoire, source non relue"),
    "own": N_("notre hypothèse"),
}
"""How far the source of a coefficient was checked, in words."""
LIMITS = {
    "crops": (
        N_("Les grains et les effluents d’élevage ne sont comptés d’aucun côté ; l’herbe a son propre bilan."),
        N_("La paille voyage : un manque ici veut dire qu’il faut en faire venir, ou renoncer."),
    ),
    "grass": (
        N_("Le maïs fourrage, les grains et les tourteaux n’y sont pas : ni ce qu’on en cultive, ni ce que les bovins "
           "en mangent. Les porcs et les volailles n’y sont donc pas non plus."),
        N_("L’herbe est déjà mangée : ce bilan dit de quoi vivent les troupeaux d’aujourd’hui, il ne désigne ni trop "
           "de bêtes, ni une réserve pour d’autres usages."),
    ),
    "wood": (
        N_("En bois de tige ; les chutes de scierie servent deux fois."),
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
    "water": (
        N_("Tous usages ensemble : l’eau qui refroidit les centrales ou remplit les canaux y est, et revient en grande "
           "partie aux rivières. La somme des régions dépasse de 15 pour cent le total d’eau douce du pays, faute du "
           "même périmètre."),
        N_("L’objectif est celui du pays : il n’oblige aucune région, et l’irrigation y est dite stable. Ce que la "
           "région a d’eau, saison par saison, n’est pas dans nos tables."),
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
    if balance.key == "grass":
        return _grass(balance)
    if verdict is UseVerdict.NO_LIMIT:
        return _water(balance) if balance.key == "water" else _no_limit(balance)
    counted = {
        UseVerdict.SHORT: _short(balance),
        UseVerdict.ENOUGH: _enough(balance),
    }.get(balance.counted)
    if verdict is not UseVerdict.OPEN and counted:
        return counted
    if counted:
        return _("Pour ce qui est chiffré : %(sentence)s Le reste ne l’est pas : on ne peut pas conclure.",
                 sentence=counted[0].lower() + counted[1:])  # fmt: skip
    text = (
        N_("On ne peut pas conclure, les fourchettes se recouvrent : pour ce qui est chiffré, il pourrait en rester "
           "jusqu’à %(left)s comme en manquer jusqu’à %(short)s %(unit)s.")
        if balance.uncounted
        else N_("On ne peut pas conclure, les fourchettes se recouvrent : il pourrait en rester jusqu’à %(left)s comme "
                "en manquer jusqu’à %(short)s %(unit)s.")
    )  # fmt: skip
    told = _(text, left=amount(-missing.low), short=amount(missing.high), unit=unit)
    return f"{told} {_centre(missing.central)}"


def _short(balance: UseBalance) -> str:
    text = N_("Plus demandé que la région n’en a, même au plus bas de la fourchette : il manque de %(low)s à %(high)s "
              "%(unit)s.")  # fmt: skip
    missing = balance.missing
    return _(text, low=amount(missing.low), high=amount(missing.high), unit=unit_of(balance))


def _enough(balance: UseBalance) -> str:
    text = N_("La région en a assez, même au plus haut de la fourchette : il en reste de %(low)s à %(high)s %(unit)s.")
    missing = balance.missing
    return _(text, low=amount(-missing.high), high=amount(-missing.low), unit=unit_of(balance))


def _grass(balance: UseBalance) -> str:
    """What herds eat beside what permanent grassland gives: no lack and no reserve is told of them."""
    asked, given = balance.asked, balance.available
    text = N_("Les bovins comptés mangent, en herbe, de %(low)s à %(high)s %(unit)s ; les prairies permanentes en "
              "donnent de %(least)s à %(most)s. Les prairies temporaires, qui s’y ajoutent, et d’autres troupeaux ne "
              "sont pas chiffrés : on ne peut pas conclure.")  # fmt: skip
    return _(
        text,
        low=amount(asked.low),
        high=amount(asked.high),
        unit=unit_of(balance),
        least=amount(given.low),
        most=amount(given.high),
    )


def _water(balance: UseBalance) -> str:
    """What is withdrawn beside what the country's target would leave, the years between their ends."""
    asked, missing, unit = balance.asked, balance.missing, unit_of(balance)
    left = amount(balance.available.central)
    cut = format_decimals(100 * (1 - balance.available.central / asked.central), 0)
    text = (
        N_("De %(low)s à %(high)s %(unit)s prélevés selon l’année. L’objectif du pays (%(cut)s %% de moins en 2030), "
           "s’il s’appliquait ici tel quel, en laisserait %(left)s : de %(least)s à %(most)s de moins selon l’année. "
           "Ce n’est pas une limite de la région : pas de verdict.")
        if missing.low > 0
        else N_("De %(low)s à %(high)s %(unit)s prélevés selon l’année. L’objectif du pays (%(cut)s %% de moins en "
                "2030), s’il s’appliquait ici tel quel, en laisserait %(left)s : jusqu’à %(most)s de moins, rien "
                "certaines années. Ce n’est pas une limite de la région : pas de verdict.")
    )  # fmt: skip
    ends = {"least": amount(missing.low), "most": amount(missing.high), "cut": cut}
    return _(text, low=amount(asked.low), high=amount(asked.high), unit=unit, left=left, **ends)


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
    more = any(part.supply for part in balance.uncounted)
    if not balance.limited or more or today.low <= balance.available.high:
        return ""
    return _("Les usages d’aujourd’hui, à eux seuls, demandent déjà plus que ce que la région en a.")


def meeting_words(balance: UseBalance) -> str:
    """The levers that meet there, the largest first; "" where there is none."""
    names = listed(line.label for line in balance.meeting)
    others = listed(part.label for part in balance.uncounted if part.lever)
    told = []
    if names:
        told.append(_("Les leviers qui s’y rencontrent, du plus grand au plus petit : %(levers)s.", levers=names))
    if others:
        told.append(_("S’y rencontrent sans chiffre publié : %(levers)s.", levers=others))
    return " ".join(told)


def uncounted_words(balance: UseBalance, part: Uncounted) -> str:
    """A part without figure, and the figures that it would take."""
    side = side_of(balance.key, "supply" if part.supply else "demand")
    return _("%(name)s (%(side)s) : il faudrait %(needed)s.", name=part.label, side=side, needed=part.needed)


def side_of(balance: str, side: str) -> str:
    """How a side ("demand" or "supply") of a balance (its key) is called: of water nobody knows what there is."""
    if side == "demand":
        return _("demandé")
    return _("laissé ou épargné") if balance == "water" else _("disponible")


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


def limits_of(found: RegionUses, balance: UseBalance) -> tuple[str, ...]:
    """What must be read with the balance, in sentences."""
    facts = water_facts(found.region) if balance.key == "water" else ()
    return (*facts, *map(_, LIMITS[balance.key]))


def wholes_of(balance: UseBalance) -> tuple[str, str]:
    """What the sums of both sides are called: where something has no figure, they are of the rest."""
    if balance.key == "water":
        return _("Eau prélevée"), _("Ce que laisserait l’objectif du pays")
    if balance.key == "grass":
        return _("Herbe mangée par les bovins comptés"), _("Herbe des prairies permanentes seules")
    asked, had = _("Ce qui est demandé"), _("Ce que la région en a")
    demand, supply = ({part.supply for part in balance.uncounted} >= {side} for side in (False, True))
    return (
        _("%(what)s, pour ce qui est chiffré", what=asked) if demand else asked,
        _("%(what)s, pour ce qui est chiffré", what=had) if supply else had,
    )


def checked_words(found: RegionUses) -> str:
    """How many of the coefficients used are assumptions or cited from general knowledge; "" without any."""
    count = Counter(held.checked for held in found.coefficients)
    if not count:
        return ""
    told = {
        "own": counted(count["own"], "est une hypothèse de Copilote", "sont des hypothèses de Copilote"),
        "recalled": counted(count["recalled"], "est cité de mémoire", "sont cités de mémoire"),
        "quoted": counted(count["quoted"], "est lu dans un texte qui le cite", "sont lus dans un texte qui les cite"),
        "excerpt": counted(count["excerpt"], "est lu dans un extrait de la source",
                           "sont lus dans un extrait de la source"),
        "read": counted(count["read"], "est lu à la source", "sont lus à la source"),
    }  # fmt: skip
    return _(
        "Sur %(all)s : %(how)s.",
        all=counted(len(found.coefficients), "coefficient", "coefficients"),
        how=" ; ".join(words for name, words in told.items() if count[name]),
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
    sentences.append(
        _("Ce qui n’est pas chiffré ne compte pas pour zéro : s’il pouvait renverser un verdict, il n’y en a pas.")
    )
    return tuple(sentences)


def title_of(found: RegionUses) -> str:
    """The result in one sentence, without its full stop."""
    name = found.region.name
    if not found.balances:
        return _("%(name)s : les conflits d’usage ne peuvent pas être chiffrés ici", name=name)
    short = [_(NAMES[balance.key]).lower() for balance in found.balances if balance.verdict is UseVerdict.SHORT]
    if short:
        return _("%(name)s : plus demandé qu’il n’y en a (%(what)s)", name=name, what=listed(short))
    if not any(balance.limited for balance in found.balances):
        return _("%(name)s : l’eau prélevée ; les autres conflits d’usage ne peuvent pas être chiffrés ici", name=name)
    if any(balance.verdict is UseVerdict.OPEN for balance in found.balances):
        return _("%(name)s : conflits d’usage possibles, sans qu’on puisse conclure", name=name)
    return _("%(name)s : assez de biomasse et de sol pour ce qui est demandé", name=name)


def name_of(balance: UseBalance) -> str:
    """The name of what the balance is of."""
    return _(NAMES[balance.key])
