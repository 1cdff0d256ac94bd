"""The register says all that the base holds of persons, and what is done with it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import (
    BinaryField,
    CharField,
    Field,
    FileField,
    ForeignKey,
    GenericIPAddressField,
    JSONField,
    Model,
    TextField,
)
from django.test import Client
from pytest_django.fixtures import Settings

from copilote.cop.models import User
from copilote.jobs.retention import all_kept
from copilote.privacy.register import REGISTER, all_holdings
from impersonal import IMPERSONAL, NOBODY
from support_words import text_of

pytestmark = pytest.mark.django_db
PAGE = "/vie-privee/registre"
TELLS = (CharField, TextField, JSONField, GenericIPAddressField, BinaryField, FileField)
"""What can say something of a person, with what leads to an account."""


def telling(model: type[Model]) -> Iterator[str]:
    """The fields of a model that may say something of a person."""
    for field in model._meta.concrete_fields:
        leads = isinstance(field, ForeignKey) and field.related_model is User
        if leads or (isinstance(field, TELLS) and not field.choices and not _generated(field)):
            yield field.name


def _generated(field: Field) -> bool:
    return field.name in ("history_type",)


def test_every_field_that_may_say_something_of_a_person_is_in_the_register() -> None:
    told = {label: set() for label in (holding.label for holding in all_holdings())}
    for holding in all_holdings():
        told[holding.label] |= set(holding.fields)
    missing = [
        f"{model._meta.label}.{name}"
        for model in apps.get_models()
        if model._meta.label not in NOBODY
        for name in telling(model)
        if name not in told.get(model._meta.label, set()) | IMPERSONAL.get(model._meta.label, set())
    ]
    assert missing == [], "write them in copilote/privacy/register.py, or in impersonal.py"


def test_what_is_said_impersonal_is_there() -> None:
    labels = {model._meta.label: {field.name for field in model._meta.concrete_fields} for model in apps.get_models()}
    assert set(labels) >= NOBODY
    for label, fields in IMPERSONAL.items():
        assert fields <= labels[label], label


def test_every_model_of_the_register_is_there_with_its_fields() -> None:
    for processing in REGISTER:
        for holding in processing.holdings():
            names = {field.name for field in holding.model._meta.concrete_fields}
            assert set(holding.fields) <= names, holding.label
            assert set(holding.secret) <= set(holding.fields), holding.label


def test_all_of_an_account_is_in_the_register() -> None:
    (account,) = (holding for holding in all_holdings() if holding.label == "cop.User")
    assert set(account.fields) == {field.name for field in User._meta.concrete_fields} - {"id"}


def test_every_duration_is_in_the_register_once() -> None:
    said = [key for processing in REGISTER for key in processing.kept if key in {kept.key for kept in all_kept()}]
    assert sorted(said) == sorted(kept.key for kept in all_kept())


@pytest.mark.parametrize("before", ["", "/en"])
def test_the_page_tells_each_processing_with_the_names_of_its_fields(client: Client, before: str) -> None:
    text = text_of(client.get(before + PAGE))
    for word in ("adresse e-mail", "mot de passe", "empreinte de l’adresse") if not before else ("fingerprint of the",):
        assert word in text
    assert ("à confirmer par le responsable de traitement" in text.lower()) is not before
    assert text.lower().count("confirmed by the controller" if before else "base légale") >= 8


def test_the_page_says_the_durations_of_the_settings(client: Client, settings: Settings) -> None:
    settings.KEEP_ACCOUNTS_DAYS, settings.KEEP_FILES_DAYS = 1095, 21
    text = text_of(client.get(PAGE)).replace("\N{NO-BREAK SPACE}", " ")
    assert "comptes sans connexion : 3 ans." in text
    assert "fichiers préparés : 21 jours." in text


def test_the_page_says_what_the_installation_has_and_what_it_lacks(client: Client, settings: Settings) -> None:
    settings.HTTPS, settings.PUBLISHER, settings.CONTACT_EMAIL, settings.SECOND_FACTOR = False, "", "", False
    text = text_of(client.get(PAGE))
    assert "n’impose pas la connexion chiffrée" in text
    assert "Seconde preuve" not in text
    assert "à nommer par qui administre" in text
    settings.HTTPS, settings.PUBLISHER, settings.CONTACT_EMAIL = True, "Région Exemple", "dpo@region.example"
    settings.SECOND_FACTOR = True
    text = text_of(client.get(PAGE, secure=True))
    assert "Connexion chiffrée (HTTPS) imposée" in text
    assert "Seconde preuve" in text
    assert "Responsable de traitement : Région Exemple." in text
    assert "dpo@region.example" in text


def test_the_register_goes_out_as_files(client: Client) -> None:
    rows = list(csv.reader(io.StringIO(client.get(f"{PAGE}.csv").content.decode("utf-8-sig")), delimiter=";"))
    assert len([row for row in rows if row]) >= len(REGISTER) + 1
    assert client.get(f"{PAGE}.json").json()
    assert client.get(f"{PAGE}.xlsx").content[:2] == b"PK"


def test_the_privacy_page_leads_to_the_register(client: Client) -> None:
    assert f'href="{PAGE}"' in client.get("/vie-privee").content.decode()
