"""What keys are worth, on the page of keys and on the method: tables and bars of the tests on published targets."""

from __future__ import annotations

from django.utils.translation import gettext as _

from copilote.dossier.model import Drawing
from copilote.exchange.key_rules import key_test_of, metropolitan
from copilote.exchange.records.keys import key_records
from copilote.reference.keys import load_keys
from copilote.reference.simulator import load_regions
from copilote.simulator.pages.seen import CellView, TableView, tied
from copilote.ui.certainty import grade_name
from copilote.ui.charts import Bar, bars
from copilote.ui.translation import t
from copilote.ui.words import NBSP, format_number, format_percent

BARS = 8
"""Keys that the chart compares at most: the one in use and the best others."""


def table_of(lever: str, key: str) -> TableView | None:
    """The test of a lever's key, region by region: published share, share by the key, ratio; None when untested."""
    test = key_test_of(lever, key)
    if test is None:
        return None
    names = {region.code: region.name for region in load_regions()}
    titles = (_("Région"), _("Ce que donne la clé, rapporté à l’objectif publié"), _("En clair"))
    rows = tuple(
        (
            CellView(names[code], titles[0]),
            CellView(f"×{NBSP}{format_number(test.ratios[code], 2)}", titles[1], True),
            CellView(_words(test.ratios[code]), titles[2]),
        )
        for code in metropolitan()
        if code in test.ratios
    )
    columns = tuple(CellView(title, number=rank == 1) for rank, title in enumerate(titles))
    note = _(
        "Mal placé : %(part)s de l’objectif de la métropole irait dans une autre région que celle où l’État l’a mis "
        "(%(others)s si l’on met à part celle qui s’écarte le plus). Une clé qui place bien les régions peut encore "
        "mal placer les communes : cette épreuve est nécessaire, non suffisante."
    ) % {"part": format_percent(test.misplaced), "others": format_percent(test.without_worst)}
    return TableView("epreuve", _("La clé à l’épreuve des objectifs régionaux"), columns, rows, tied(note))


def _words(ratio: float) -> str:
    if 0.9 <= ratio <= 1.1:
        return _("à 10 % près")
    return _("trop") if ratio > 1 else _("trop peu")


def bars_of(lever: str, key: str) -> Drawing | None:
    """The part misplaced by the key in use and by the best others, the best first; None when untested."""
    tests = {one: test for one in load_keys() if (test := key_test_of(lever, one)) is not None}
    if key not in tests:
        return None
    ranked = sorted(tests, key=lambda one: (tests[one].misplaced, one))[:BARS]
    shown = ranked if key in ranked else [*ranked[: BARS - 1], key]
    items = tuple(Bar(_named(one, key), 100 * tests[one].misplaced) for one in shown)
    title = _("Part mal placée entre les régions, selon la clé")

    def write(value: float | None) -> str:
        return format_percent(None if value is None else value / 100)

    return Drawing(
        bars(items, title=title, prefix="epreuves", unit="%", write=write),
        bars(items, title=title, prefix="epreuves-m", unit="%", width=300, write=write),
        _("Moins il y en a, mieux la clé retrouve les objectifs que l’État a publiés, région par région."),
    )


def _named(key: str, own: str) -> str:
    title = t(load_keys()[key].title)
    return _("%(key)s (celle de ce levier)") % {"key": title} if key == own else title


def every_bar() -> Drawing:
    """The part misplaced by the key of each lever that can be tested, the best first."""
    tested = [(record["misplaced"], t(record["label"])) for record in key_records() if record["misplaced"] is not None]
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


def every_test() -> TableView:
    """Every lever, its key, that of the State, the part misplaced and how sure the shares are."""
    titles = (
        *(_("Levier"), _("Clé de l’État"), _("Clé de Copilote"), _("Mal placé")),
        *(_("À l’intercommunalité"), _("À la commune")),
    )
    rows = []
    for record in key_records():
        misplaced = record["misplaced"]
        cells = (
            t(record["label"]),
            t(record["state_key"] or _("non publiée")),
            t(record["key_title"]),
            _("non testé") if misplaced is None else format_percent(misplaced),
            grade_name(record["grade_epci"]),
            grade_name(record["grade_commune"]),
        )
        rows.append(tuple(CellView(text, titles[rank], rank == 3) for rank, text in enumerate(cells)))
    columns = tuple(CellView(title, number=rank == 3) for rank, title in enumerate(titles))
    note = _(
        "Mal placé : part de l’objectif de la métropole que la clé mettrait dans une autre région que celle où l’État "
        "l’a mise. Outre-mer, aucune clé n’est publiée : il n’y a rien à éprouver."
    )
    return TableView(
        "cles-eprouvees", _("Les clés, éprouvées sur les objectifs publiés"), columns, tuple(rows), tied(note)
    )
