"""Addresses of the demonstration."""

from __future__ import annotations

from django.urls import path

from copilote.site.demo import views

urlpatterns = [path("demonstration/essayer", views.try_role, name="try_role")]
