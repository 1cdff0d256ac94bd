"""Fields of texts that say nothing of a person, by model: what a new field is held against."""

from __future__ import annotations

NOBODY = {
    "contenttypes.ContentType",
    "auth.Permission",
    "auth.Group",
    "installation.Note",
    "territories.Edition",
    "territories.Territory",
    "territories.CommuneIn",
    "territories.FormerCommune",
    "django_tasks_database.DBTaskResult",
    "socialaccount.SocialApp",
    "dsfr.DsfrConfig",
    "dsfr.DsfrSocialMedia",
    "diagnostic.ActionPlace",
    "diagnostic.LikelyPair",
}
"""Models that hold nothing of persons: a task says the number of its job only."""
ACTION = {
    *("title", "description", "partners", "funders", "measured", "kt_method", "link", "origin_id", "signed", "said"),
    *("obstacle", "obstacle_lifted_by", "why"),
}
"""Of an action, of which an authority speaks, by role: its history says who wrote."""
ANSWER = {"value", "signed", "sent_value", "sent_signed"}
"""Of an answer to a survey, which an authority gives, by role."""
PRIORITY = {
    *("departement", "title", "description", "sensitivity", "lever", "territories", "holder", "stakeholders"),
    *("engineering", "funding", "obstacles_regional", "obstacles_national", "success", "signed", "why"),
}
"""Of a priority of adaptation, of which services and authorities speak, by role."""
IMPERSONAL = {
    "adaptation.Priority": PRIORITY,
    "adaptation.HistoricalPriority": PRIORITY,
    "cop.Cop": {"region", "slug", "name", "departement", "state_service", "council"},
    "cop.HistoricalCop": {"region", "slug", "name", "departement", "state_service", "council"},
    "cop.Meeting": {"title", "place", "link"},
    "cop.Document": {"title", "link"},
    "cop.SentList": {"added"},
    "cop.OrganisationMerge": {"absorbed_name", "into_name", "moved"},
    "cop.MessageText": {"kind", "subject", "body"},
    "cop.Organisation": {"name", "siren"},
    "cop.HistoricalOrganisation": {"name", "siren"},
    "account.EmailConfirmation": {"key"},
    "socialaccount.SocialToken": {"token", "token_secret"},
    "cop.FirstCode": {"digest"},
    "cop.Invitation": {"code", "created_role"},
    "outbox.Message": {"kind", "scope", "about", "remark", "once"},
    "jobs.Job": {"kind", "key", "failures", "error"},
    "cop.Review": {"question"},
    "diagnostic.Action": ACTION,
    "diagnostic.HistoricalAction": ACTION,
    "diagnostic.ActionLever": {"lever"},
    "diagnostic.Achievement": {"note", "signed", "withdrawn_by"},
    "diagnostic.ActionDocument": {"name", "kind", "digest", "content"},
    "diagnostic.ColumnMatch": {"print", "columns", "statuses", "name", "signed"},
    "diagnostic.Survey": {"introduction", "signed"},
    "diagnostic.SurveyQuestion": {"theme", "text", "help", "unit", "choices", "levers", "signed"},
    "diagnostic.SurveyAnswer": ANSWER,
    "diagnostic.HistoricalSurveyAnswer": ANSWER,
    "sharing.TerritoryAnswer": {"level", "code"},
    "adaptation.LeverIssue": {"lever", "issue", "line", "basis"},
    "sharing.LeverKeyChoice": {"lever", "keys", "bounds"},
    "sharing.TerritoryFigure": {"level", "code", "lever"},
    "sharing.Perimeter": {"name", "codes", "replaces"},
}
