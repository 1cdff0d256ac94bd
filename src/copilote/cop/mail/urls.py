"""Addresses of the messages."""

from __future__ import annotations

from django.urls import path

from copilote.cop.mail import views

MESSAGES = "regions/<cop:slug>/messages"
urlpatterns = [
    path(MESSAGES, views.messages, name="messages"),
    path(f"{MESSAGES}/imprimer", views.printed, name="messages_printed"),
    path(f"{MESSAGES}/renvoyer", views.again, name="messages_again"),
    path(f"{MESSAGES}/textes", views.texts, name="message_texts"),
    path(f"{MESSAGES}/textes/<str:kind>", views.text, name="message_text"),
    path(f"{MESSAGES}/<int:number>", views.message, name="message"),
    path("courriels/<str:token>", views.wishes, name="wishes"),
    path("courriels/<str:token>/stop", views.stop, name="stop"),
]
