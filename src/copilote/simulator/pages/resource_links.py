"""What is done with a scenario of nature and resources: shared by a link or a QR code, erased after a question."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from copilote.simulator.pages.erase import ErasePage
from copilote.simulator.pages.resource_result import result_title
from copilote.simulator.pages.resource_steps import SHARE, link_to, resource_short, trail
from copilote.simulator.pages.scenarios import SharePage
from copilote.simulator.resource_state import ResourceState
from copilote.ui.qr import qr_code
from copilote.words import _, ngettext
from copilote.words.typography import tied


def share_page(state: ResourceState, origin: str) -> SharePage:
    """The page model of sharing; `origin` is the site's own ("https://host")."""
    region = state.region
    result = link_to(region, "resultat", state.query)
    short = origin + resource_short(state)
    sentence = result_title(state)
    subject = tied(_("%(region)s : un scénario pour la nature et les ressources", region=region.name))
    return SharePage(
        title=_("Partagez ce scénario par un lien ou un QR code"),
        summary=sentence + ".",
        kept=tied(_("Le scénario est dans le lien : rien n’est enregistré ici.")),
        region=region,
        section="resources",
        trail=trail(state, _("Partager")),
        sentence=sentence,
        link=origin + result,
        short=short,
        qr=qr_code(short),
        mail=f"mailto:?subject={quote(subject)}&body={quote(f'{sentence}.{chr(10)}{origin + result}{chr(10)}')}",
        official="",
        official_reason="",
        back=result,
        download="",
        keep="",
        room=link_to(region, SHARE, f"{state.query}&salle=1" if state.query else "salle=1"),
    )


def erase_page(state: ResourceState) -> ErasePage:
    """The page model of the question before all is erased."""
    changes = state.scenario.changes.values()
    done = sum(change.done is not None for change in changes)
    aims = sum(change.ambition is not None for change in changes)
    count = done + aims
    title = (
        ngettext("Effacer la valeur saisie ?", "Effacer les %(count)s valeurs saisies ?", count, count=count)
        if count
        else _("Il n’y a rien à effacer")
    )
    lost = []
    if done:
        lost.append(ngettext("%(n)s valeur faite ou en cours", "%(n)s valeurs faites ou en cours", done, n=done))
    if aims:
        lost.append(ngettext("%(n)s ambition", "%(n)s ambitions", aims, n=aims))
    back = urlencode([("annuler", state.code)]) if count else ""
    return ErasePage(
        title=title.replace(" ?", "\u00a0?"),
        region=state.region,
        section="resources",
        trail=trail(state, _("Effacer")),
        lost=tuple(lost),
        erase=link_to(state.region, "ambition", back),
        targets_only="",
        keep=link_to(state.region, "ambition", state.query),
    )
