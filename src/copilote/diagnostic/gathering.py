"""What is already known of the organisations of a COP, kept as actions for them to confirm: nobody is asked for it.

An action that is there already, confirmed, refused or removed from elsewhere, is never touched: it is known by where it
comes from and by its number there, in the whole COP, so that a merge of organisations proposes nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable

from copilote.cop.asking import acting_in
from copilote.cop.models import Cop, Organisation
from copilote.cop.organisations import key_of
from copilote.cop.versions import Author
from copilote.diagnostic.content import Content
from copilote.diagnostic.here import lever_of
from copilote.diagnostic.models import LONGEST, Action, Origin, Standing
from copilote.diagnostic.writing import New, create_all, share_evenly
from copilote.exchange.known import KnownAction, known_of
from copilote.reference.simulator import load_regions
from copilote.words import FRENCH, N_, _, speaking
from copilote.words.numbers import format_eur

PUBLIC = Author("sources publiques")
"""Who gathers when nobody asked."""
WHY = N_("déjà connue")


def gather(cop: Cop, author: Author = PUBLIC) -> int:
    """Keep what is known of each organisation of a COP, to be confirmed, all of it or none; returns how many are new.

    In as many queries whatever the number of organisations (but for batches).
    """
    if all(region.code != cop.region for region in load_regions()):
        return 0
    there = set(Action.objects.filter(cop=cop).exclude(origin_id="").values_list("origin", "origin_id"))
    rows = []
    with speaking(FRENCH):
        for organisation in acting_in(cop):
            for known in known_for(organisation, cop.region):
                key = (known.origin.value, known.origin_id)
                if key not in there:
                    there.add(key)
                    content = content_of_known(known, cop.region)
                    rows.append(New(organisation, content, Standing.KNOWN, Origin(key[0]), key[1]))
        if rows:
            create_all(cop, rows, author, _(WHY))
    return len(rows)


def known_for(organisation: Organisation, region: str) -> tuple[KnownAction, ...]:
    """What is known of an organisation: what its own body holds, by its territory or its SIREN."""
    level, code = key_of(organisation)
    if level == "name":  # nothing tells it in what is published
        return ()
    return known_of(region, "" if level == "siren" else level, code)


def content_of_known(known: KnownAction, region: str) -> Content:
    """What a source says of an action, as it is kept: nothing is added to it.

    A grant is said with who gives it and is no budget; the levers are those that the links of the project tie to it.
    """
    title, about = known.title.strip(), known.description.strip()
    if len(title) > LONGEST["title"]:
        about = f"{title}\n{about}".strip()
        title = f"{title[: LONGEST['title'] - 1]}…"
    levers = [lever for lever in dict.fromkeys(known.levers) if lever_of(region, lever) is not None]
    return Content(
        title=title,
        status=known.status.value if known.status else "",
        description=about[: LONGEST["description"]],
        start=known.start,
        end=known.end,
        amount_eur=known.amount_eur,
        funders=funders_words(known)[: LONGEST["funders"]],
        levers=share_evenly(levers),
        link=known.link,
        places=tuple(("commune", code) for code in known.communes),
    )


def funders_words(known: KnownAction) -> str:
    """Who gives how much to an action."""
    told: Iterable[str] = (
        funder.name if funder.amount_eur is None else f"{funder.name} : {format_eur(funder.amount_eur)}"
        for funder in known.funders
        if funder.name
    )
    return " ; ".join(told)
