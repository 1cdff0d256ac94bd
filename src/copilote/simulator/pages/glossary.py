"""The words and acronyms of the site, each said in one or two sentences."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from copilote.reference.errors import fold
from copilote.simulator.pages.frame import Entry, Page


@dataclass(frozen=True)
class Term:
    """A word, what it means; `full` spells an acronym out; `anchor` is its part of the address."""

    word: str
    meaning: str
    full: str = ""

    @property
    def anchor(self) -> str:
        """ "levier", "ktco2e": what a link to the definition ends with."""
        return fold(self.word).replace(" ", "-")


@dataclass(frozen=True)
class Letter:
    """The terms that begin with a letter."""

    letter: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, kw_only=True)
class GlossaryPage(Page):
    """The glossary, by letter."""

    letters: tuple[Letter, ...]


def terms() -> tuple[Term, ...]:
    """Every term, in alphabetical order of the language in use."""
    found = (
        Term(
            _("Action"),
            _("Ce qu’une collectivité a fait, fait ou prévoit, rattaché à un levier."),
        ),
        Term(
            _("Appréciation"),
            _(
                "Où en est un indicateur par rapport à sa cible : en avance, au rythme, trop lent (trop vite, pour un "
                "plafond), mauvais sens, incertain (les périodes se contredisent, ou la cible est douteuse) ou "
                "inconnu. Toujours donnée avec les rythmes qui la fondent, ou avec sa raison."
            ),
        ),
        Term(
            _("Axe"),
            _("Une des grandes finalités du plan écologique : climat, adaptation, biodiversité, ressources…"),
        ),
        Term(
            _("Baromètre"),
            _("Tables publiques de l’État qui suivent le plan écologique : leviers, indicateurs nationaux et cibles."),
        ),
        Term(_("Chantier"), _("Un groupe de leviers d’un même thème : « se chauffer autrement », par exemple.")),
        Term(
            _("Cible régionale"),
            _("Valeur de 2030 déduite de la cible nationale par une règle écrite. L’État n’en fixe pas par région."),
        ),
        Term(
            _("Clé de répartition"),
            _("Ce selon quoi un objectif est partagé entre territoires : surfaces, habitants, véhicules…"),
        ),
        Term(
            "CO2e",
            _("Tous les gaz à effet de serre comptés ensemble, ramenés à l’effet du dioxyde de carbone (CO2)."),
            _("équivalent dioxyde de carbone"),
        ),
        Term(
            _("COP régionale"),
            _(
                "Réunion des collectivités, de l’État et des acteurs d’une région, qui décline le plan écologique "
                "en une feuille de route. Le préfet et la présidence de région la mènent ensemble."
            ),
            _("conférence des parties"),
        ),
        Term(
            "CRTE",
            _("Contrat entre l’État et un groupe de collectivités, sur leurs projets de transition."),
            _("contrat pour la réussite de la transition écologique"),
        ),
        Term(
            _("Défi"),
            _("Une priorité de la région, qui regroupe plusieurs leviers et appelle des engagements."),
        ),
        Term(
            "DREAL",
            _("Service de l’État chargé de l’environnement et du logement dans la région."),
            _("direction régionale de l’environnement, de l’aménagement et du logement"),
        ),
        Term(
            _("Édition"),
            _("Un millésime des chiffres de l’État. Un scénario garde celui avec lequel il a été fait."),
        ),
        Term(_("Engagement"), _("Qui fait quoi, pour quand.")),
        Term(
            "EPCI",
            _("Communauté de communes, communauté d’agglomération, communauté urbaine ou métropole."),
            _("établissement public de coopération intercommunale"),
        ),
        Term(_("Feuille de route"), _("Le résultat publié d’une COP régionale, avec ses versions successives.")),
        Term(
            _("Fonds vert"),
            _("Fonds de l’État qui subventionne des projets écologiques des collectivités."),
        ),
        Term(
            _("Grandeur physique"),
            _("Ce que l’on compte sur le terrain : voitures, logements, hectares, kilomètres de haies."),
        ),
        Term("GWh, TWh", _("Quantités d’énergie. Un TWh vaut 1 000 GWh, un GWh un million de kWh.")),
        Term(_("Indicateur"), _("Une grandeur mesurée chaque année par un producteur de statistiques.")),
        Term(
            _("Indicatif"),
            _("Fait pour éclairer le débat : un ordre de grandeur, qui ne s’impose à personne."),
        ),
        Term(
            "INSEE",
            _("Institut national de la statistique. Ses codes désignent les communes, départements et régions."),
            _("Institut national de la statistique et des études économiques"),
        ),
        Term(
            "IRPE",
            _("Service de l’État qui publie les séries régionales utilisées ici."),
            _("indicateurs régionaux et territoriaux de la planification écologique"),
        ),
        Term(
            "ISDND",
            _("Décharge qui reçoit des déchets non dangereux ; le méthane qui s’en échappe peut être capté."),
            _("installation de stockage de déchets non dangereux"),
        ),
        Term(
            "ktCO2e, MtCO2e",
            _(
                "Mille tonnes et un million de tonnes de CO2e. Sur ce site, ce sont le plus souvent des émissions "
                "évitées chaque année en 2030, par rapport à 2019."
            ),
        ),
        Term(
            _("Levier"),
            _("Une famille de mesures pour le climat ou la nature : voitures électriques, haies, rénovation…"),
        ),
        Term(
            _("Nature d’un chiffre"),
            _("Ce que vaut un chiffre : mesuré, objectif officiel, calculé, estimé, incomplet, inconnu."),
        ),
        Term(
            _("Objectif"),
            _("Émissions à éviter chaque année en 2030 par rapport à 2019. Un nombre positif est une baisse."),
        ),
        Term(
            _("Ordre de grandeur"),
            _("Ce qu’un objectif représente sur le terrain, avec peu de chiffres et sans prétendre à l’exactitude."),
        ),
        Term(_("Panorama"), _("Les objectifs d’une région vus ensemble, par secteur, thème ou levier.")),
        Term(_("Point de départ"), _("La grandeur physique de 2019, d’où part le levier.")),
        Term(
            _("Puits de carbone"),
            _("Ce qui retient du carbone : forêts, sols, produits en bois. Il compte dans les objectifs."),
        ),
        Term(_("Ratio"), _("Unités physiques qui correspondent à mille tonnes de CO2e évitées par an.")),
        Term(
            "RGAA",
            _("Critères français qui disent si un site peut être utilisé par tous, handicap compris."),
            _("référentiel général d’amélioration de l’accessibilité"),
        ),
        Term(
            _("Rythme observé"),
            _("Ce dont l’indicateur a changé par an : en un an, en trois ans, depuis 2019, en tendance."),
        ),
        Term(_("Rythme requis"), _("Ce dont il devrait changer par an, de sa dernière valeur à la cible de 2030.")),
        Term(_("Scénario"), _("Un point de départ et des changements : ce qui est fait, de nouveaux objectifs.")),
        Term(_("Secteur"), _("Classement des leviers par activité : transport de voyageurs, résidentiel, industrie…")),
        Term(
            "SGPE",
            _("Service du Premier ministre qui coordonne le plan écologique et publie le simulateur officiel."),
            _("secrétariat général à la planification écologique"),
        ),
        Term(
            "SNBC",
            _("La feuille de route de la France pour réduire ses émissions."),
            _("stratégie nationale bas-carbone"),
        ),
        Term("t.km", _("Une tonne transportée sur un kilomètre."), _("tonne-kilomètre")),
        Term("ADEME", _("L’agence de la transition écologique, établissement public de l’État.")),
        Term(
            "Citepa",
            _("Organisme qui calcule, pour l’État, les émissions de gaz à effet de serre de la France."),
        ),
        Term(
            "DMA",
            _("Ce que ramasse le service public : poubelles, tri et déchèteries."),
            _("déchets ménagers et assimilés"),
        ),
        Term(
            "DPE",
            _("Étiquette de A à G qui dit la consommation et les émissions d’un logement."),
            _("diagnostic de performance énergétique"),
        ),
        Term(
            "ENAF",
            _("Ce que la sobriété foncière préserve de la construction."),
            _("espaces naturels, agricoles et forestiers"),
        ),
        Term("kha", _("Mille hectares, soit 10 km².")),
        Term("MW, GW", _("Puissances : ce qu’une installation peut produire à un instant. Un GW vaut 1 000 MW.")),
        Term("OFB", _("Établissement public qui protège la nature et l’eau."), _("Office français de la biodiversité")),
        Term(
            "QSA",
            _("Poids des produits phytosanitaires vendus, sans leurs additifs."),
            _("quantité de substances actives"),
        ),
        Term(
            "SDES",
            _("Service statistique du ministère chargé de la transition écologique."),
            _("service des données et études statistiques"),
        ),
        Term(
            "UTCATF",
            _("Ce que les sols et les forêts émettent ou retiennent de carbone."),
            _("utilisation des terres, changement d’affectation des terres et foresterie"),
        ),
        Term(
            _("Territoire"),
            _("Région, département, intercommunalité, commune, ou un périmètre fait de ceux-là."),
        ),
        Term(_("Thème"), _("Classement des leviers par usage : mieux se déplacer, se loger, se nourrir, produire…")),
        Term(
            _("Trajectoire"),
            _("Le chemin d’une année à l’autre jusqu’en 2030. Il est illustratif : seul 2030 est publié."),
        ),
    )
    return tuple(sorted(found, key=lambda term: fold(term.word)))


def glossary_page() -> GlossaryPage:
    """The page: terms grouped by first letter."""
    letters: dict[str, list[Term]] = {}
    for term in terms():
        letters.setdefault(fold(term.word)[0].upper(), []).append(term)
    count = sum(len(held) for held in letters.values())
    return GlossaryPage(
        title=_("{n} mots pour comprendre le site").format(n=count),
        summary=_("Les mots de la planification écologique et les sigles du site, en une ou deux phrases chacun."),
        section="method",
        trail=(Entry(_("Méthode"), reverse("method")), Entry(_("Glossaire"), reverse("glossary"))),
        letters=tuple(Letter(letter, tuple(held)) for letter, held in letters.items()),
    )
