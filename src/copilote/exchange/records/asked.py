"""What may be sent: the keys of a batch of conversions, of a scenario file, of a perimeter."""

from __future__ import annotations

from typing import Annotated, NotRequired

from copilote.exchange.numbers import LARGEST
from copilote.exchange.records.model import About, TypedDict

FORMAT, RESOURCE_FORMAT = "copilote-scenario", "copilote-scenario-resources"
MOST_CODES, LONGEST_CODE = 2000, 200
Code = Annotated[str, About(examples=["24"])]
Kt = Annotated[float | None, About(minimum=0, maximum=LARGEST)]


class ConversionAsked(TypedDict):
    """Une conversion à faire : `kt` ou `physical`, l’un des deux."""

    region: Annotated[str | int, About(examples=["24"])]
    lever: Annotated[str, About(examples=["augm_voitelec"])]
    kt: NotRequired[Kt]
    physical: NotRequired[Annotated[float | None, About(minimum=-LARGEST, maximum=LARGEST)]]
    completed_kt: NotRequired[Kt]


class ScenarioChange(TypedDict, total=False):
    """Ce qu’un scénario change à un levier. `new_target_kt` ou `new_physical`, l’un des deux."""

    completed_kt: Annotated[float, About("ktCO2e faites ou en cours.", minimum=0, maximum=LARGEST)]
    new_target_kt: Annotated[float, About("Nouvel objectif en ktCO2e, en plus du fait.", minimum=0, maximum=LARGEST)]
    new_physical: Annotated[
        float, About("Le même, en grandeur atteinte en 2030, fait compris.", minimum=0, maximum=LARGEST)
    ]


class ScenarioFile(TypedDict):
    """Un fichier de scénario Copilote."""

    format: Annotated[str, About("Toujours « copilote-scenario ».", const=FORMAT, examples=[FORMAT])]
    region: Code
    edition: NotRequired[Annotated[str, About("Édition des chiffres ; la dernière par défaut.")]]
    name: NotRequired[str]
    levers: NotRequired[dict[str, ScenarioChange]]
    unread: NotRequired[Annotated[list[tuple[str, str]], About("Ce qu’un lien portait d’incompris, gardé.")]]


class ResourceScenarioChange(TypedDict, total=False):
    """Ce qu’un scénario change à un levier de nature et de ressources, dans l’unité de ce levier."""

    done: Annotated[float, About("Fait ou en cours depuis la dernière valeur.", minimum=0, maximum=LARGEST)]
    ambition: Annotated[float, About("Valeur voulue en 2030.", minimum=0, maximum=LARGEST)]


class ResourceScenarioFile(TypedDict):
    """Un fichier de scénario Copilote pour la nature et les ressources."""

    format: Annotated[
        str, About("Toujours « copilote-scenario-resources ».", const=RESOURCE_FORMAT, examples=[RESOURCE_FORMAT])
    ]
    region: Code
    edition: NotRequired[Annotated[str, About("Édition des chiffres ; la dernière par défaut.")]]
    name: NotRequired[str]
    levers: NotRequired[dict[str, ResourceScenarioChange]]


Codes = Annotated[
    list[Annotated[str, About(maxLength=LONGEST_CODE)]],
    About("2 000 codes au plus ; chaque commune compte une fois.", minItems=1, maxItems=MOST_CODES),
]


class PerimeterAsked(TypedDict):
    """Un périmètre : des communes, EPCI, départements ou CRTE, ensemble."""

    name: NotRequired[Annotated[str | None, About("Son nom ; ce qui passe 200 caractères n’est pas gardé.")]]
    codes: Codes
