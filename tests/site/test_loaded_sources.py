"""The page of sources tells what this installation loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from copilote.exchange.keyfiles.model import Options
from copilote.exchange.keyfiles.plan import LoadingPlan, prepare
from copilote.exchange.keyfiles.store import install
from support_keyfiles import communes_of, igt


def test_loaded_keys_are_told_with_their_date_levers_and_remarks(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COPILOTE_KEYS", str(tmp_path / "keys"))
    address = reverse("sources")
    assert "Les clés chargées" not in client.get(address).content.decode()
    plan = prepare([("<b>igt.csv", igt(communes_of("24")))], Options(year=2021))
    assert isinstance(plan, LoadingPlan)
    install(plan)
    text = client.get(address).content.decode()
    assert 'id="source-charge-igt-2021"' in text
    assert f"Fichier « &lt;b&gt;igt.csv », chargé le {plan.file.loaded_on:%d/%m/%Y}." in text
    assert "Émissions de l’industrie" in text
    assert "Production industrielle" in text
    assert "comptées 0" in text or "soit 0." in text
