"""Water: what a region withdraws, against what the country's target would leave of it, and the levers that meet there.

No published coefficient turns a lever into a volume by region: levers are named with the figures that they need, none
is counted, and there is no verdict. How much water a region has is in no table of ours either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from copilote.planning.scenario import LeverOutcome
from copilote.planning.uses import Span, Uncounted, UseBalance, UseLine
from copilote.reference.barometer import load_levers_2026
from copilote.reference.communes import load_frame
from copilote.reference.loaded import LoadedFile, loaded_keys, loaded_values
from copilote.reference.resources import ResourceMeasure, load_measures
from copilote.reference.series import load_series
from copilote.reference.simulator import Region
from copilote.words import N_, _
from copilote.words.numbers import format_decimals, format_short, listed

WITHDRAWN_SERIES = "638"
"""Water withdrawn, all uses, in m³ a year."""
YEARS = 5
"""How many of the last years make the range."""
DRY_STREAMS = "dry_streams"


def withdrawn(region: Region) -> tuple[tuple[int, float], ...]:
    """(year, million m³) of the last years that are known."""
    series = load_series(region.code, [WITHDRAWN_SERIES]) if not region.fictional else ()
    values = series[0].values if series else ()
    return tuple((year, value / 1e6) for year, value in values[-YEARS:])


def no_water(region: Region) -> str:
    """Why the balance cannot be made; "" where it can."""
    known = withdrawn(region)
    return "" if known else _("Eau : les prélèvements ne sont pas connus ici, le bilan n’est pas fait.")


def water_balance(region: Region, lines: Mapping[str, LeverOutcome], of: Callable[[str], Span]) -> UseBalance:
    """Water, in million m³ a year. The range of today is that of the years, driest and wettest; what would be left is
    of their mean. For a region that `no_water` says nothing against."""
    known = withdrawn(region)
    today = Span.over(*(value for _year, value in known))
    first, last = known[0][0], known[-1][0]
    kept = Span.exactly(1) - of("water_cut")
    left = Span.exactly(today.central) * kept
    return UseBalance(
        "water",
        N_("millions de m³ par an"),
        (UseLine("withdrawn", _("Eau prélevée, de %(first)s à %(last)s", first=first, last=last), today),),
        (UseLine("target", _("Ce que laisserait l’objectif du pays"), left, "", ("water_cut",)),),
        limited=False,
        uncounted=(*_of_the_climate(lines), *_of_the_plan()),
    )


def _of_the_climate(lines: Mapping[str, LeverOutcome]) -> Iterator[Uncounted]:
    """Levers of the scenario that may ask for water or hold it back."""
    told = (
        ("co2_biogaz", False, _("la part des cultures intermédiaires qui serait irriguée, et la dose")),
        ("augm_haies", True, _("le volume retenu par kilomètre : un effet est publié, pas un volume")),
    )
    for lever, supply, needed in told:
        if lever in lines:
            yield Uncounted(lever, lines[lever].lever.label, supply, needed, lever)


def _of_the_plan() -> Iterator[Uncounted]:
    """Levers on water itself, which the scenario of the climate does not hold."""
    told = {
        "2026-096": (False, _("les surfaces irriguées, les doses, et ce qu’elles deviendront")),
        "2026-101": (False, _("les volumes à stocker et les mois où ils seraient pris")),
        "2026-095": (True, _("ce que les centrales et les usines de la région prélèvent et rendent")),
        "2026-099": (True, _("les volumes que perdent les réseaux de la région (Sispea, à charger)")),
        "2026-097": (True, _("un objectif par habitant ou par emploi")),
        "2026-102": (True, _("les volumes réutilisés, et le prélèvement que chacun remplace")),
    }
    names = {lever.id: lever.name for lever in load_levers_2026()}
    for lever, (supply, needed) in told.items():
        yield Uncounted(lever, names[lever], supply, needed, lever)


def water_facts(region: Region) -> tuple[str, ...]:
    """What else is known of its water, in sentences: loaded volumes by use, streams that run dry."""
    facts = []
    file, volumes = _by_use(region)
    if file:
        told = listed(f"{title[0].lower()}{title[1:]} : {format_short(volume)}" for title, volume in volumes)
        facts.append(
            _("D’après un fichier chargé (%(file)s), en millions de m³ : %(uses)s.", file=file.dated, uses=told)
        )
    if dry := _dry_streams(region):
        year, share = dry.values[-1]
        facts.append(
            _("En %(year)s, %(share)s %% des petits cours d’eau suivis ont été à sec au moins une fois de mai à "
              "septembre.", year=year, share=format_decimals(share, 0))
        )  # fmt: skip
    return tuple(facts)


def water_sources(region: Region) -> tuple[str, ...]:
    """Where these facts come from, keys of sources.toml."""
    file, dry = _by_use(region)[0], _dry_streams(region)
    return (*((file.source,) if file else ()), *((dry.source,) if dry else ()))


def _dry_streams(region: Region) -> ResourceMeasure | None:
    return load_measures(region.code).get(DRY_STREAMS)


def _by_use(region: Region) -> tuple[LoadedFile | None, list[tuple[str, float]]]:
    """The file of withdrawals that this installation loaded (BNPE), and the million m³ of each use in the region."""
    frame = load_frame()
    codes = [str(frame.codes[rank]) for rank in frame.levels["region"].members(region.code)]
    told, file = [], None
    for loaded, key in loaded_keys().values():
        if key.role == "water" and key.told == "detail":
            values = loaded_values(key.id)
            if volume := sum(values.get(code, 0.0) for code in codes) / 1e6:
                file = loaded
                told.append((key.title, volume))
    return file, told
