"""What the address of the maps asks for, and the form that asks."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from copilote.adaptation.maps.drawn import NOUNS
from copilote.exchange.climate_field import MAPPED, check_drawn
from copilote.exchange.exposed import QUANTITIES
from copilote.reference.climate import HORIZONS, ClimateIndex, find_index, load_indices
from copilote.reference.errors import UnknownNameError, nearest
from copilote.reference.simulator import Region
from copilote.ui.addresses import region_of
from copilote.ui.forms import Form
from copilote.words import N_, _
from copilote.words.language import noun
from copilote.words.typography import capital

GROUPS = {"heat": N_("Chaleur"), "rain": N_("Pluie"), "dry": N_("Sécheresse et feu")}
USUAL = {"indice": "jours_30", "niveau": MAPPED[0], "ecart": "2050", "qui": "habitants"}
"""What an address that says nothing asks for."""
YEARS = {str(year): level for level, year in HORIZONS.items()}


@dataclass(frozen=True)
class AskedMaps:
    """index, by : of the maps; year : of the map of differences; who : what may be exposed, a key of `QUANTITIES`;
    departement : that whose communes the table has, "" for the first."""

    region: Region
    index: ClimateIndex
    by: str
    year: str
    who: str
    departement: str

    @property
    def level(self) -> str:
        """The level of warming of the map of differences."""
        return YEARS[self.year]

    @property
    def parameters(self) -> dict[str, str]:
        """The query as a whole, by parameter."""
        asked = {"indice": self.index.id, "niveau": self.by, "ecart": self.year, "qui": self.who}
        return asked | {"departement": self.departement}

    def query(self, **changes: str) -> str:
        """The query of the page with something changed, less what is usual."""
        asked = self.parameters | changes
        return urlencode({name: value for name, value in asked.items() if value and USUAL.get(name) != value})


class MapsForm(Form):
    """The index, the territories and the year of the differences, in the address."""

    indice = forms.ChoiceField(label=gettext_lazy("Indice"))
    niveau = forms.ChoiceField(label=gettext_lazy("Territoires"))
    ecart = forms.ChoiceField(label=gettext_lazy("Carte des écarts"))
    qui = forms.ChoiceField(label=gettext_lazy("Qui est exposé"))

    def __init__(self, asked: AskedMaps) -> None:
        super().__init__(initial=asked.parameters, auto_id="%s", use_required_attribute=False)
        groups: dict[str, list[tuple[str, str]]] = {_(label): [] for label in GROUPS.values()}
        for index in load_indices().values():
            groups[_(GROUPS[index.group])].append((index.id, index.label))
        self.offer("indice", list(groups.items()))
        self.offer("niveau", [(level, capital(noun(2, *NOUNS[level]))) for level in MAPPED])
        self.offer("ecart", [(year, _("%(year)s moins hier", year=year)) for year in YEARS])
        self.offer("qui", [(key, capital(_(label))) for key, (_figure, label, _source) in QUANTITIES.items()])


def asked_maps(slug: str, query: QueryDict) -> AskedMaps:
    """What an address asks for. Raises UnknownNameError or InputError with what is accepted."""
    region = region_of(slug)
    asked = {name: query.get(name) or usual for name, usual in USUAL.items()}
    check_drawn(region, asked["niveau"])
    for name, known in (("ecart", YEARS), ("qui", QUANTITIES)):
        if asked[name] not in known:
            accepted = _("Valeurs acceptées : %(known)s.", known=", ".join(known))
            raise UnknownNameError(name, asked[name][:40], nearest(asked[name], known), accepted)
    index = find_index(asked["indice"])
    return AskedMaps(region, index, asked["niveau"], asked["ecart"], asked["qui"], query.get("departement", "")[:3])
