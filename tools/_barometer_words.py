"""Own short wording of the barometer's commitments, and the two spellings of some worksites."""

from __future__ import annotations

# Spelling of the list of worksites → spelling used by the levers and the indicators.
WORKSITE_SPELLINGS = {
    "Verdir les voitures particulières": "Verdir les véhicules individuels",
    "Redonner à la forêt sa capacité de stockage de carbone": (
        "Renforcer la résilience des écosystèmes forestiers, préserver la biodiversité et les services rendus par les "
        "forêts en contexte de changement climatique"
    ),
}


def _c(
    theme: str,
    summary: str,
    quantity: str = "",
    low: float | None = None,
    high: float | None = None,
    unit: str = "",
    year: int | None = None,
    reference: str = "",
) -> dict[str, object]:
    """One commitment: its headline number lies between `low` and `high` (equal when it is one number)."""
    return {
        "theme": theme,
        "summary": summary,
        "quantity": quantity,
        "low": low,
        "high": high,
        "unit": unit,
        "year": year,
        "reference": reference,
    }


COMMITMENTS = (
    _c(
        "Émissions territoriales",
        "Émissions brutes divisées environ par deux entre 1990 et 2030 ; neutralité carbone en 2050.",
        "émissions brutes hors terres et forêts", -50, -50, "%", 2030, "1990",
    ),
    _c(
        "Empreinte carbone",
        "Empreinte de 462 à 506 MtCO2e en 2030, puis de 160 à 215 en 2050.",
        "empreinte carbone", 462, 506, "MtCO2e", 2030,
    ),
    _c("Souveraineté énergétique", "Électricité et biomasse en quantité suffisante pour décarboner."),
    _c(
        "Adaptation au changement climatique",
        "Préparer le pays à un réchauffement de 4 °C en métropole en 2100 (3 °C dans le monde).",
        "réchauffement en métropole", 4, 4, "°C", 2100,
    ),
    _c(
        "Etat des masses d'eau",
        "Toutes les masses d’eau en bon état en 2027.",
        "masses d’eau en bon état", 100, 100, "%", 2027,
    ),
    _c(
        "Matières premières",
        "Richesse produite par quantité de matières consommées : +30 % entre 2010 et 2030.",
        "productivité matière", 30, 30, "%", 2030, "2010",
    ),
    _c(
        "Quantité de déchets",
        "Mise en décharge réduite de moitié entre 2010 et 2025, et de 70 % d’ici 2050.",
        "déchets mis en décharge", -50, -50, "%", 2025, "2010",
    ),
    _c(
        "Polluants des sols et eau",
        "Produits phytopharmaceutiques : −50 % d’usage et de risques ; azote minéral : −30 %, en 2030.",
        "usage et risques des produits phytopharmaceutiques", -50, -50, "%", 2030, "2011-2013",
    ),
    _c(
        "Polluants atmosphériques",
        "En 2030 : SO2 −77 %, NOx −69 %, COVNM −52 %, NH3 −13 %, PM2,5 −57 %.",
        "dioxyde de soufre", -77, -77, "%", 2030, "2005",
    ),
    _c(
        "Etat général de la biodiversité",
        "Indice des oiseaux communs des milieux agricoles : +10 % en 2030, +20 % en 2040, +30 % en 2050.",
        "oiseaux communs des milieux agricoles", 10, 10, "%", 2030, "2024",
    ),
    _c(
        "Etat des habitats d'intérêt communautaire",
        "Au moins 30 % des habitats d’intérêt communautaire dégradés restaurés entre 2024 et 2030.",
        "habitats dégradés restaurés", 30, 30, "%", 2030,
    ),
)  # fmt: skip
