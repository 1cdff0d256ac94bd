"""The API refuses and describes itself in the reader's language, French by default; its figures have none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from reading import NAMES, french_in

ENGLISH = {"accept-language": "en-GB,en;q=0.9,fr;q=0.5"}
R = "/api/v1/regions"
C = "/api/v1/conversions"
E = "/api/v1/scenarios/evaluate"
T = "/api/v1/territories/shares"
LINK = "https://planification-territoires.ecologie.gouv.fr/territoire"
SCENARIO = {"format": "copilote-scenario", "region": "24"}
REFUSED = [
    f"{R}/bretagn",
    f"{R}/rien",
    f"{R}/24/levers/augm_covoi",
    f"{R}/24/levers/zzz",
    f"{R}/24/levers/v%C3%A9hicules",
    f"{R}/24/panorama?by=them",
    f"{R}/24/panorama?bi=theme",
    f"{R}?x=1",
    f"{R}/24/observations?levr=x",
    f"{R}/24/observations?lever=2026-999",
    f"{R}/24/observations?lever=zzz",
    f"{R}/24/observations?indicator=99999",
    f"{R}/24/observations?lever=augm_voitelec&indicator=826",
    f"{R}/france/observations?indicator=fr-999",
    f"{R}/exemple/observations",
    f"{R}/24/explain",
    f"{R}/24/explain?subject=rien",
    f"{R}/24/explain?subject=99999",
    f"{R}/france/explain?subject=fr-999",
    f"{R}/exemple/projects",
    f"{R}/24/projects?territory=75056",
    f"{R}/24/projects?territory=zzz",
    f"{R}/24/projects?lever=zzz",
    "/api/v1/indicators?scope=europe",
    f"{C}?kt=1",
    f"{C}?region=24&lever=augm_voitelec",
    f"{C}?region=24&lever=augm_voitelec&kt=beaucoup",
    f"{C}?region=24&lever=augm_voitelec&kt=-5",
    f"{C}?region=24&lever=augm_voitelec&kt=1e400",
    f"{C}?region=24&lever=augm_voitelec&kt=1e30",
    f"{C}?region=24&lever=augm_voitelec&kt={'9' * 70}",
    f"{C}?region=24&lever=preserv_prairies&physical=5",
    "/api/v1/territories",
    "/api/v1/territories?q=",
    "/api/v1/territories?q=zzzzzzzz",
    "/api/v1/territories?q=blois&limit=101",
    "/api/v1/territories?q=blois&limit=0",
    "/api/v1/territories?q=blois&limit=x",
    f"/api/v1/territories?q={'x' * 300}",
    "/api/v1/territories/99999",
    "/api/v1/territories/ville:99999",
    f"{E}?link=bonjour",
    f"{E}?link=https://ailleurs.example/territoire/bretagne",
    f"{E}?link={LINK}/atlantide/ambition",
    f"{E}?link=/territoire/bretagne?{'%26'.join(f'a{n}=1' for n in range(300))}",
    f"{E}?link=http://[",
    f"{R}/24/allocation?level=ville",
    f"{R}/24/allocation?level=commune",
    f"{R}/24/allocation?level=epci&key=populaton",
    f"{R}/24/allocation?level=epci&lever=rien",
    f"{R}/france/allocation?level=region",
    f"{R}/06/allocation?level=arrondissement",
    "/api/v1/territories/99999/shares",
    "/api/v1/rien",
    "/api",
    f"/api/v1/territories?q={'x' * 30_000}",
]
SENT: list[tuple[str, Any]] = [
    (C, "{"),
    (C, "null"),
    (C, [1] * 10_001),
    (E, "["),
    (E, "\ud800"),
    (E, "[" * 100_000),
    (E, {"format": "autre"}),
    (E, {"format": "copilote-scenario"}),
    (E, SCENARIO | {"region": "rien"}),
    (E, SCENARIO | {"region": 3}),
    (E, SCENARIO | {"edition": "1789"}),
    (E, SCENARIO | {"levers": []}),
    (E, SCENARIO | {"levres": {}}),
    (E, SCENARIO | {"levers": {"augm_voitele": {}}}),
    (E, SCENARIO | {"levers": {"augm_voitelec": 3}}),
    (E, SCENARIO | {"levers": {"augm_voitelec": {"completed": 3}}}),
    (E, SCENARIO | {"levers": {"augm_voitelec": {"completed_kt": "3"}}}),
    (E, SCENARIO | {"levers": {"augm_voitelec": {"completed_kt": -3}}}),
    (E, SCENARIO | {"levers": {"augm_voitelec": {"new_target_kt": 1, "new_physical": 1}}}),
    (E, SCENARIO | {"unread": 3}),
    (E, '{"format": "copilote-scenario", "format": "copilote-scenario"}'),
    (T, []),
    (T, {}),
    (T, {"codes": [41018]}),
    (T, ["99999"]),
]


def french_of(response: Any) -> list[str]:
    body = json.loads(response.content)
    texts = [body["title"], body["detail"], *(fault["detail"] for fault in body.get("errors", []))]
    return french_in(texts, NAMES | set(body["suggestions"]))  # levers bear their published names


@pytest.mark.parametrize("address", REFUSED, ids=range(len(REFUSED)))
def test_a_refusal_is_in_the_reader_s_language(client: Client, address: str) -> None:
    english, french = client.get(address, headers=ENGLISH), client.get(address)
    assert english.status_code == french.status_code >= 400
    assert french_of(english) == []
    assert english["Content-Language"] == "en"
    assert french["Content-Language"] == "fr"
    assert "Accept-Language" in english["Vary"]
    assert "Accept-Language" in french["Vary"]
    for key in ("type", "status"):
        assert english.json()[key] == french.json()[key]
    ids = [{text.partition(" (")[0] for text in answer.json()["suggestions"]} for answer in (french, english)]
    assert ids[0] <= ids[1]  # a name may look like more of them in English
    assert english.json()["detail"] != french.json()["detail"]


@pytest.mark.parametrize(("address", "body"), SENT, ids=range(len(SENT)))
def test_a_refused_body_is_too(client: Client, address: str, body: Any) -> None:
    sent = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else json.dumps(body)
    english = client.post(address, sent, content_type="application/json", headers=ENGLISH)
    assert english.status_code == 422
    assert french_of(english) == []
