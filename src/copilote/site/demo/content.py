"""What the demonstration tells: real organisations of Centre-Val de Loire, people and answers that nobody ever gave."""

from __future__ import annotations

from datetime import date, timedelta

from copilote.cop.models import InvitationState, OrganisationKind, Stage

REGION = "24"
NAME = "COP Centre-Val de Loire"
STATE, COUNCIL = "Préfecture de région Centre-Val de Loire (SGAR)", "Conseil régional Centre-Val de Loire"
DAYS = {
    Stage.DIAGNOSTIC: (-210, -121),
    Stage.DEBATE: (-120, -31),
    Stage.SHARING: (-30, 60),
    Stage.ROADMAP: (61, 150),
    Stage.FOLLOW_UP: (151, 515),
}
"""When each stage is open, in days from the one on which the demonstration is made."""
OTHERS = (
    ("385290309", "ADEME, direction régionale Centre-Val de Loire", OrganisationKind.OPERATOR),
    ("184503019", "Agence de l’eau Loire-Bretagne", OrganisationKind.OPERATOR),
    ("130025927", "Office français de la biodiversité, direction régionale", OrganisationKind.OPERATOR),
    ("180020026", "Banque des territoires, direction régionale", OrganisationKind.OPERATOR),
    ("234500023", "Région Centre-Val de Loire", OrganisationKind.REGION),
)
"""Organisations that no territory names: SIREN, name, nature."""
ADMINISTRATOR = ("marc.nolin@exemple.fr", "Marc Nolin (fictif)")
LEADERS = (
    ("claire.aubry@exemple.fr", "Claire Aubry (fictive)"),
    ("paul.renard@exemple.fr", "Paul Renard (fictif)"),
)
RELAYS = (
    ("ines.marchal@exemple.fr", "Inès Marchal (fictive)", "18"),
    ("luc.berthier@exemple.fr", "Luc Berthier (fictif)", "28"),
    ("anne.delmas@exemple.fr", "Anne Delmas (fictive)", "36"),
    ("eric.savary@exemple.fr", "Éric Savary (fictif)", "37"),
    ("sonia.guyot@exemple.fr", "Sonia Guyot (fictive)", "41"),
    ("hugo.lefort@exemple.fr", "Hugo Lefort (fictif)", "45"),
)
"""The State's services that follow each département: a sub-prefect, the DDT."""
READER = ("rose.vidal@exemple.fr", "Rose Vidal (fictive)")
SPEAKERS = (
    ("nadia.perrin@exemple.fr", "Nadia Perrin (fictive)", "yves.colin@exemple.fr", "Yves Colin (fictif)", "244500468"),
    ("lea.joubert@exemple.fr", "Léa Joubert (fictive)", "", "", "200030385"),
    ("tom.garnier@exemple.fr", "Tom Garnier (fictif)", "mona.pages@exemple.fr", "Mona Pagès (fictive)", "243700754"),
    ("sara.lamy@exemple.fr", "Sara Lamy (fictive)", "", "", "241800507"),
    ("remi.blin@exemple.fr", "Rémi Blin (fictif)", "jade.roy@exemple.fr", "Jade Roy (fictive)", "200033181"),
    ("elsa.noel@exemple.fr", "Elsa Noël (fictive)", "", "", "243600327"),
)
"""Who writes, and who signs ("" for nobody yet), for the EPCI of a code."""
REASONS = {
    "augm_voitelec": "Deux parcs de bornes sont financés, et la flotte de la collectivité change.",
    "reduc_rfioul": "Le guichet de la rénovation accompagne ces logements d’abord.",
    "augm_haies": "Les agriculteurs du territoire ont un plan de replantation.",
    "augm_covoit": "Trois lignes de covoiturage sont ouvertes avec les entreprises.",
}
"""The levers that territories answer on, and why."""
FACTORS = (0.8, 1.1, 0.55, 1.3, 0.95, 0.7)
"""What each proposes, in parts of what the key gives it."""
DONE = 0.2
"""What is done or under way, in the same parts."""
CHOICES = (
    ("augm_voitelec", (("defaut", 2.0), ("jobs", 1.0)), "Les emplois comptent aussi dans les trajets (fictif)."),
    ("augm_covoit", (("population", 1.0),), "La règle la plus simple à dire, pour commencer (fictif)."),
)
"""Keys that the COP chose: lever, keys with their weight, reason."""
SENT = timedelta(days=12)
STATES = (
    InvitationState.TO_SEND,
    InvitationState.SENT,
    InvitationState.OPENED,
    InvitationState.EXPIRED,
    InvitationState.REVOKED,
)
"""Where invitations of the other EPCI stand, in turn."""
MEETINGS = (
    ("Conférence des territoires", -45, "14:00", "Orléans, hôtel de région", ""),
    ("Atelier du partage : départements et intercommunalités", 9, "09:30", "", "https://visio.exemple.fr/partage"),
    ("Plénière de la COP", 55, "10:00", "Blois, la Halle aux grains", ""),
)
"""Title, day from today, hour, place, link."""
DOCUMENTS = (
    ("Compte rendu de la conférence des territoires (fictif)", -40, "https://exemple.fr/compte-rendu.pdf", 0),
    ("Lettre de lancement de la COP (fictive)", -205, "https://exemple.fr/lettre.pdf", None),
)
"""Title, day from today, address, rank of its meeting."""
ACTIONS = (
    ("Bornes de recharge sur les parkings publics", "augm_voitelec", "under_way", 0.15),
    ("Remplacement des chaudières au fioul par un guichet unique", "reduc_rfioul", "under_way", 0.2),
    ("Plantation de haies avec les agriculteurs", "augm_haies", "decided", 0.25),
    ("Lignes de covoiturage vers les zones d’emploi", "augm_covoit", "done", 0.1),
    ("Renouvellement de la flotte de véhicules de la collectivité", "augm_voitelec", "done", 0.02),
    ("Rénovation énergétique des logements", "reduc_rconso", "decided", 0.3),
    ("Aires de covoiturage et places réservées", "augm_covoit", "idea", None),
    ("Aide aux ménages pour quitter le fioul", "reduc_rfioul", "decided", None),
    ("Autopartage électrique dans les bourgs", "augm_voitelec", "stopped", 0.03),
)
"""Actions that nobody decided: title, lever, status, part of the indicative share that it makes (None: not said)."""
OBSTACLES = (
    (
        "Le raccordement électrique prend plus d’un an.",
        "regional",
        "Un interlocuteur unique au gestionnaire.",
    ),
    ("Les artisans formés manquent.", "local", "Des sessions de formation dans le territoire."),
    ("Les aides changent chaque année.", "national", "Des règles stables pour trois ans."),
    ("", "", ""),
    ("", "", ""),
)
"""What stands in the way of some of them, where it is lifted, and by what."""
ACTING, EACH = 16, 3
"""Organisations that have actions, and how many each."""
FILLS = ("200030385", "244500468")
"""The EPCI that began their tables."""
TABLE = {
    "augm_voitelec": (0.22, 0.18, 0.13, 0.9),
    "augm_buselec": (0.15, 0.3, 0.2, 1.0),
    "augm_covoit": (None, 0.07, 0.1, None),
    "augm_vélotc": (0.12, 0.08, None, 0.4),
    "reduc_rconso": (0.11, 0.07, 0.2, 0.88),
    "reduc_rfioul": (0.16, None, 0.06, 0.78),
    "reduc_tconso": (0.1, None, 0.15, 0.6),
    "reduc_azote": (0.05, 0.1, None, 0.5),
    "augm_haies": (0.05, 0.12, None, 1.4),
    "reduc_artif": (None, 0.2, None, 0.5),
}
"""What they put there, in parts of their shares: done, under way, planned, proposed (None: empty)."""
SURVEY = "Questions d’exemple : les réponses sont fictives, comme tout ce que cette démonstration fait dire."
QUESTIONS = (
    ("Mieux se déplacer", "Avez-vous un plan vélo voté par votre conseil ?", "yes-no", "", (), ("augm_vélotc",)),
    ("Mieux se déplacer", "Combien de véhicules électriques dans votre flotte ?", "number", "véhicules", (),
     ("augm_voitelec",)),
    ("Mieux se loger", "Qu’est-ce qui freine le plus la rénovation chez vous ?", "choice", "",
     ("Les artisans", "Les aides", "Les copropriétés", "Autre chose"), ()),
    ("", "Que demandez-vous d’abord à la région ?", "text", "", (), ()),
)  # fmt: skip
"""Questions of the survey: theme, words, what answers them, unit, choices, levers."""
SURVEYED = (
    ("oui", "12", "Les artisans", "Un guichet unique pour les communes (réponse fictive)."),
    ("non", "8", "Les aides", "Un ingénieur partagé entre trois intercommunalités (réponse fictive)."),
    ("oui", "21", "Les artisans", ""),
)
"""What the first of SPEAKERS answer to them."""
PRIORITIES = (
    (
        "Rafraîchir les écoles et les crèches",
        {
            "effect": "heat", "level": "1", "holder": "Conseil départemental et communes (fictif)",
            "sensitivity": "Les plus jeunes, dans des bâtiments d’avant 1980.",
            "lever": "Bâtiments, cours plantées, volets",
            "engineering": "Conseil en énergie partagé", "engineering_state": "found",
            "funding": "", "funding_state": "missing", "budget_eur": 4_200_000.0, "ends_on": date(2030, 12, 31),
            "obstacles_national": "Les aides changent chaque année : aucun programme de trois ans ne peut être engagé.",
            "success": "Toutes les salles sous 28 °C pendant les heures de classe.",
        },
        "validated",
    ),
    (
        "Partager l’eau de la nappe de Beauce en été",
        {
            "effect": "drought", "level": "1", "holder": "Chambre d’agriculture et syndicats d’eau (fictif)",
            "lever": "Gestion de l’eau, sols", "engineering": "Agence de l’eau", "engineering_state": "found",
            "funding_state": "found", "ends_on": date(2050, 12, 31),
            "obstacles_regional": "Les données de prélèvement arrivent avec deux ans de retard.",
            "obstacles_national": "Les compteurs communicants ne sont pas finançables par les aides actuelles.",
        },
        "validated",
    ),
    (
        "Repérer les maisons que l’argile menace",
        {
            "effect": "clay", "level": "2", "territories": "Orléans Métropole",
            "obstacles_regional": "Trop peu de bureaux d’études savent instruire ces dossiers.",
        },
        "draft",
    ),
)  # fmt: skip
"""Priorities of adaptation that no département decided: title, what is written, how each stands."""
PRIORITIES_OF = "45"
"""The département of which they are."""
