"""The diagnostic of a territory as a document, to be brought to its council."""

from __future__ import annotations

from collections.abc import Sequence

from copilote.diagnostic.alike import alike
from copilote.diagnostic.documents import parts
from copilote.diagnostic.followed import followed
from copilote.diagnostic.lines import LeverLine, page_table
from copilote.diagnostic.live_parts import View, counted_notes, figures_of, organisations_words
from copilote.diagnostic.live_territory import RULE, SHARE, drawing_of, place_in, share_figure, told_of
from copilote.diagnostic.measured_here import apart_here, measured_beside
from copilote.diagnostic.sums import Sums
from copilote.exchange.diagnosed import observed_of
from copilote.exchange.place import LEVEL_WORDS, Place
from copilote.planning.actions import COUNTED
from copilote.publish.paper import Paper, Part
from copilote.words import _
from copilote.words.numbers import format_kt
from copilote.words.typography import capital, quoted

MOST = 25
"""Actions of a lever that the document gives; what the others add up to is said."""


def territory_paper(view: View, level: str, code: str, address: str = "") -> Paper:
    """The document of a territory, for somebody. address : of its page. Raises UnknownNameError for one elsewhere."""
    place = place_in(view, level, code)
    here, sums, lines = told_of(view, place)
    name = quoted(place.name)
    shown = [line for line in lines if line.target_kt or line.actions]
    actions = view.actions(here)
    behind = followed(actions, sums, view.audience, here, most=MOST) if sums.count else {}
    anchors = parts.anchors_of(lines, behind)
    observed = observed_of(view.region, view.levers)
    measured = measured_beside(place, lines, observed)
    told = Part(
        _("Levier par levier"),
        sentences=(_(RULE),),
        figure=parts.figure_of(drawing_of(lines)),
        tables=(
            page_table(
                shown,
                _("Levier par levier : la part indicative et ce qui est déclaré"),
                _(SHARE),
                anchors,
                observed=False,
                behind=anchors,
            ),
        ),
    )
    beside: tuple[Part, ...] = ()
    if measured is not None:
        sentences = tuple(("", sentence) for sentence in apart_here(place, lines, observed))
        beside = (Part(_("Ce que montrent les statistiques"), tables=(measured,), points=sentences),)
    keys = ["simulateur-2023", *(measured.sources if measured else ())]
    return Paper(
        name=f"copilote-{view.held_at}-diagnostic-{place.level}-{place.code.lower()}",
        kind=_("Diagnostic du territoire"),
        line=f"{name} · {view.region.name}",
        foot=_(parts.FOOT),
        block=parts.block_of(view),
        state=parts.is_state(view),
        whom=_(parts.WHOM[view.audience]),
        title=_title(name, sums, lines),
        subtitle=f"{capital(_(LEVEL_WORDS[place.level]))} · {parts.made_on()}",
        lead=_lead(sums),
        figures=tuple((figure.value, figure.meaning) for figure in (share_figure(lines), *figures_of(sums))),
        notes=(_(parts.WHOM_NOTE[view.audience]), *counted_notes(sums)),
        parts=(
            told,
            *beside,
            *_alike(view, place, lines),
            *parts.lever_parts(lines, behind, parts.obstacles_by_lever(actions), _("Part indicative")),
            Part(
                _("Sources et méthode"),
                sentences=(
                    _(
                        "La part indicative vient du partage de l’objectif régional entre les communes, par la règle "
                        "que la page du territoire donne pour chaque levier ; les actions sont celles que leurs "
                        "organisations ont validées."
                    ),
                ),
                tables=(parts.source_table(keys),),
            ),
        ),
        address=address,
        subject=_("Diagnostic du territoire, levier par levier"),
    )


def _title(name: str, sums: Sums, lines: Sequence[LeverLine]) -> str:
    share = format_kt(sum(line.target_kt or 0.0 for line in lines))
    if not sums.count:
        return _("%(name)s : une part indicative de %(share)s, aucune action encore publiée", name=name, share=share)
    declared = sum(sums.total(status) for status in COUNTED)
    return _(
        "%(name)s : %(declared)s déclarées, pour une part indicative de %(share)s",
        name=name,
        declared=format_kt(declared) if declared else _("0 ktCO2e"),
        share=share,
    )


def _lead(sums: Sums) -> str:
    if not sums.count:
        return _("Quand une organisation valide une action d’ici et la rend publique, elle s’ajoute à ce document.")
    return _(
        "Ce qui est fait, en cours ou décidé sur ce territoire, d’après %(organisations)s : des déclarations, pas une "
        "mesure.",
        organisations=organisations_words(sums.declaring),
    )


def _alike(view: View, place: Place, lines: Sequence[LeverLine]) -> tuple[Part, ...]:
    """What territories like this one do on its levers."""
    if view.cop is None:
        return ()
    heaviest = sorted(lines, key=lambda line: -(line.target_kt or 0.0))
    found = alike(view.cop, place.level, place.code, [line.lever.id for line in heaviest])
    points = tuple(
        (
            _("%(lever)s :", lever=line.lever.label),
            " ; ".join(
                " ".join(filter(None, (f"{each.name}, « {each.title} » ({each.status})", each.more)))
                for each in found[line.lever.id]
            )
            + ".",
        )
        for line in heaviest
        if line.lever.id in found
    )
    title = _("Ce que font des territoires comparables (même densité, taille voisine)")
    return (Part(title, points=points),) if points else ()
