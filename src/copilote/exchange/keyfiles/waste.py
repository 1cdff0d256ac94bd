"""Household waste a head by collecting body (SINOE, ADEME): those that are an EPCI of today, found by their name.

Columns of « flux de collecte, indicateurs de synthèse » (data.ademe.fr, `rsqxbwsxhk-ngmmu5fcasf5t`), as two public
programs read them: `annee, c_acteur, n_acteur, l_typologie, c_dept, pop_dma, tonnage_dma, tonnage_omr, …, ratio_dma`, a
row a body and year, in tonnes. The body's code is SINOE's own, not a SIREN; one of the programs says that its name
writes "Communauté d'agglomération" in full, where others write "CA", and the other that the inhabitants served are
missing in some years: a body without them is not known.

A syndicate or a commune that collects is no EPCI: it is left out and counted, never spread over communes that the file
does not name. Over several EPCI, kilograms are added and told by their inhabitants served, not averaged.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from copilote.exchange.intake import FileRow, FileSheet
from copilote.exchange.intake.notes import some_of
from copilote.exchange.keyfiles.figures import Once, key_layout, one_year
from copilote.exchange.keyfiles.model import Draft, KeyEntry, Options
from copilote.reference.errors import fold
from copilote.reference.territories import load_epci, load_ept

FORM = re.compile(r"(communaute d agglomeration|communaute de communes|communaute urbaine|ca|cc|cu) ")
PARTICLE = re.compile(r"(de|du|des|d|la|le|les|l) ")
KG = 1000.0


def read(sheet: FileSheet, options: Options) -> Draft:
    """Kilograms collected by each EPCI in one year, and the inhabitants served."""
    rows, year = one_year(sheet, sheet, options)
    once = Once()
    found: dict[str, list[FileRow]] = defaultdict(list)
    lost = []
    for row in rows:
        if once.again(row, "actor", row.text("actor"), "même collectivité et même année"):
            continue
        if not row.text("name"):
            row.problem("name", "nom de la collectivité manquant")
            continue
        code = _epci(row.text("name"), row.text("departement"))
        if code is None:
            lost.append(row.text("name"))
        else:
            found[code].append(row)
    doubtful = [rows[0].text("name") for rows in found.values() if len(rows) > 1]
    if lost:
        sheet.notes.remark(
            f"Collectivités qui ne sont pas une intercommunalité connue, laissées de côté : {some_of(lost)}."
        )
    if doubtful:
        sheet.notes.remark(
            f"Plusieurs collectivités pour une intercommunalité, laissées de côté : {some_of(doubtful)}."
        )
    entries = [_entry(code, rows[0]) for code, rows in found.items() if len(rows) == 1]
    return Draft(LAYOUT, sheet, "name", year, LAYOUT.keys, tuple(entries), "epci")


def _entry(code: str, row: FileRow) -> KeyEntry:
    people = row["people"] or None
    tonnes = {"dma": row["dma"], "omr": row["residual"]}
    known = {suffix: None if value is None or people is None else value * KG for suffix, value in tonnes.items()}
    return KeyEntry(row.line, code, row.text("name"), {**known, "habitants": people})


def _epci(name: str, departement: str) -> str | None:
    """The SIREN of the only EPCI (or EPT) of that name in a département; None for a syndicate, a commune, a doubt."""
    codes = _by_name().get((departement.strip().upper().zfill(2), _bare(name)), set())
    return next(iter(codes)) if len(codes) == 1 else None


@lru_cache(maxsize=1)
def _by_name() -> dict[tuple[str, str], set[str]]:
    names: dict[tuple[str, str], set[str]] = defaultdict(set)
    for epci in (*load_epci(), *load_ept()):
        for departement in epci.departements:
            names[departement, _bare(epci.name)].add(epci.code)
    return dict(names)


def _bare(name: str) -> str:
    """A name without its legal form, nor the particle that ties it: "CA de X" and "Communauté d'agglomération de X"."""
    text = FORM.sub("", fold(name), count=1) if FORM.match(fold(name)) else fold(name)
    while (tied := PARTICLE.match(text)) is not None:
        text = text[tied.end() :]
    return text


LAYOUT = key_layout("dechets", read)
