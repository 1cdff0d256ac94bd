"""A scenario shared by link and QR code, kept in the browser or in a file, and reopened."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from copilote.exchange.links import HOST, link_of, read_link, read_pairs
from copilote.exchange.scenario_file import MAX_BYTES, parse_scenario
from copilote.exchange.short_link import MAX_CODE, MAX_NAME
from copilote.planning.scenario import Scenario
from copilote.reference.errors import CopiloteError, InputError
from copilote.reference.simulator import Region, find_region
from copilote.reference.tables import latest
from copilote.simulator.pages.result import result_title
from copilote.simulator.pages.stepper import address, in_its_unit, short_address
from copilote.simulator.state import State, scenario_of_code, settle
from copilote.simulator.territory import KEY
from copilote.ui.addresses import region_of
from copilote.ui.forms import Form
from copilote.ui.page import Entry, Page
from copilote.ui.qr import qr_code
from copilote.words import _
from copilote.words.typography import tied

LONGEST = 20_000
"""Characters of a pasted link: beyond, it is none."""


@dataclass(frozen=True, kw_only=True)
class SharePage(Page):
    """The links of a scenario, whole (with the host); `keep` and `download` are "" where it has no such page."""

    sentence: str
    link: str
    short: str
    qr: SafeString
    mail: str
    official: str
    official_reason: str
    back: str
    download: str
    keep: str
    room: str
    kept: str


@in_its_unit
def share_page(state: State, origin: str) -> SharePage:
    """The page model of sharing; `origin` is the site's own ("https://host")."""
    region = state.region
    result = address("step", region, state.query, step="resultat")
    long = origin + result
    short = origin + (short_address(state) or result)
    sentence = tied(result_title(state))
    subject = tied(_("%(region)s : un scénario de la COP régionale", region=region.name))
    body = f"{sentence}.\n{long}\n"
    return SharePage(
        title=_("Partagez ce scénario par un lien ou un QR code"),
        summary=sentence + ".",
        kept=tied(_("Le scénario est dans le lien : rien n’est enregistré ici.")),
        region=region,
        section="simulator",
        trail=_trail(state, _("Partager")),
        sentence=sentence,
        link=long,
        short=short,
        qr=qr_code(short),
        mail=f"mailto:?subject={quote(subject)}&body={quote(body)}",
        official=link_of(region, state.outcome) if region.opened else "",
        official_reason="" if region.opened else _("Le simulateur officiel n’ouvre pas ce territoire."),
        back=result,
        download=address("scenario-file", region, state.query),
        keep=address("scenarios", region, state.query),
        room=address("share", region, f"{state.query}&salle=1" if state.query else "salle=1"),
    )


def _trail(state: State, label: str) -> tuple[Entry, ...]:
    start = address("step", state.region, state.query, step="objectifs")
    return (Entry(_("Simulateur"), start), Entry(label, ""))


class NameForm(Form):
    """The name under which a browser keeps a scenario: a script takes it, nothing is sent."""

    nom = forms.CharField(label=gettext_lazy("Nom du scénario"), max_length=MAX_NAME)


class FileForm(Form):
    """A file of a scenario, read and forgotten; what `clean` gives under "fichier" is the Scenario."""

    fichier = forms.FileField(
        label=gettext_lazy("Fichier de scénario"),
        help_text=gettext_lazy("JSON, 1 Mo au plus. Il est lu et n’est pas gardé."),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Choisissez un fichier de scénario (.json).")},
        widget=forms.FileInput({"accept": ".json,application/json", "class": "fr-upload"}),
    )

    def clean_fichier(self) -> Scenario:
        """The scenario of the file; raises ValidationError with the place of what is wrong."""
        given: UploadedFile = self.cleaned_data["fichier"]
        name = (given.name or "")[:80]
        if (given.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("%(name)s : trop gros pour un scénario, 1 Mo au plus.", name=name))
        try:
            return settle(parse_scenario(given.read().decode("utf-8-sig")))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("%(name)s : ce n’est pas un fichier texte (UTF-8).", name=name)) from None
        except CopiloteError as error:
            raise forms.ValidationError(f"{name} : {error!s}") from None


class LinkForm(Form):
    """A pasted link or code; what `clean` gives under "lien" is the Scenario."""

    lien = forms.CharField(
        label=gettext_lazy("Lien, d’ici ou du simulateur officiel"), widget=forms.TextInput({"autocomplete": "off"})
    )

    def clean_lien(self) -> Scenario:
        """The scenario of the link; raises ValidationError."""
        try:
            return open_text(self.cleaned_data["lien"])[1]
        except CopiloteError as error:
            raise forms.ValidationError(str(error)) from None


@dataclass(frozen=True, kw_only=True)
class ScenariosPage(Page):
    """Where scenarios are kept, downloaded, reopened; the forms hold what was just given and what is wrong with it."""

    sentence: str
    changed: bool
    code: str
    query: str
    result: str
    download: str
    compare: str
    name_form: NameForm
    file_form: FileForm
    link_form: LinkForm


def scenarios_page(state: State, file_form: FileForm | None = None, link_form: LinkForm | None = None) -> ScenariosPage:
    """The page model of the scenarios of a region."""
    region = state.region
    changed = bool(state.scenario.changes)
    return ScenariosPage(
        title=_("Gardez ce scénario, ou rouvrez-en un") if changed else _("Retrouvez vos scénarios"),
        summary=_("Sans compte : dans ce navigateur, ou dans un fichier qui est à vous."),
        region=region,
        section="simulator",
        trail=_trail(state, _("Scénarios")),
        sentence=tied(result_title(state)),
        changed=changed,
        code=state.code or "",
        query=state.query,
        result=address("step", region, state.query, step="resultat"),
        download=address("scenario-file", region, state.query),
        compare=reverse("compare", args=[region.slug]),
        name_form=NameForm(initial={"nom": state.scenario.name}, auto_id="%s"),
        file_form=file_form or FileForm(auto_id="%s"),
        link_form=link_form or LinkForm(auto_id="%s"),
    )


def open_text(text: str) -> tuple[Region, Scenario]:
    """The scenario that a person gives: a short code, a link of ours or of the official simulator.

    Raises InputError or UnknownNameError.
    """
    given = text.strip()
    if not given or len(given) > LONGEST:
        raise InputError(_("Collez un lien ou un code de scénario."))
    try:
        parts = urlsplit(given)
        path, host = unquote(parts.path), parts.hostname
    except ValueError:
        raise InputError(_("Ce texte n’est pas un lien. Copiez l’adresse entière.")) from None
    if host == HOST or path.startswith("/territoire/"):
        link = read_link(given)
        scenario = Scenario(link.scenario.region, latest("simulator"), link.scenario.changes, link.scenario.name)
        return link.region, settle(scenario)
    names = [part for part in path.split("/") if part]
    if "s" in names[:-1] or (len(names) == 1 and not parts.query and len(given) <= MAX_CODE):
        scenario = scenario_of_code(names[-1])
        return find_region(scenario.region), scenario
    if "regions" in names[:-1]:
        region = region_of(names[names.index("regions") + 1])
        pairs = parse_qsl(parts.query)
        if KEY in dict(pairs):
            raise InputError(
                _("Ce lien est celui d’un territoire : ses tonnes ne se comparent pas à celles de la région.")
            )
        scenario = read_pairs(region, [pair for pair in pairs if pair[0][:2] in ("c-", "t-")]).scenario
        return region, settle(Scenario(region.code, scenario.edition, scenario.changes, dict(pairs).get("nom", "")))
    raise InputError(_("Ce lien n’est ni d’ici ni du simulateur officiel. Copiez l’adresse entière d’un scénario."))
