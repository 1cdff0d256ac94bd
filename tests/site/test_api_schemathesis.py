"""The API answers what its description says, whatever a program sends: drawn by schemathesis from that description.

SCHEMATHESIS=500 .venv/bin/pytest -m slow tests/site/test_api_schemathesis.py     # requests an operation
"""

from __future__ import annotations

import os

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import Settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from copilote.site.api.docs import schema
from copilote.site.api.urls import api

EACH = int(os.environ.get("SCHEMATHESIS", "100"))
DESCRIBED = schemathesis.openapi.from_dict(schema(api))
DESCRIBED.app = WSGIHandler()
OPERATIONS = [result.ok() for result in DESCRIBED.get_all_operations()]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_an_operation_answers_as_it_is_described(operation: schemathesis.APIOperation, settings: Settings) -> None:
    settings.API_RATE = 0
    asked = 0

    @given(data=st.data())
    @_drawing
    def ask(data: st.DataObject) -> None:
        nonlocal asked
        case = data.draw(operation.as_strategy())
        response = case.call(headers={"Accept-Encoding": "identity"})
        asked += 1
        assert response.status_code < 500, case.as_curl_command()
        case.validate_response(response, excluded_checks=[positive_data_acceptance])

    ask()  # a name that only a table could tell may be refused: what the schema tells, test_api_schema tries
    assert asked >= min(EACH, 20)


_drawing = settings(max_examples=EACH, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
