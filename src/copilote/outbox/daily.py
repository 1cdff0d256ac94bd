"""The daily message: what can wait for a person is told once a day, together, and only what still holds."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from copilote.outbox.checks import hindrance, too_soon
from copilote.outbox.models import Message, Recipient, State
from copilote.outbox.posting import daily_hour
from copilote.outbox.wishes import recipient_of

KIND = "outbox.daily"
HELLO = "Bonjour,\n\nVoici ce qui vous attend :\n\n"


def gather() -> None:
    """Put together what is due today for each person."""
    waiting = Message.objects.filter(state=State.WAITING, alone=False, due__lte=timezone.now())
    for email in waiting.order_by("email").values_list("email", flat=True).distinct():
        recipient_of(email)
        with transaction.atomic():
            recipient = Recipient.objects.select_for_update().get(email=email)
            _gather_for(recipient, list(waiting.filter(email=email).select_for_update().order_by("due", "pk")))


def _gather_for(recipient: Recipient, messages: list[Message]) -> None:
    """One person's: alone when there is only one, and nothing more on the day of the last."""
    now = timezone.now()
    today = timezone.localdate(now)
    under_way = Message.objects.filter(email=recipient.email, alone=True, urgent=False, forced=False)
    if under_way.filter(state__in=(State.WAITING, State.TAKEN, State.HANDING)).exists():
        return  # that of another day, which the server refuses for now
    leaving = []
    for message in messages:
        if recipient.digest_on == today:
            message.due = daily_hour(now)
        elif ended := hindrance(message, recipient, now):
            message.state, message.error = ended
        elif later := too_soon(message, now):
            message.due = daily_hour(later)
        else:
            leaving.append(message)
            continue
        message.save(update_fields=["due", "state", "error"])
    if not leaving:
        return
    recipient.digest_on = today
    recipient.save(update_fields=["digest_on"])
    if len(leaving) == 1:
        Message.objects.filter(pk=leaving[0].pk).update(alone=True)
        return
    scopes = {message.scope for message in leaving}
    subject, body = told(leaving)
    daily = Message.objects.create(
        email=recipient.email,
        kind=KIND,
        scope=scopes.pop() if len(scopes) == 1 else "",
        subject=subject,
        body=body,
        due=now,
    )
    pks = [message.pk for message in leaving]
    Message.objects.filter(pk__in=pks).update(state=State.GATHERED, within=daily)


def told(messages: list[Message]) -> tuple[str, str]:
    """The subject and the body that tell several messages."""
    if len(messages) == 1:
        return messages[0].subject, messages[0].body
    parts = [f"• {message.subject}\n  {message.link or message.body.strip()}" for message in messages]
    return f"{len(messages)} nouvelles de votre COP", HELLO + "\n\n".join(parts) + "\n"


def tell_again(daily: Message, recipient: Recipient) -> bool:
    """Bring a daily message up to date just before it leaves: what no longer holds goes out; whether anything stays."""
    now, leaving = timezone.now(), []
    items = list(daily.items.filter(state=State.GATHERED).order_by("due", "pk"))
    for item in items:
        if ended := hindrance(item, recipient, now):
            Message.objects.filter(pk=item.pk).update(state=ended[0], error=ended[1], within=None)
        else:
            leaving.append(item)
    if leaving and len(leaving) < len(items):
        daily.subject, daily.body = told(leaving)
        daily.save(update_fields=["subject", "body"])
    return bool(leaving)
