"""The address of a region's dossier."""

from __future__ import annotations

from django.urls import path

from copilote.dossier.views import region_pdf

urlpatterns = [path("regions/<slug:slug>/dossier.pdf", region_pdf, name="dossier_pdf")]
