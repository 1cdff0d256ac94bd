"""Prevention plans by commune (GASPAR) and dwellings where clay shrinks and swells (SDES).

**Plans** (`pprn_gaspar….csv` of `gaspar.zip`, Géorisques; a row for each plan, commune and risk, `;` between columns):
`CODE MODELE;LIBELLE MODELE;CODE PROCEDURE;…;CODE INSEE COMMUNE;NOM COMMUNE;CODE RISQUE 1;LIBELLE RISQUE 1;CODE RISQUE
2;LIBELLE RISQUE 2;CODE RISQUE 2;LIBELLE RISQUE 3;…;APPROBATION;…;LIBELLE ETAT;DATE ETAT;LIBELLE SOUS-ETAT;…`, as four
public programs of 2026 read it. A plan in force is one whose state is "Opposable" (approved, or applied in advance).
The same programs met rows whose free texts, in the first columns, hold the separator: they are read from their end.
Before 2025 the same file had `cod_nat_pprn;lib_bassin_risques;num_risque;lib_risque;cod_commune;lib_commune;cod_ppr;
dat_prescription;dat_appli_ant;dat_approbation;dat_modification;dat_annulation;dat_deprescription;…`, as four older
programs read it (one names a date of abrogation, `dat_abrog…`): a plan in force was approved, or applied in advance,
and neither annulled nor repealed.

**Clay** (`indicateurs_rga_2019_communes_departements.xlsx`, sheet `RGA_2019_commune`): `insee_com, nb_logement,
nb_logement_alea_moyen_fort, nb_logement_alea_faible, …`, as a public program and Facili-TACCT's tables name them; the
zoning is that of 2020, of metropolitan France.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from copilote.exchange.intake import FileError, FileRow, FileSheet
from copilote.exchange.keyfiles.figures import (
    COMMUNE,
    Figures,
    commune_code,
    gathered,
    key_layout,
    of_communes,
    one_year,
)
from copilote.exchange.keyfiles.model import Draft, KeyLayout, Options, declared
from copilote.words.numbers import counted

WORDS: dict[str, list[str]] = declared()["pprn-words"]
"""By key: words that its risks hold, folded."""
IN_FORCE = "opposable"
FREE_AFTER = 3
"""The rank of the plan's name, the first free text: the columns before it are where they should be."""


def read_plans(sheet: FileSheet, options: Options) -> Draft:
    """Plans in force that each commune has, by kind of risk: 0 where there is none."""
    _refuse_other_plans(sheet)

    def state(row: FileRow) -> str:
        return "" if row.folded("state") == IN_FORCE else row.text("state") or "sans état"

    return _plans(PLANS, sheet, options, ("model", "risk_1", "risk_2", "risk_3"), state)


def read_former_plans(sheet: FileSheet, options: Options) -> Draft:
    """The same, in the columns of before 2025."""

    def state(row: FileRow) -> str:
        if any(row.text(rank) for rank in sheet.places["ended"]):
            return "annulé ou abrogé"
        return "" if row.text("approved") or row.text("early") else "sans date d’approbation"

    return _plans(FORMER_PLANS, sheet, options, ("model", "risk"), state)


def _plans(
    layout: KeyLayout, sheet: FileSheet, options: Options, words: tuple[str, ...], state: Callable[[FileRow], str]
) -> Draft:
    """Plans by commune and kind. words : columns that tell it. state : why a plan is not in force, "" if it is."""
    left: Counter[str] = Counter()
    other: Counter[str] = Counter()
    seen: set[tuple[str, str, str]] = set()

    def figures(row: FileRow) -> Figures:
        why = state(row)
        if why:
            left[why] += 1
            return
        said = " ".join(row.folded(name) for name in words)
        kinds = [kind for kind, folded_words in WORDS.items() if any(word in said for word in folded_words)]
        if not kinds:
            told = [row.text(name) for name in reversed(words) if row.text(name)]
            other[told[0] if told else "sans risque"] += 1
        for kind in kinds:
            same = (commune_code(row.text("commune")), row.text("plan"), kind)
            if same not in seen:
                seen.add(same)
                yield kind, 1.0

    rows = [_aligned(row) for row in of_communes(sheet)]
    draft = gathered(layout, sheet, rows, options.year, figures, keys=PLANS.keys)
    for what, counts in (("Plans qui ne sont pas en vigueur", left), ("Risques sans clé", other)):
        if counts:
            told = ", ".join(f"{name} ({many})" for name, many in counts.most_common(10))
            sheet.notes.remark(f"{what}, laissés de côté : {told}.")
    return draft


def _refuse_other_plans(sheet: FileSheet) -> None:
    """Refuse the files of technological and mining plans, which have the same columns."""
    models = Counter(row.folded("model")[:4] for row in sheet)
    if (models["pprt"] + models["pprm"]) * 2 > sum(models.values()):
        raise FileError(
            f"« {sheet.file} » est la liste des plans technologiques ou miniers : chargez pprn_gaspar, celle des "
            "plans naturels."
        )


def _aligned(row: FileRow) -> FileRow:
    """A row read from its end where a free text holds the separator, and no commune's code stands in its place."""
    extra = len(row.cells) - len(row.sheet.header)
    if extra > 0 and not COMMUNE.fullmatch(commune_code(row.text("commune"))):
        row.cells = (*row.cells[:FREE_AFTER], *row.cells[FREE_AFTER + extra :])
    return row


PLANS = key_layout("pprn", read_plans)
FORMER_PLANS = key_layout("pprn-avant-2025", read_former_plans, keys=PLANS.keys)


def read_clay(sheet: FileSheet, options: Options) -> Draft:
    """Dwellings of each commune, and those in medium or high exposure."""

    def figures(row: FileRow) -> Figures:
        exposed, every = row["exposed"], row["every"]
        if exposed is not None and every is not None and exposed > every:
            row.problem("exposed", f"{row.text('exposed')} logements exposés, sur {row.text('every')} en tout")
        lacking = exposed is None or every is None
        yield "exposes", None if lacking else exposed
        yield "logements", None if lacking else every

    rows, year = one_year(sheet, of_communes(sheet), options)
    draft = gathered(CLAY, sheet, rows, year, figures, keys=CLAY.keys, single=True)
    secret = sum(entry.values.get("logements") is None for entry in draft.entries)
    if secret:
        sheet.notes.remark(f"{counted(secret, 'commune', 'communes')} sans compte de logements : inconnues.")
    return draft


CLAY = key_layout("argiles", read_clay)
