"""A password that one guesses is refused, with what to do; one of a few words is taken."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from pytest_django.fixtures import Settings

from copilote.cop.models import User
from copilote.site.settings import PASSWORD_HASHERS
from support_cop import animator, speaker


@pytest.mark.parametrize(
    "password",
    [
        *("motdepasse1234", "MotDePasse2026!", "m0tdep@sse1234", "mot de passe 1", "azertyuiop123", "AZERTYUIOP12"),
        *("bonjourbonjour", "Bonjour Toulouse 2026", "soleil!soleil!", "Préfecture2026!", "Mairie41000!!"),
        *("123456789012", "aaaaaaaaaaaa", "qwertyuiop12", "password1234", "nicolas12345", "Marseille1993"),
        *("copilote2026", "CopRegionale1", "centrevaldeloire", "Decembre2026!", "ecolo gie 2026"),
    ],
)
def test_what_everybody_tries_is_refused(password: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert "mots sans rapport entre eux" in " ".join(refused.value.messages)


@pytest.mark.parametrize(
    "password",
    [
        "un bon long mot de passe",
        "quatre tuiles sous la grange",
        "x7#Kq9!vLm2p",
        "héron-compas-levure",
        "agrafe lichen tambour",
        "é" * 6 + "Kq9!vLm2p" + "ù" * 60 + "x" * 100,
    ],
)
def test_a_few_words_or_a_drawn_one_are_taken(password: str) -> None:
    validate_password(password)


@pytest.mark.parametrize("password", ["AnneMartin2026", "anne.martin.41", "exemple-martin!", "Martin exemple 1"])
def test_one_s_own_name_and_address_are_guessed(password: str) -> None:
    user = User(email="anne.martin@exemple.fr", name="Anne Martin")
    with pytest.raises(ValidationError):
        validate_password(password, user)


def test_the_name_of_one_s_organisation_is_guessed() -> None:
    user = speaker().user
    validate_password("agglopolysagglo")
    with pytest.raises(ValidationError, match="« agglopolys »"):
        validate_password("agglopolys-2026", user)
    assert animator().user


def test_a_short_one_is_refused() -> None:
    with pytest.raises(ValidationError, match="12"):
        validate_password("x7#Kq9!vLm2")


def test_passwords_are_hashed_by_argon2_and_former_hashes_renewed(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS  # tests hash quickly
    user = animator().user
    user.password = make_password("agrafe lichen tambour", hasher="pbkdf2_sha256")
    user.save()
    assert user.check_password("agrafe lichen tambour")
    user.refresh_from_db()
    assert identify_hasher(user.password).algorithm == "argon2"
    assert "m=19456,t=2,p=1" in user.password
