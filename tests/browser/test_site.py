"""Every page of the site, for everyone: no known barrier, no sideways scroll, on paper, with or without scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter

import pytest
from django.urls import URLPattern, URLResolver, reverse
from playwright.sync_api import Page

from copilote.adaptation.urls import urlpatterns as adaptation_urls
from copilote.cop.urls import urlpatterns as cop_urls
from copilote.diagnostic.live_urls import urlpatterns as diagnostic_urls
from copilote.privacy.urls import urlpatterns as privacy_urls
from copilote.reference.simulator import load_levers, load_territories
from copilote.sharing.urls import urlpatterns as sharing_urls
from support_axe import troubles_of
from support_browser import Visitor, weigh
from support_routes import in_groups

REGIONS = ("centre-val-de-loire", "la-reunion", "region-exemple")
STEPS = ("objectifs", "ordres-de-grandeur", "bilan", "ambition", "resultat")
# What the parts of an address may hold. A page with another part fails `test_every_page_is_visited`.
SAMPLES: dict[str, tuple[str, ...]] = {
    "slug": REGIONS,
    "step": STEPS,
    "axis": ("biodiversite",),
    "domain": ("simulator",),
    "edition": ("2023",),
    "name": ("territories",),
    "number": ("826",),
}
NATIONAL = ("national",)
# Downloads, images, redirections: not pages; each has its own tests.
NOT_PAGES = (
    "suggest",
    "room_steps",
    "remote",
    "simulator_start",
    "resource_start",
    "_data",
    "_chart",
    "dossier_pdf",
    "result_pdf",
    "panoramas_sheet",
    "result_slides",
    "undo",
    "scenario-file",
    "source_file",
    "short",
    "official",
)
SCENARIO = "c-augm_voitelec=50&t-augm_voitelec=900&t-reduc_rgaz=100&nom=Essai"
WANTED = "c-hedges=0.5&t-organic_farming=12&t-withdrawals=1200000000&nom=Essai"
STATES = [
    "/recherche?q=blois&tous=1",
    "/recherche?q=haies",
    "/recherche?q=zzzz",
    "/regions/atlantide",
    "/regions/centre-val-de-loire?par=secteur",
    "/regions/centre-val-de-loire?salle=1",
    "/regions/centre-val-de-loire/simulateur/ambition?pour=epci-200030385",
    f"/regions/centre-val-de-loire/simulateur/ambition?{SCENARIO}",
    f"/regions/centre-val-de-loire/simulateur/resultat?{SCENARIO}",
    f"/en/regions/centre-val-de-loire/conflits-d-usage?{SCENARIO}",
    f"/regions/centre-val-de-loire/simulateur/resultat?{SCENARIO}&salle=1",
    f"/regions/centre-val-de-loire/partager?{SCENARIO}&salle=1",
    f"/regions/centre-val-de-loire/effacer?{SCENARIO}",
    f"/regions/centre-val-de-loire/simulateur-ressources/resultat?{WANTED}",
    f"/en/regions/centre-val-de-loire/simulateur-ressources/territoires?{WANTED}",
    f"/regions/centre-val-de-loire/simulateur-ressources/territoires?{WANTED}&niveau=epci",
    f"/regions/centre-val-de-loire/simulateur-ressources/effacer?{WANTED}",
    "/regions/centre-val-de-loire/simulateur-ressources/comparer?s=%2Fregions%2Fcentre-val-de-loire%2Fsimulateur-ressources%2Fx%3Ft-hedges%3D2",
    f"/regions/centre-val-de-loire/simulateur-ressources/partager?{WANTED}",
    "/regions/centre-val-de-loire/simulateur-ressources/ambition?ts-hedges=beaucoup",
    "/regions/centre-val-de-loire/simulateur/ambition?t-augm_voitelec=beaucoup",
    "/regions/centre-val-de-loire/comparer?s=pas-un-scenario",
    "/regions/pays-de-la-loire/simulateur/ambition",
    "/en/",
    "/en/regions/centre-val-de-loire",
]
NOT_FOUND = ("/regions/atlantide",)
CVL = "/regions/centre-val-de-loire"
BLOIS = "/territoires/epci/200030385"
# The pages of the sharing and of the accounts, by name: each has tests of its own for what it says.
SHARED: dict[str, tuple[str, ...]] = {
    "territories": (
        f"{CVL}/territoires",
        f"{CVL}/territoires?levier=augm_voitelec&niveau=crte&mesure=habitant",
        "/regions/la-reunion/territoires",
    ),
    "territory": (
        BLOIS,
        "/territoires/departement/41",
        "/territoires/crte/crte-24-41-3",
        "/territoires/commune/41018",
        "/territoires/commune/97608",
        "/en/territoires/epci/200030385",
    ),
    "climate": (
        f"{BLOIS}/climat",
        "/territoires/commune/41018/climat",
        "/territoires/crte/crte-24-41-3/climat",
        "/territoires/commune/97105/climat",
        "/en/territoires/commune/05023/climat",
    ),
    "region_climate": (f"{CVL}/climat", "/regions/la-reunion/climat"),
    "region_climate_maps": (
        f"{CVL}/climat/cartes",
        f"{CVL}/climat/cartes?niveau=commune&indice=pluie_ete&qui=forets",
        f"/en{CVL}/climat/cartes?niveau=departement",
    ),
    "issues": (f"{CVL}/enjeux", "/en/regions/bretagne/enjeux"),
    "region_disasters": (f"{CVL}/climat/catastrophes", "/regions/la-reunion/climat/catastrophes?niveau=commune"),
    "france_shares": ("/france/territoires",),
    "cop": (f"{CVL}/cop", "/en/regions/bretagne/cop"),
    "journal": (f"{CVL}/decisions", f"/en{CVL}/decisions?quoi=cle"),
    "keys": (f"{CVL}/repartition", f"{CVL}/repartition?levier=reduc_rfioul&niveau=departement"),
    "proposals": (f"{BLOIS}/propositions",),
    "region_proposals": (f"{CVL}/propositions",),
    "perimeter": ("/perimetre", "/perimetre?t=41018&t=200030385&t=99999"),
    "perimeters": (f"{CVL}/perimetres",),
    "epci_rule": (f"{CVL}/regle-epci", f"{CVL}/regle-epci?epci=200030385&e-residentiel=100&o-residentiel=60"),
    "sheets": (f"{CVL}/fiches",),
    "diagnostic": (f"{CVL}/diagnostic", f"/en{CVL}/diagnostic", "/regions/bretagne/diagnostic"),
    "diagnostic_coverage": (f"{CVL}/diagnostic/couverture", f"/en{CVL}/diagnostic/couverture"),
    "diagnostic_largest": (f"{CVL}/diagnostic/plus-grandes-actions",),
    "diagnostic_lever": (f"{CVL}/diagnostic/leviers/vehicules-electriques",),
    "diagnostic_territory": (
        f"{CVL}/diagnostic/territoires/epci/200030385",
        f"{CVL}/diagnostic/territoires/departement/41",
    ),
    "privacy_register": ("/vie-privee/registre", "/en/vie-privee/registre"),
    "login": ("/connexion",),
    "join_by_code": ("/rejoindre", "/en/rejoindre"),
    "password_login": ("/connexion/mot-de-passe",),
    "account_reset_password": ("/mot-de-passe/oublie", "/en/mot-de-passe/oublie"),
    "account_reset_password_done": ("/mot-de-passe/envoye",),
    "meeting": (f"{CVL}/departements/41/reunion", f"{CVL}/departements/41/reunion?salle=4"),
}
# For members only, or files: tested by role and by content elsewhere.
OTHER_SHARED = (
    "cop_calendar",
    "keys_choose",
    "proposal",
    "perimeter_save",
    "perimeter_remove",
    "perimeter_restore",
    "logout",
    "space",
    *("first_run", "security", "answer_send", "answer_validate"),
    *("people", "person", "invitations", "invite", "invitation", "join", "choose_hat", "leave"),
    *("invitation_list", "invitation_list_seen", "invitations_template", "invitation_resend", "invitation_revoke"),
    *("meeting_codes", "meeting_code", "organisations", "organisation", "organisation_add", "organisation_edit"),
    *("organisation_list", "organisation_list_seen", "organisations_template", "organisation_merge", "respondents"),
    *("open_cop", "cop_meetings", "cop_agenda", "cop_follow", "cop_remind", "cop_review"),
    *("messages", "messages_printed", "messages_again", "message_texts", "message_text", "message"),
    *("wishes", "stop", "own_data_zip", "erase_own"),
    *(
        "account_security",
        "second_factor",
        "close_sessions",
        "proconnect",
        "proconnect_back",
        "account_login",
        "account_signup",
    ),
    *("account_request_login_code", "account_confirm_login_code", "account_reset_password_from_key"),
    *("account_change_password", "account_set_password", "account_reauthenticate"),
    *("account_request_reauthentication_code", "account_confirm_reauthentication_code"),
    *("mfa_index", "mfa_list_webauthn", "mfa_login_webauthn", "mfa_authenticate", "mfa_activate_totp"),
    *("mfa_deactivate_totp", "mfa_add_webauthn", "mfa_remove_webauthn", "mfa_view_recovery_codes"),
    *("mfa_generate_recovery_codes", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
    "issue_write",
    *("priorities", "priorities_region", "priorities_obstacles", "priorities_sheet", "priority", "priority_add"),
    *("priority_edit", "priority_list", "priority_list_seen", "priority_list_progress", "priority_validate"),
    *(
        "priority_withdraw",
        "priority_remark",
        "region_climate_maps_pdf",
        "region_disasters_pdf",
        "region_climate_plate",
    ),
    "deck",
    "diagnostic_document",
    "diagnostic_territory_document",
    "sheets_progress",
    "sheets_stop",
    "sheets_zip",
    "territory_sheet",
    "contours",
)


def walk(found: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    """Addresses, those of the apps that others include too."""
    for one in found:
        yield from walk(one.url_patterns) if isinstance(one, URLResolver) else [one]


def patterns() -> dict[str, URLPattern]:
    """The named addresses of the public site that are pages."""
    from copilote.simulator.urls import urlpatterns

    return {one.name: one for one in walk(urlpatterns) if one.name and not one.name.endswith(NOT_PAGES)}


def addresses(name: str, pattern: URLPattern) -> list[str]:
    """The addresses of a pattern, for each of the regions tried; its first lever stands for the others."""
    found: list[dict[str, str]] = [{}]
    for part in pattern.pattern.converters:
        if part == "lever":
            found = [one | {part: _first_lever(one["slug"])} for one in found]
        else:
            values = ("fr-059",) if name in NATIONAL else SAMPLES[part]
            found = [one | {part: value} for one in found for value in values]
    without_series = "number" in pattern.pattern.converters and name not in NATIONAL
    return [reverse(name, kwargs=one) for one in found if not (without_series and one["slug"] == "region-exemple")]


def _first_lever(slug: str) -> str:

    region = next(one for one in load_territories() if one.slug == slug)
    return load_levers(region.code)[0].slug


def all_pages() -> list[str]:
    return [address for name, pattern in patterns().items() for address in addresses(name, pattern)]


def some_pages() -> list[str]:
    """One region: for the tests that run each time."""
    return [address for address in all_pages() if not any(slug in address for slug in REGIONS[1:])]


MAIN = ("/", f"{CVL}/simulateur/ambition", "/recherche?q=blois&tous=1")
NAMED = [*all_pages(), *(one for each in SHARED.values() for one in each)]
EACH = dict.fromkeys((*NAMED, *STATES))
ALIKE = {one for one in NAMED if one.startswith(("/regions/", "/en/")) and not one.startswith(CVL)}
"""The pages of another region or in English: the same as one of Centre-Val de Loire, with other figures and words."""


def open_page(page: Page, address: str) -> None:
    answer = page.goto(address)
    assert answer is not None
    expected = 404 if address in NOT_FOUND else 400 if answer.status == 400 and "?" in address else 200
    assert answer.status == expected, f"{address}: {answer.status}"


def test_every_page_is_visited() -> None:
    """Each address of the site has samples for its parts, so that the tests below see it."""
    for name, pattern in patterns().items():
        known = {"lever", *SAMPLES}
        assert set(pattern.pattern.converters) <= known, f"add samples for {name}: {pattern.pattern}"
    assert len(all_pages()) > 30
    shared = {
        one.name
        for one in walk((*adaptation_urls, *cop_urls, *diagnostic_urls, *privacy_urls, *sharing_urls))
        if not str(one.name).endswith(NOT_PAGES)
    }
    assert shared == {*SHARED, *OTHER_SHARED}


def check(visitor: Visitor, subtests: pytest.Subtests, addresses: Iterable[str]) -> None:
    """Nothing of each page hinders, and nothing is told but the refusal that it is. They are opened in one window."""
    page = visitor.page()
    for address in addresses:
        with subtests.test(address=address):
            open_page(page, address)
            troubles = troubles_of(page, dark=address not in ALIKE)
            said = visitor.troubles.copy()
            visitor.troubles.clear()
            if address in NOT_FOUND:
                said = [one for one in said if "404" not in one]
            if "?" in address:  # a form sent back with what is wrong in it
                said = [one for one in said if "400 (Bad Request)" not in one]
            assert troubles + said == []


def test_a_page_has_no_known_barrier(visitor: Visitor, subtests: pytest.Subtests) -> None:
    check(visitor, subtests, MAIN)


@pytest.mark.slow
@pytest.mark.parametrize("addresses", in_groups((one for one in EACH if one not in MAIN), 16), ids=itemgetter(0))
def test_no_page_has_a_known_barrier(visitor: Visitor, subtests: pytest.Subtests, addresses: list[str]) -> None:
    check(visitor, subtests, addresses)


@pytest.mark.parametrize(
    "address", ["/", "/regions/centre-val-de-loire/simulateur/objectifs", BLOIS, f"{CVL}/territoires"]
)
def test_a_first_visit_weighs_less_than_60_kilobytes_and_the_next_page_25(visitor: Visitor, address: str) -> None:
    page = visitor.page()
    first = weigh(page, address)
    assert sum(first.values()) < 60_000, first
    following = weigh(page, "/regions/centre-val-de-loire/simulateur/ambition")
    assert sum(following.values()) < 25_000, following


def test_the_neutral_theme_fetches_no_font_of_the_state(page: Page, site: str) -> None:
    fetched = weigh(page, "/regions/centre-val-de-loire")
    fonts = [url for url in fetched if url.endswith((".woff", ".woff2"))]
    assert len(fonts) == 1
    assert "copilote-sans" in fonts[0]
    assert all(url.startswith(site) for url in fetched)
