"""Addresses of the public site. The address says where one is; scenarios are in its query (c-…, t-…)."""

from __future__ import annotations

from django.urls import include, path

from copilote.simulator.views import home, observed, regions, resource_steps, room, scenarios, steps, trust, uses

urlpatterns = [
    path("", include("copilote.simulator.urls_out")),
    path("", home.home, name="home"),
    path("recherche", home.search, name="search"),
    path("recherche/suggestions.json", home.suggest, name="suggest"),
    path("france", regions.france, name="france"),
    path("france/indicateurs/<str:number>", observed.national, name="national"),
    path("regions/<slug:slug>", regions.region, name="region"),
    path("regions/<slug:slug>/leviers/<str:lever>", regions.lever, name="lever"),
    path("regions/<slug:slug>/simulateur", steps.first, name="simulator_start"),
    path("regions/<slug:slug>/simulateur/<slug:step>", steps.step, name="step"),
    path("regions/<slug:slug>/simulateur-ressources", resource_steps.first, name="resource_start"),
    path("regions/<slug:slug>/simulateur-ressources/<slug:step>", resource_steps.step, name="resource_step"),
    path("regions/<slug:slug>/observe", observed.observed, name="observed"),
    path("regions/<slug:slug>/observe/<str:number>", observed.indicator, name="indicator"),
    path("regions/<slug:slug>/panorama-ressources", regions.resources, name="resources"),
    path("regions/<slug:slug>/panoramas", regions.panoramas, name="panoramas"),
    path("regions/<slug:slug>/panoramas/<slug:axis>", regions.panorama, name="panorama"),
    path("regions/<slug:slug>/conflits-d-usage", uses.page, name="uses"),
    path("regions/<slug:slug>/effacer", steps.erase, name="erase"),
    path("regions/<slug:slug>/annuler", steps.undo, name="undo"),
    path("regions/<slug:slug>/partager", scenarios.share, name="share"),
    path("regions/<slug:slug>/scenarios", scenarios.scenarios, name="scenarios"),
    path("regions/<slug:slug>/scenario.json", scenarios.scenario_file, name="scenario-file"),
    path("regions/<slug:slug>/comparer", scenarios.compare, name="compare"),
    path("s/<str:code>", scenarios.short, name="short"),
    path("salle/<str:code>/pas.json", room.steps, name="room_steps"),
    path("salle/<str:code>", room.remote, name="remote"),
    path("territoire/<str:slug>", steps.official, name="official"),
    path("territoire/<str:slug>/<path:rest>", steps.official),
    path("territoire/<str:slug>/", steps.official),
    path("methode", trust.method, name="method"),
    path("sources", trust.sources, name="sources"),
    path("sources/<slug:domain>/<slug:edition>/<path:name>.<str:ending>", trust.source_file, name="source_file"),
    path("sources/<slug:domain>/<slug:edition>/<path:name>", trust.source_table, name="source_table"),
    path("glossaire", trust.glossary, name="glossary"),
    path("accessibilite", trust.accessibility, name="accessibility"),
    path("vie-privee", trust.privacy, name="privacy"),
]
