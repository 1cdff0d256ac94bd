"""Fires of forests and of other land, one a row (BDIFF, the State and IGN's inventory): how many, and what burnt.

Columns, as the search of bdiff.agriculture.gouv.fr exports them and as programs read them: `Année;Numéro;Département;
Code INSEE;Nom de la commune;Date de première alerte;Surface parcourue (m2);Surface forêt (m2);…;Nature;…`, beneath two
to six lines that say what was searched. A fire is told in the commune where it began; the area, in m², is all that it
ran over.
"""

from __future__ import annotations

from dataclasses import replace

from copilote.exchange.intake import FileError, FileRow, FileSheet
from copilote.exchange.intake.cells import year_of
from copilote.exchange.keyfiles.figures import Figures, Once, gathered, key_layout, of_communes
from copilote.exchange.keyfiles.model import Draft, Options
from copilote.words.numbers import counted

COUNT, AREA = "nombre", "surface"
M2_TO_HA = 1e-4


def read(sheet: FileSheet, options: Options) -> Draft:
    """Fires and hectares by commune, over all the years of the file, or over the year asked for."""
    dated = [(row, year_of(row.text("year"))) for row in of_communes(sheet)]
    for row, year in dated:
        if year is None:
            row.problem("year", "année manquante ou illisible")
    years = sorted({year for _row, year in dated if year})
    if options.year is not None and options.year not in years:
        listed = f"{years[0]} à {years[-1]}" if years else "aucune"
        raise FileError(f"« {sheet.file} » n’a pas l’année {options.year}. Années présentes : {listed}.")
    kept = [row for row, year in dated if year and options.year in (None, year)]
    once, unmeasured = Once(), 0

    def figures(row: FileRow) -> Figures:
        nonlocal unmeasured
        number = row.text("number")
        said = (row.text("year"), row.text("departement"), number)
        if number and once.again(row, "number", said, f"le feu {number} de {said[0]} est déjà donné, c’est le même"):
            return
        area = row["area"]
        yield COUNT, 1.0
        if area is None:
            unmeasured += 1
        else:
            yield AREA, area * M2_TO_HA

    first, last = (options.year, options.year) if options.year else (years[0], years[-1]) if years else (None, None)
    period = f"en {first}" if first == last else f"de {first} à {last}"
    keys = [replace(key, title=f"{key.title}, {period}") for key in LAYOUT.keys]
    draft = gathered(LAYOUT, sheet, kept, last, figures, keys=keys)
    if unmeasured:
        sheet.notes.remark(f"{counted(unmeasured, 'feu sans surface', 'feux sans surface')} : comptés, sans hectares.")
    return draft


LAYOUT = key_layout("incendies", read)
