"""Columns that several tables share, each declared once: `TARGET_KT.called(N_("Part (ktCO2e)"))` for another title."""

from __future__ import annotations

from copilote.publish.table import Column, Kind
from copilote.words import N_

LEVER = Column("lever", N_("Levier"))
ID = Column("id", N_("Identifiant"), Kind.CODE)
FILE_ID = Column("id", N_("Identifiant"), Kind.CODE, page=False)
"""The same, in files only."""
THEME = Column("theme", N_("Thème"), page=False)
SECTOR = Column("sector", N_("Secteur"), page=False)
TARGET_KT = Column("target_kt", N_("Objectif 2030 (ktCO2e)"), Kind.KT)
SHARE_KT = TARGET_KT.called(N_("Part (ktCO2e)"))
"""A territory's part of a target."""
SHARE_PERCENT = Column("share_percent", N_("Part (%)"), Kind.PERCENT)
QUANTITY = Column("quantity", N_("Grandeur physique"))
BASELINE_2019 = Column("baseline_2019", N_("En 2019"), Kind.NUMBER)
PHYSICAL_2030 = Column("physical_2030", N_("En 2030"), Kind.NUMBER)
UNIT = Column("unit", N_("Unité"))
SOUNDNESS = Column("soundness", N_("Nature"))
REMARK = Column("remark", N_("Remarque"), page=False)
COMMAND = Column("command", N_("Pour suivre le chiffre"), Kind.CODE, page=False)
LEVERS = Column("levers", N_("Leviers"), Kind.COUNT)

INDICATOR = Column("label", N_("Indicateur"))
NUMBER = Column("indicator", N_("Numéro"), Kind.CODE)
YEAR = Column("year", N_("Année"), Kind.YEAR)
VALUE = Column("value", N_("Valeur"), Kind.NUMBER)
GRADE = Column("grade", N_("Appréciation"))
CERTAINTY = Column("grade", N_("Certitude"))
KEY = Column("key", N_("Clé"))
PACE_OBSERVED = Column("pace_observed", N_("Rythme observé (par an)"), Kind.NUMBER)
PACE_REQUIRED = Column("pace_required", N_("Rythme requis (par an)"), Kind.NUMBER)

TERRITORY = Column("name", N_("Territoire"))
CODE = Column("code", N_("Code"), Kind.CODE)
FILE_CODE = Column("code", N_("Code"), Kind.CODE, page=False)
LEVEL = Column("level", N_("Niveau"), page=False)
POPULATION = Column("population", N_("Habitants"), Kind.COUNT)
PER_HEAD_T = Column("per_head_t", N_("Par habitant (t)"), Kind.NUMBER)

LINK = Column("link", N_("Lien au levier"))
PROCEDURE = Column("procedure", N_("Dispositif"))
PROJECTS = Column("projects", N_("Projets"), Kind.COUNT)
AMOUNT_EUR = Column("amount_eur", N_("Montant engagé (€)"), Kind.EUR)
REASON = Column("reason", N_("Raison"), typed=True)
"""Written by people."""

PART = Column("part", N_("Partie"))
LAST_YEAR = Column("last_year", N_("Année"), Kind.YEAR)
LAST_VALUE = Column("last_value", N_("Dernière valeur"), Kind.NUMBER)
TARGET_2030 = Column("target_2030", N_("Cible 2030"), Kind.NUMBER)
