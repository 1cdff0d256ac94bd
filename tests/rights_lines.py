"""The table of rights, by hand: each address of the site, and who may do what there. What tests hold the code to."""

from __future__ import annotations

from copilote.cop.models import Stage

OPEN = tuple(stage for stage in Stage if stage != Stage.CLOSED)
SHARING = (Stage.SHARING, Stage.ROADMAP, Stage.FOLLOW_UP)
LEADS, SPEAKS = ("animator",), ("speaker",)
MAY = {
    "cop.set_calendar": (LEADS, tuple(Stage)),
    "sharing.choose_key": (LEADS, SHARING),
    "sharing.undo_key": (LEADS, SHARING),
    "sharing.propose": (SPEAKS, SHARING),
    "sharing.draw_perimeter": (LEADS, OPEN),
    "sharing.remove_perimeter": (LEADS, OPEN),
    "sharing.restore_perimeter": (LEADS, OPEN),
    "sharing.stop_sheets": (LEADS, OPEN),
}
"""Action in a COP: who may, of the roles of the fixtures, in which stages."""
REGION = "regions/<slug:slug>"
PLACE = "territoires/<str:level>/<str:code>"
API = (
    "",
    "regions",
    "regions/<region>",
    "regions/<region>/allocation",
    "regions/<region>/decisions",
    "regions/<region>/explain",
    "regions/<region>/levers",
    "regions/<region>/levers/<lever>",
    "regions/<region>/observations",
    "regions/<region>/panorama",
    "regions/<region>/projects",
    "france/allocation",
    "territories",
    "territories/shares",
    "territories/<code>",
    "territories/<code>/shares",
    "levers",
    "indicators",
    "conversions",
    "scenarios/evaluate",
)
LINES = {
    f"{REGION}/cop/calendrier": "cop.set_calendar",
    f"{REGION}/repartition/choisir": "sharing.choose_key",
    f"{REGION}/repartition/annuler": "sharing.undo_key",
    f"{PLACE}/propositions/<str:lever>": "sharing.propose",
    f"{REGION}/perimetres/enregistrer": "sharing.draw_perimeter",
    f"{REGION}/perimetres/retirer": "sharing.remove_perimeter",
    f"{REGION}/perimetres/remettre": "sharing.restore_perimeter",
    f"{REGION}/fiches": "sharing.prepare_sheets",
    f"{REGION}/fiches/arreter": "sharing.stop_sheets",
    f"{REGION}/scenarios": "simulator.open_scenario",
    "salle/<str:code>": "simulator.turn_slides",
    "connexion": "cop.sign_in",
    "deconnexion": "cop.sign_out",
    "mot-de-passe/<str:code>/<str:token>": "cop.choose_password",
    "mon-espace": "cop.see_space",
    "^api(?:/(?P<rest>.*))?$": "site.compute",
    **{f"api/v1/{route}": "site.compute" for route in API},
}
"""Address: the action that its view is marked with."""
READS = {
    *("healthz", "favicon.ico", "robots.txt", ".well-known/security.txt"),
    *("api/v1", "api/v1/docs", "api/v1/openapi.json"),
    *("", "recherche", "recherche/suggestions.json", "s/<str:code>", "salle/<str:code>/pas.json"),
    *("methode", "sources", "glossaire", "accessibilite", "vie-privee"),
    "sources/<slug:domain>/<slug:edition>/<path:name>",
    "sources/<slug:domain>/<slug:edition>/<path:name>.<str:ending>",
    *("territoire/<str:slug>", "territoire/<str:slug>/", "territoire/<str:slug>/<path:rest>"),
    *("perimetre", "perimetre.<data:ending>"),
    *("france", "france.<data:ending>", "france/territoires", "france/territoires.<data:ending>"),
    "france/graphique-<slug:name>.<image:ending>",
    *("france/indicateurs/<str:number>", "france/indicateurs/<str:number>.<data:ending>"),
    "france/indicateurs/<str:number>/graphique-<slug:name>.<image:ending>",
    *(PLACE, f"{PLACE}.<data:ending>", f"{PLACE}/fiche.pdf", f"{PLACE}/propositions"),
    *(f"embed/{REGION}/panorama", f"embed/{REGION}/leviers/<str:lever>", f"embed/{REGION}/observe/<str:number>"),
    f"{REGION}/cop",
    *(REGION, f"{REGION}.<data:ending>", f"{REGION}/graphique-<slug:name>.<image:ending>"),
    *(f"{REGION}/dossier.pdf", f"{REGION}/integrer", f"{REGION}/effacer", f"{REGION}/annuler", f"{REGION}/partager"),
    *(f"{REGION}/fiches.json", f"{REGION}/fiches/<str:level>.zip", f"{REGION}/scenario.json"),
    f"{REGION}/departements/<str:code>/reunion",
    f"{REGION}/departements/<str:code>/diaporama.<slides:ending>",
    *(f"{REGION}/repartition", f"{REGION}/propositions", f"{REGION}/perimetres", f"{REGION}/regle-epci"),
    *(f"{REGION}/decisions", f"{REGION}/decisions.<data:ending>"),
    *(f"{REGION}/territoires", f"{REGION}/territoires.<data:ending>"),
    f"{REGION}/territoires/graphique-carte.<image:ending>",
    f"{REGION}/contours/<slug:level>.json",
    *(f"{REGION}/leviers/<str:lever>", f"{REGION}/leviers/<str:lever>.<data:ending>"),
    f"{REGION}/leviers/<str:lever>/graphique-<slug:name>.<image:ending>",
    *(f"{REGION}/observe", f"{REGION}/observe.<data:ending>"),
    *(f"{REGION}/observe/<str:number>", f"{REGION}/observe/<str:number>.<data:ending>"),
    f"{REGION}/observe/<str:number>/graphique-<slug:name>.<image:ending>",
    *(f"{REGION}/panoramas", f"{REGION}/panoramas.<data:ending>"),
    *(f"{REGION}/panoramas/<slug:axis>", f"{REGION}/panoramas/<slug:axis>.<data:ending>"),
    *(f"{REGION}/simulateur", f"{REGION}/simulateur/resultat.pdf", f"{REGION}/simulateur/resultat.pptx"),
    *(f"{REGION}/simulateur/<slug:step>", f"{REGION}/simulateur/<slug:step>.<data:ending>"),
    f"{REGION}/simulateur/<slug:step>/graphique-<slug:name>.<image:ending>",
    *(f"{REGION}/comparer", f"{REGION}/comparer.<data:ending>"),
    f"{REGION}/comparer/graphique-<slug:name>.<image:ending>",
}
"""Addresses that only read, and are open to all."""
SAMPLES = {
    **{"slug": "centre-val-de-loire", "region": "24", "level": "epci", "code": "200030385", "lever": "augm_voitelec"},
    **{
        "data": "csv",
        "image": "svg",
        "slides": "pdf",
        "ending": "csv",
        "number": "826",
        "axis": "biodiversite",
        "step": "resultat",
        "name": "parts",
        "token": "x",
    },
    **{"domain": "simulator", "edition": "2024", "rest": "x"},
}
"""A value for each part of an address, by its kind or its name."""
