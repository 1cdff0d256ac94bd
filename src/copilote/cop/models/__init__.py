"""Who works in a COP: users, known by their e-mail address, their organisations and their role in each COP.

Every change of a COP, an organisation or a role is kept with its date (django-simple-history). Passwords are hashed by
Django.
"""

from copilote.cop.models.conference import (
    REGIONAL,
    Brand,
    Cop,
    Document,
    Meeting,
    Period,
    Stage,
    StageChange,
    current_cop,
)
from copilote.cop.models.invitation import Invitation, InvitationState
from copilote.cop.models.listed import ListKind, SentList
from copilote.cop.models.membership import SPEAKING, Membership, Role
from copilote.cop.models.merge import OrganisationMerge
from copilote.cop.models.message_text import MessageText
from copilote.cop.models.organisation import (
    COLLEGES,
    College,
    Organisation,
    OrganisationKind,
    check_siren,
    college_of,
    territory_name,
)
from copilote.cop.models.person import FirstCode, User, Users, tidy
from copilote.cop.models.review import Review, ReviewStep
from copilote.cop.models.security import Happening, SecurityEvent

__all__ = [
    "COLLEGES",
    "REGIONAL",
    "SPEAKING",
    "Brand",
    "College",
    "Cop",
    "Document",
    "FirstCode",
    "Happening",
    "Invitation",
    "InvitationState",
    "ListKind",
    "Meeting",
    "Membership",
    "MessageText",
    "Organisation",
    "OrganisationKind",
    "OrganisationMerge",
    "Period",
    "Review",
    "ReviewStep",
    "Role",
    "SecurityEvent",
    "SentList",
    "Stage",
    "StageChange",
    "User",
    "Users",
    "check_siren",
    "college_of",
    "current_cop",
    "territory_name",
    "tidy",
]
