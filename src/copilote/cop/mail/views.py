"""The pages of messages."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from copilote.cop.journal import MeanwhileError
from copilote.cop.mail.pages import BULK, GROUPS, message_page, messages_page, of_cop, printed_page
from copilote.cop.mail.texts import back_to_default, editable_named, write_text
from copilote.cop.mail.texts_page import TextForm, text_page, texts_page
from copilote.cop.mail.wishes import WishesForm, wishes_page
from copilote.cop.models import Happening, Membership
from copilote.cop.permissions import may
from copilote.cop.security import note
from copilote.outbox.models import Wish
from copilote.outbox.resending import send_again
from copilote.outbox.wishes import recipient_named, wish
from copilote.words.numbers import counted, whole_number


@never_cache
@may("cop.choose_messages")
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest, token: str) -> HttpResponse:
    """What a person wants to receive, without signing in; a mail program that opens the link changes nothing."""
    recipient = recipient_named(token)
    if recipient is None:
        return render(request, "cop/mail/wishes.html", {"page": wishes_page(None, None)}, status=404)
    sent = request.method == "POST"
    form = WishesForm(recipient, request.POST.dict() if sent else None)
    kept = sent and form.is_valid()
    if kept:
        wish(recipient, form.cleaned_data["envoi"], reminders=form.cleaned_data["rappels"])
    page = wishes_page(recipient, form, kept=kept)
    return render(request, "cop/mail/wishes.html", {"page": page}, status=400 if sent and not kept else 200)


@csrf_exempt  # posted by mail programs, which have no page of ours (RFC 8058); the signed link is what it goes by
@never_cache
@may("cop.stop_messages")
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """One click in a mail program: nothing more is sent. Opened as a page, it shows the choice."""
    recipient = recipient_named(token)
    if request.method != "POST" or recipient is None or request.POST.get("List-Unsubscribe") != "One-Click":
        return HttpResponseRedirect(reverse("wishes", args=[token]))
    wish(recipient, Wish.NOTHING, reminders=False)
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
@may("cop.see_messages")
def messages(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """What waits, left, failed."""
    return render(request, "cop/mail/messages.html", {"page": messages_page(slug, member.cop, request.GET.dict())})


@never_cache
@require_safe
@may("cop.see_messages")
def message(request: HttpRequest, member: Membership, slug: str, number: int) -> HttpResponse:
    """One message, to be read, printed, copied."""
    page = message_page(slug, get_object_or_404(of_cop(member.cop), pk=number))
    if page.text:
        note(Happening.EXPORT, user=member.user, cop=member.cop, detail="un message lu")
    return render(request, "cop/mail/message.html", {"page": page})


@never_cache
@require_safe
@may("cop.see_messages")
def printed(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """The texts of many, a page each."""
    page = printed_page(slug, member.cop, request.GET.dict())
    note(Happening.EXPORT, user=member.user, cop=member.cop, detail=f"messages imprimés : {len(page.texts)}")
    return render(request, "cop/mail/printed.html", {"page": page})


@never_cache
@require_POST
@may("cop.send_again")
def again(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """Send one again (`message`), or a whole group (`etat`)."""
    number, group = whole_number(request.POST.get("message", "")), request.POST.get("etat", "")
    back = reverse("messages", args=[slug])
    rows = of_cop(member.cop).none()
    if number is not None:
        rows = of_cop(member.cop).filter(pk=number)
        back = reverse("message", args=[slug, number]) if rows else back
    elif group in BULK:
        rows = of_cop(member.cop).filter(state__in=GROUPS[group][2])
    count = sum(send_again(row) for row in rows)
    if count:
        notices.success(request, f"{counted(count, 'message repart', 'messages repartent')} dans l’instant.")
    else:
        notices.warning(request, "Rien n’est reparti : ces messages sont déjà en route, ou ne sont plus gardés.")
    return HttpResponseRedirect(back)


@never_cache
@require_safe
@may("cop.see_messages")
def texts(request: HttpRequest, member: Membership, slug: str) -> HttpResponse:
    """The texts that messages have."""
    return render(request, "cop/mail/texts.html", {"page": texts_page(slug, member.cop)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@may("cop.write_text")
def text(request: HttpRequest, member: Membership, slug: str, kind: str) -> HttpResponse:
    """The text of a kind of messages: seen as it would be read, kept, or given back to that of the kind."""
    declared = editable_named(kind)
    step = request.POST.get("etape", "") if request.method == "POST" else ""
    here = HttpResponseRedirect(reverse("message_text", args=[slug, kind]))
    if step == "origine":
        if back_to_default(member, declared):
            notices.success(request, "Le texte d’origine est remis.")
        return here
    form = TextForm(member.cop, declared, request.POST.dict() if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 200 if form.is_valid() else 400
        if status == 200 and step == "enregistrer":
            given = form.cleaned_data
            try:
                write_text(member, declared, given["objet"], given["texte"], given["vu"] or 0, given["raison"])
            except MeanwhileError as error:
                form.add_error(None, str(error))
                form.data = {**form.data, "vu": form.own.pk if form.own else 0}
                status = 409
            else:
                notices.success(request, "Texte enregistré : il vaut pour les messages à venir.")
                return here
    return render(request, "cop/mail/text.html", {"page": text_page(slug, form)}, status=status)
