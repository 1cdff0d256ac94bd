"""The table of rights, by hand: each address of the site, and who may do what there. What tests hold the code to."""

from __future__ import annotations

from copilote.cop.models import Stage

OPEN = tuple(stage for stage in Stage if stage != Stage.CLOSED)
SHARING = (Stage.SHARING, Stage.ROADMAP, Stage.FOLLOW_UP)
LEADS, SPEAKS, SIGNS = ("animator",), ("speaker", "validator"), ("validator",)
MEMBERS = ("animator", "relay", "reader", "speaker", "validator", "other_speaker", "speaker_of_another_level")
INVITES = ("animator", "relay", "validator")
FOLLOWS = ("animator", "relay")
ANSWERS = ("speaker", "validator", "other_speaker", "speaker_of_another_level")
WRITES = ("animator", "speaker", "validator", "other_speaker", "speaker_of_another_level")
MAY = {
    "adaptation.see_priorities": (MEMBERS, tuple(Stage)),
    "adaptation.write_priority": ((*WRITES, "relay"), OPEN),
    "adaptation.remark_priority": ((*WRITES, "relay"), OPEN),
    "adaptation.load_priorities": (FOLLOWS, OPEN),
    "adaptation.validate_priority": (FOLLOWS, OPEN),
    "adaptation.write_issue": (LEADS, OPEN),
    "cop.follow": (FOLLOWS, tuple(Stage)),
    "cop.remind": (FOLLOWS, OPEN),
    "cop.relay_review": (("relay",), OPEN),
    "cop.set_calendar": (LEADS, tuple(Stage)),
    "cop.see_organisations": (MEMBERS, tuple(Stage)),
    "cop.keep_organisations": (LEADS, tuple(Stage)),
    "cop.see_people": (INVITES, tuple(Stage)),
    "cop.invite": (INVITES, tuple(Stage)),
    "cop.open_meeting": (LEADS, tuple(Stage)),
    "cop.see_meeting_code": (LEADS, tuple(Stage)),
    "cop.keep_people": (LEADS, tuple(Stage)),
    "cop.announce": (LEADS, tuple(Stage)),
    "cop.see_messages": (LEADS, tuple(Stage)),
    "cop.send_again": (LEADS, tuple(Stage)),
    "cop.write_text": (LEADS, tuple(Stage)),
    "diagnostic.see_actions": (MEMBERS, tuple(Stage)),
    "diagnostic.ask": (("animator", "relay", "validator"), OPEN),
    "diagnostic.answer": (WRITES, OPEN),
    "diagnostic.write_action": (WRITES, OPEN),
    "diagnostic.load_actions": (WRITES, OPEN),
    "diagnostic.join_document": (WRITES, OPEN),
    "diagnostic.see_duplicates": (WRITES, tuple(Stage)),
    "diagnostic.decide_duplicates": (WRITES, OPEN),
    "diagnostic.gather": (LEADS, OPEN),
    "diagnostic.see_workbench": (WRITES, tuple(Stage)),
    "diagnostic.see_survey": (MEMBERS, tuple(Stage)),
    "diagnostic.answer_survey": (ANSWERS, OPEN),
    "diagnostic.send_survey": (SIGNS, OPEN),
    "diagnostic.make_survey": (LEADS, OPEN),
    "diagnostic.validate_action": (("animator", "validator"), OPEN),
    "sharing.choose_key": (LEADS, SHARING),
    "sharing.undo_key": (LEADS, SHARING),
    "sharing.propose": (SPEAKS, SHARING),
    "sharing.send_answer": (SPEAKS, SHARING),
    "sharing.validate": (SIGNS, SHARING),
    "sharing.draw_perimeter": (LEADS, OPEN),
    "sharing.remove_perimeter": (LEADS, OPEN),
    "sharing.restore_perimeter": (LEADS, OPEN),
    "sharing.stop_sheets": (LEADS, OPEN),
}
"""Action in a COP: who may, of the roles of the fixtures, in which stages."""
OF_ONESELF = {
    *("cop.see_space", "cop.secure_account", "cop.choose_hat", "cop.leave"),
    *("privacy.see_own", "privacy.erase_own"),
}
"""Actions of whoever signed in, on what is theirs."""
OF_ADMINISTRATORS = {"cop.see_security", "cop.open"}
"""Actions of who administers the installation, whatever the COP."""
REGION = "regions/<slug:slug>"
COP, HELD = "regions/<cop:slug>", "regions/<ground:slug>"
"""The COP of a region or of a département; pages of a region that such a COP has too."""
PLACE = "territoires/<str:level>/<str:code>"
API = (
    "",
    "regions",
    "regions/<region>",
    "regions/<region>/allocation",
    "regions/<region>/conflicts",
    "regions/<region>/decisions",
    "regions/<region>/explain",
    "regions/<region>/levers",
    "regions/<region>/levers/<lever>",
    "regions/<region>/observations",
    "regions/<region>/panorama",
    "regions/<region>/panorama/resources",
    "regions/<region>/projects",
    "france/allocation",
    "territories",
    "territories/shares",
    "territories/<code>",
    "territories/<code>/climate",
    "territories/<code>/shares",
    "levers",
    "indicators",
    "conversions",
    "scenarios/conflicts",
    "scenarios/evaluate",
    *("scenarios/resources/evaluate", "scenarios/resources/allocation", "regions/<region>/allocation/resources"),
)
ORGANISATIONS = f"{COP}/organisations"
PEOPLE, INVITED = f"{COP}/personnes", f"{COP}/invitations"
SIGN_IN = ("code", "mot-de-passe", "cle", "confirmer", "proconnect")
ACCOUNT = (
    *("sessions", "mot-de-passe", "mot-de-passe/choisir", "application", "application/retirer"),
    *("cle", "cle/<int:pk>/retirer", "codes", "codes/nouveaux"),
    *(f"confirmer/{way}" for way in ("mot-de-passe", "envoi", "code", "application", "cle")),
)
ACTIONS = f"{COP}/actions"
SURVEY = f"{COP}/questions"
PRIORITIES = f"{COP}/priorites"
LINES = {
    **{
        f"{PRIORITIES}{end}": "adaptation.see_priorities"
        for end in ("", ".<data:ending>", "/tableau.<data:ending>", "/region", "/freins", "/<row:number>")
    },
    **{
        f"{PRIORITIES}/{act}": "adaptation.write_priority"
        for act in ("ajouter", "<row:number>/modifier", "<row:number>/retirer")
    },
    **{
        f"{PRIORITIES}/liste{end}": "adaptation.load_priorities"
        for end in ("", "/annuler", "/<row:number>", "/<row:number>/avancement.json")
    },
    f"{PRIORITIES}/<row:number>/valider": "adaptation.validate_priority",
    f"{PRIORITIES}/<row:number>/remarque": "adaptation.remark_priority",
    **{f"{ACTIONS}{end}": "diagnostic.see_actions" for end in ("", ".<data:ending>", "/leviers.json", "/<row:number>")},
    **{
        f"{ACTIONS}/{act}": "diagnostic.write_action"
        for act in ("ajouter", "<row:number>/modifier", "<row:number>/arreter")
    },
    **{f"{ACTIONS}/doublons{end}": "diagnostic.see_duplicates" for end in ("", ".<data:ending>")},
    **{f"{ACTIONS}/doublons/{act}": "diagnostic.decide_duplicates" for act in ("decider", "revenir")},
    f"{ACTIONS}/chercher": "diagnostic.gather",
    **{f"{ACTIONS}/{end}": "diagnostic.see_actions" for end in ("modele.xlsx", "tableau.xlsx")},
    **{f"{ACTIONS}/liste{end}": "diagnostic.load_actions" for end in ("", "/<row:number>", "/annuler")},
    **{f"{ACTIONS}/tableau{end}": "diagnostic.see_workbench" for end in ("", "/etat.json")},
    **{f"{ACTIONS}/tableau/{act}": "diagnostic.write_action" for act in ("enregistrer", "envoyer")},
    f"{ACTIONS}/tableau/publier": "diagnostic.validate_action",
    **{f"{ACTIONS}/liste/<row:number>/{end}": "diagnostic.load_actions" for end in ("colonnes", "avancement.json")},
    **{f"{SURVEY}{end}": "diagnostic.see_survey" for end in ("", "/reponses", "/reponses.<data:ending>")},
    **{f"{SURVEY}/repondre": "diagnostic.answer_survey", f"{SURVEY}/envoyer": "diagnostic.send_survey"},
    **{
        f"{SURVEY}/preparer{end}": "diagnostic.make_survey"
        for end in ("", "/ajouter", "/<row:number>", "/<row:number>/retirer")
    },
    **{f"{ACTIONS}/<row:number>/realise{end}": "diagnostic.write_action" for end in ("", "/retirer")},
    **{f"{ACTIONS}/<row:number>/{act}": "diagnostic.write_action" for act in ("dire", "arreter")},
    f"{ACTIONS}/<row:number>/documents": "diagnostic.join_document",
    f"{ACTIONS}/<row:number>/documents/retirer": "diagnostic.write_action",
    f"{ACTIONS}/<row:number>/documents/<row:document>": "diagnostic.see_actions",
    f"{ACTIONS}/<row:number>/valider": "diagnostic.validate_action",
    **{f"{ACTIONS}/<row:number>/{act}": "diagnostic.ask" for act in ("precision", "regler")},
    f"{ACTIONS}/<row:number>/repondre": "diagnostic.answer",
    **{PEOPLE: "cop.see_people", INVITED: "cop.see_people", f"{PEOPLE}/<row:number>": "cop.keep_people"},
    **{f"{INVITED}/{act}": "cop.invite" for act in ("inviter", "liste", "liste/<row:number>", "liste/annuler")},
    **{f"{INVITED}/<row:number>/{act}": "cop.invite" for act in ("renvoyer", "retirer")},
    f"{INVITED}/modele.<list:ending>": "cop.invite",
    f"{INVITED}/codes": "cop.open_meeting",
    f"{INVITED}/codes/<row:number>": "cop.see_meeting_code",
    "invitation/<str:token>": "cop.answer_invitation",
    **dict.fromkeys(("rejoindre", "rejoindre/<str:code>"), "cop.join_meeting"),
    "mon-espace/titre": "cop.choose_hat",
    "mon-espace/quitter/<row:number>": "cop.leave",
    ORGANISATIONS: "cop.see_organisations",
    f"{ORGANISATIONS}.<list:ending>": "cop.see_organisations",
    f"{ORGANISATIONS}/<row:number>": "cop.see_organisations",
    f"{ORGANISATIONS}/<row:number>/modifier": "cop.keep_organisations",
    f"{ORGANISATIONS}/<row:number>/fusionner": "cop.keep_organisations",
    f"{ORGANISATIONS}/ajouter": "cop.keep_organisations",
    f"{ORGANISATIONS}/territoires": "cop.keep_organisations",
    f"{ORGANISATIONS}/liste": "cop.keep_organisations",
    f"{ORGANISATIONS}/liste/<row:number>": "cop.keep_organisations",
    f"{ORGANISATIONS}/liste/annuler": "cop.keep_organisations",
    f"{ORGANISATIONS}/modele.<list:ending>": "cop.keep_organisations",
    f"{COP}/calendrier": "cop.set_calendar",
    f"{COP}/reunions": "cop.announce",
    f"{COP}/suivi": "cop.follow",
    f"{COP}/suivi.<data:ending>": "cop.follow",
    f"{COP}/suivi/relancer": "cop.remind",
    f"{COP}/suivi/avis": "cop.relay_review",
    f"{REGION}/enjeux/ecrire": "adaptation.write_issue",
    f"{REGION}/repartition/choisir": "sharing.choose_key",
    f"{REGION}/repartition/annuler": "sharing.undo_key",
    f"{PLACE}/propositions/<str:lever>": "sharing.propose",
    f"{PLACE}/propositions/envoyer": "sharing.send_answer",
    f"{PLACE}/propositions/valider": "sharing.validate",
    f"{REGION}/perimetres/enregistrer": "sharing.draw_perimeter",
    f"{REGION}/perimetres/retirer": "sharing.remove_perimeter",
    f"{REGION}/perimetres/remettre": "sharing.restore_perimeter",
    f"{REGION}/fiches": "sharing.prepare_sheets",
    f"{REGION}/fiches/arreter": "sharing.stop_sheets",
    f"{REGION}/scenarios": "simulator.open_scenario",
    "salle/<str:code>": "simulator.turn_slides",
    **dict.fromkeys(("connexion", *(f"connexion/{way}" for way in SIGN_IN)), "cop.sign_in"),
    "deconnexion": "cop.sign_out",
    "cop/ouvrir": "cop.open",
    "demonstration/essayer": "site.try_role",
    "premier-acces/<str:code>": "cop.become_administrator",
    f"{COP}/messages": "cop.see_messages",
    f"{COP}/messages/imprimer": "cop.see_messages",
    f"{COP}/messages/<int:number>": "cop.see_messages",
    f"{COP}/messages/renvoyer": "cop.send_again",
    f"{COP}/messages/textes": "cop.see_messages",
    f"{COP}/messages/textes/<str:kind>": "cop.write_text",
    "courriels/<str:token>": "cop.choose_messages",
    "courriels/<str:token>/stop": "cop.stop_messages",
    **{f"mot-de-passe/{way}": "cop.choose_password" for way in ("oublie", "envoye", "<str:uidb36>/<str:key>")},
    **{f"mon-espace/compte/{page}": "cop.secure_account" for page in ACCOUNT},
    **dict.fromkeys(("mon-espace/compte", "mon-espace/compte/seconde-preuve"), "cop.see_space"),
    "mon-espace": "cop.see_space",
    "administration/securite": "cop.see_security",
    "mon-espace/donnees": "privacy.see_own",
    "mon-espace/donnees.zip": "privacy.see_own",
    "mon-espace/effacer": "privacy.erase_own",
    "^api(?:/(?P<rest>.*))?$": "site.compute",
    **{f"api/v1/{route}": "site.compute" for route in API},
}
"""Address: the action that its view is marked with."""
READS = {
    *("healthz", "metrics", "favicon.ico", "robots.txt", ".well-known/security.txt"),
    *("api/v1", "api/v1/docs", "api/v1/openapi.json"),
    "connexion/proconnect/retour",
    *("", "recherche", "recherche/suggestions.json", "s/<str:code>", "salle/<str:code>/pas.json"),
    *("methode", "sources", "glossaire", "accessibilite", "vie-privee"),
    *("vie-privee/registre", "vie-privee/registre.<data:ending>"),
    "sources/<slug:domain>/<slug:edition>/<path:name>",
    "sources/<slug:domain>/<slug:edition>/<path:name>.<str:ending>",
    *("territoire/<str:slug>", "territoire/<str:slug>/", "territoire/<str:slug>/<path:rest>"),
    *("perimetre", "perimetre.<data:ending>"),
    *("france", "france.<data:ending>", "france/territoires", "france/territoires.<data:ending>"),
    "france/graphique-<slug:name>.<image:ending>",
    *("france/indicateurs/<str:number>", "france/indicateurs/<str:number>.<data:ending>"),
    "france/indicateurs/<str:number>/graphique-<slug:name>.<image:ending>",
    *(f"{area}/climat{end}" for area in (PLACE, REGION) for end in ("", ".<data:ending>")),
    *(f"{REGION}/climat/{maps}{end}" for maps in ("cartes", "catastrophes") for end in ("", ".<data:ending>")),
    *(f"{REGION}/enjeux{end}" for end in ("", ".<data:ending>")),
    f"{REGION}/climat/cartes.pdf",
    f"{REGION}/climat/catastrophes.pdf",
    f"{REGION}/climat/cartes/graphique-<slug:name>.<image:ending>",
    f"{REGION}/climat/catastrophes/graphique.<image:ending>",
    f"{REGION}/climat/planche-<paper_size:paper>.pdf",
    *(PLACE, f"{PLACE}.<data:ending>", f"{PLACE}/fiche.pdf", f"{PLACE}/propositions"),
    *(f"embed/{REGION}/panorama", f"embed/{REGION}/leviers/<str:lever>", f"embed/{REGION}/observe/<str:number>"),
    *(COP, f"{COP}/reunions.ics"),
    *(REGION, f"{REGION}.<data:ending>", f"{REGION}/graphique-<slug:name>.<image:ending>"),
    *(f"{REGION}/dossier.pdf", f"{REGION}/integrer", f"{REGION}/effacer", f"{REGION}/annuler", f"{REGION}/partager"),
    *(f"{REGION}/fiches.json", f"{REGION}/fiches/<str:level>.zip", f"{REGION}/scenario.json"),
    f"{REGION}/departements/<str:code>/reunion",
    f"{REGION}/departements/<str:code>/diaporama.<slides:ending>",
    *(f"{REGION}/repartition", f"{REGION}/propositions", f"{REGION}/perimetres", f"{REGION}/regle-epci"),
    *(f"{HELD}/decisions", f"{HELD}/decisions.<data:ending>"),
    *(f"{REGION}/territoires", f"{REGION}/territoires.<data:ending>"),
    f"{REGION}/territoires/graphique-carte.<image:ending>",
    f"{REGION}/contours/<slug:level>.json",
    *(f"{HELD}/diagnostic", f"{REGION}/diagnostic.<data:ending>"),
    *(f"{REGION}/diagnostic/document.<paper:ending>", f"{REGION}/diagnostic/couverture"),
    *(f"{REGION}/diagnostic/couverture.<data:ending>", f"{REGION}/diagnostic/plus-grandes-actions"),
    f"{REGION}/diagnostic/plus-grandes-actions.<data:ending>",
    f"{HELD}/diagnostic/territoires/<str:level>/<str:code>/document.<paper:ending>",
    *(f"{REGION}/diagnostic/leviers/<str:lever>", f"{REGION}/diagnostic/leviers/<str:lever>.<data:ending>"),
    f"{HELD}/diagnostic/territoires/<str:level>/<str:code>",
    f"{HELD}/diagnostic/territoires/<str:level>/<str:code>.<data:ending>",
    *(f"{REGION}/leviers/<str:lever>", f"{REGION}/leviers/<str:lever>.<data:ending>"),
    f"{REGION}/leviers/<str:lever>/graphique-<slug:name>.<image:ending>",
    *(f"{REGION}/observe", f"{REGION}/observe.<data:ending>"),
    *(f"{REGION}/observe/<str:number>", f"{REGION}/observe/<str:number>.<data:ending>"),
    f"{REGION}/observe/<str:number>/graphique-<slug:name>.<image:ending>",
    *(f"{REGION}/panorama-ressources", f"{REGION}/panorama-ressources.<data:ending>", f"{REGION}/deux-panoramas.pdf"),
    *(f"{REGION}/panoramas", f"{REGION}/panoramas.<data:ending>"),
    *(f"{REGION}/panoramas/<slug:axis>", f"{REGION}/panoramas/<slug:axis>.<data:ending>"),
    *(f"{REGION}/simulateur", f"{REGION}/simulateur/resultat.pdf", f"{REGION}/simulateur/resultat.pptx"),
    *(f"{REGION}/simulateur/<slug:step>", f"{REGION}/simulateur/<slug:step>.<data:ending>"),
    f"{REGION}/simulateur/<slug:step>/graphique-<slug:name>.<image:ending>",
    *(f"{REGION}/simulateur-ressources", f"{REGION}/simulateur-ressources/<slug:step>"),
    f"{REGION}/simulateur-ressources/<slug:step>.<data:ending>",
    *(f"{REGION}/simulateur-ressources/resultat.pdf", f"{REGION}/simulateur-ressources/resultat.pptx"),
    *(f"{REGION}/conflits-d-usage", f"{REGION}/conflits-d-usage.<data:ending>"),
    f"{REGION}/conflits-d-usage/graphique-<slug:name>.<image:ending>",
    *(f"{REGION}/comparer", f"{REGION}/comparer.<data:ending>"),
    f"{REGION}/comparer/graphique-<slug:name>.<image:ending>",
}
"""Addresses that only read, and are open to all."""
SAMPLES = {
    "kind": "test.daily",
    **{"cop": "centre-val-de-loire/cop", "ground": "centre-val-de-loire"},
    **{"slug": "centre-val-de-loire", "region": "24", "level": "epci", "code": "200030385", "lever": "augm_voitelec"},
    **{
        "data": "csv",
        "list": "csv",
        "row": "826",
        "image": "svg",
        "slides": "pdf",
        "paper": "docx",
        "paper_size": "a3",
        "ending": "csv",
        "number": "826",
        "axis": "biodiversite",
        "step": "resultat",
        "name": "parts",
        "uidb36": "1",
        "key": "x",
        "token": "x",
        "pk": "1",
        "int": "1",
    },
    **{"domain": "simulator", "edition": "2024", "rest": "x"},
}
"""A value for each part of an address, by its kind or its name."""
