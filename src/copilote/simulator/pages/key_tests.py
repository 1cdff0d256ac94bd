"""What keys are worth: the bars and the table of their tests on the published targets, on the page of the method."""

from __future__ import annotations

from copilote.exchange.records.keys import key_records
from copilote.publish.table import Table
from copilote.ui.certainty import grade_name
from copilote.ui.charts import Bar, bars
from copilote.ui.drawing import Drawing
from copilote.words import _
from copilote.words.numbers import format_percent


def every_bar() -> Drawing:
    """The part misplaced by the key of each lever that can be tested, the best first."""
    tested = [(record["misplaced"], record["label"]) for record in key_records() if record["misplaced"] is not None]
    items = tuple(Bar(label, 100 * misplaced) for misplaced, label in sorted(tested))
    title = _("Part mal placée entre les régions par la clé de chaque levier")

    def write(value: float | None) -> str:
        return format_percent(None if value is None else value / 100)

    return Drawing(
        bars(items, title=title, prefix="leviers", unit="%", write=write),
        bars(items, title=title, prefix="leviers-m", unit="%", width=300, write=write),
        _(
            "Jusqu’à 10 % : estimation correcte, au mieux ; jusqu’à 20 % : ordre de grandeur ; au-delà : à localiser. "
            "Une raison connue abaisse encore. Pour les déplacements (13 %), la clé est celle de l’État : seule "
            "l’Île-de-France s’en écarte, où l’objectif a été fixé à part."
        ),
    )


def every_test() -> Table:
    """Every lever, its key, that of the State, the part misplaced and how sure the shares are."""
    titles = (
        *(_("Levier"), _("Clé de l’État"), _("Clé de Copilote"), _("Mal placé")),
        *(_("À l’intercommunalité"), _("À la commune")),
    )
    rows = []
    for record in key_records():
        misplaced = record["misplaced"]
        rows.append(
            (
                record["label"],
                (record["state_key"] or _("non publiée")),
                record["key_title"],
                _("non testé") if misplaced is None else format_percent(misplaced),
                grade_name(record["grade_epci"]),
                grade_name(record["grade_commune"]),
            )
        )
    note = _(
        "Mal placé : part de l’objectif de la métropole que la clé mettrait dans une autre région que celle où l’État "
        "l’a mise. Outre-mer, aucune clé n’est publiée : il n’y a rien à éprouver."
    )
    title = _("Les clés, éprouvées sur les objectifs publiés")
    return Table.of_texts("cles-eprouvees", title, titles, rows, (3,), note=note)
