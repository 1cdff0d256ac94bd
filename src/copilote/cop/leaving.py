"""Leaving: what a person has to settle before the account may close, so that nobody is left without anybody."""

from __future__ import annotations

from copilote.cop.models import Cop, Membership, Role, Stage, User


def hindrances(user: User) -> tuple[str, ...]:
    """Why an account may not close yet, each with what to do first; empty when it may."""
    told = [
        f"Vous animez seul « {cop.name} » : donnez d’abord le rôle d’animation à quelqu’un, "
        "ou faites passer la COP à l’étape « close »."
        for cop in led_alone(user)
    ]
    others = User.objects.filter(is_administrator=True, is_active=True).exclude(pk=user.pk)
    if user.is_administrator and not others.exists():
        told.append("Vous êtes seul à administrer cette installation : donnez d’abord ce droit à une autre personne.")
    return tuple(told)


def led_alone(user: User) -> list[Cop]:
    """The COPs under way that nobody else who can sign in leads."""
    led = Cop.objects.filter(members__user=user, members__role=Role.ANIMATOR).exclude(stage=Stage.CLOSED).distinct()
    others = Membership.objects.filter(role=Role.ANIMATOR, user__is_active=True).exclude(user=user)
    return list(led.exclude(pk__in=others.values("cop")).order_by("name"))
