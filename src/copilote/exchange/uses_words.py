"""What is said of the conflicts of use: a verdict only where the ranges allow one, by how much, what it hangs on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from copilote.exchange.resources import resource_levers
from copilote.exchange.uses import RegionUses, land_budget
from copilote.exchange.uses_water import water_facts
from copilote.planning.quantities import borne
from copilote.planning.uses import Uncounted, UseBalance, UseLine, UseVerdict, total
from copilote.reference.simulator import Region
from copilote.words import N_, _
from copilote.words.numbers import counted, format_decimals, format_short, listed

LAND = "land_take"
"""The tile of land taken, in the panorama of resources."""
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
LAW_VERDICTS = {
    UseVerdict.SHORT: N_("plus que la règle générale de la loi n’en laisse, sous réserve du document régional"),
    UseVerdict.ENOUGH: N_("dans la règle générale de la loi, sous réserve du document régional"),
}
"""Of land taken, which a region has without limit: only a rule bounds it, and its own document may set another."""
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


def verdict_of(balance: UseBalance) -> str:
    """The verdict in a few words."""
    held = LAW_VERDICTS if balance.key == "budget" else VERDICTS
    return _(held.get(balance.verdict, VERDICTS[balance.verdict]))


def verdict_words(balance: UseBalance) -> str:
    """What the balance allows to say, in a sentence or two; of land taken, that the rule is a general one."""
    told = _verdict_words(balance)
    if balance.key != "budget":
        return told
    reserve = _("C’est la règle générale : le document régional en vigueur peut fixer un autre budget.")
    return f"{told} {reserve}"


def _verdict_words(balance: UseBalance) -> str:
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
    law = N_("Plus que la règle générale de la loi n’en laisse, même au plus bas de la fourchette : elle est dépassée "
             "de %(low)s à %(high)s %(unit)s.")  # fmt: skip
    region = N_("Plus demandé que la région n’en a, même au plus bas de la fourchette : il manque de %(low)s à "
                "%(high)s %(unit)s.")  # fmt: skip
    return _ranged(balance, law, region, balance.missing.low, balance.missing.high)


def _enough(balance: UseBalance) -> str:
    law = N_("Dans la règle générale de la loi, même au plus haut de la fourchette : elle laisse encore de %(low)s à "
             "%(high)s %(unit)s.")  # fmt: skip
    region = N_(
        "La région en a assez, même au plus haut de la fourchette : il en reste de %(low)s à %(high)s %(unit)s."
    )
    return _ranged(balance, law, region, -balance.missing.high, -balance.missing.low)


def _ranged(balance: UseBalance, law: str, region: str, low: float, high: float) -> str:
    """A sentence on a range, in the words of the law for its budget, of what a region has for the others."""
    text = law if balance.key == "budget" else region
    return _(text, low=amount(low), high=amount(high), unit=unit_of(balance))


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
    """How a side ("demand" or "supply") of a balance (its key) is called: of water nobody knows what there is, and land
    is bounded by a rule."""
    if side == "demand":
        return _("demandé")
    if balance == "budget":
        return _("laissé par la loi")
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
    facts = {"water": water_facts, "budget": ceiling_facts}.get(balance.key, lambda _region: ())(found.region)
    return (*facts, *map(_, LIMITS[balance.key]))


def ceiling_facts(region: Region) -> tuple[str, ...]:
    """That the panorama of resources has another ceiling for land, and why they differ."""
    target = next((lever.target_2030 for lever in resource_levers(region) if lever.tile.id == LAND), None)
    if target is None:
        return ()
    text = N_("Le panorama nature et ressources a un autre plafond pour les mêmes dix années, %(target)s ha : la part "
              "de la région dans celui du pays, un peu plus que la moitié de ce qu’elle a consommé.")  # fmt: skip
    return (_(text, target=format_short(target)),)


def law_words(region: Region) -> str:
    """What the general rule of the law leaves of the land, beside the panorama's ceiling; "" where it is not known."""
    left = land_budget(region)
    if left is None:
        return ""
    return _("De 2021 à 2030, la règle générale de la loi laisse de %(low)s à %(high)s ha.",
             low=amount(left.low), high=amount(left.high))  # fmt: skip


def wholes_of(balance: UseBalance) -> tuple[str, str]:
    """What the sums of both sides are called: where something has no figure, they are of the rest."""
    if balance.key == "water":
        return _("Eau prélevée"), _("Ce que laisserait l’objectif du pays")
    if balance.key == "grass":
        return _("Herbe mangée par les bovins comptés"), _("Herbe des prairies permanentes seules")
    asked, had = _("Ce qui est demandé"), _("Ce que la région en a")
    if balance.key == "budget":
        had = _("Ce que laisse la règle générale de la loi")
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
    short = [balance for balance in found.balances if balance.verdict is UseVerdict.SHORT]
    if short:
        return _("%(name)s : %(value)s", name=name, value=" ; ".join(_short_titles(short)))
    if not any(balance.limited for balance in found.balances):
        return _("%(name)s : seule l’eau prélevée est chiffrée, aucun conflit d’usage ne peut l’être ici", name=name)
    if any(balance.verdict is UseVerdict.OPEN for balance in found.balances):
        return _("%(name)s : conflits d’usage possibles, sans qu’on puisse conclure", name=name)
    return _("%(name)s : assez de biomasse et de sol pour ce qui est demandé", name=name)


def _short_titles(short: Sequence[UseBalance]) -> list[str]:
    """What there is too little of, then whether land passes the rule that bounds it."""
    lacking = [name_of(balance).lower() for balance in short if balance.key != "budget"]
    told = [_("plus demandé qu’il n’y en a (%(what)s)", what=listed(lacking))] if lacking else []
    if len(lacking) < len(short):
        told.append(_("plus d’espace consommé que la règle générale de la loi n’en laisse, sous réserve du document "
                      "régional"))  # fmt: skip
    return told


def name_of(balance: UseBalance) -> str:
    """The name of what the balance is of."""
    return _(NAMES[balance.key])
