"""/api/v1/openapi.json is true: answers look as described, described input is understood, other input is refused."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from hotline.api.moves import DOORS
from hotline.api.openapi import description
from tests.api.asking import Api, bearer
from tests.builders import World

EXAMPLES = 15  # per operation: a guard against drift; a long search is not for every run
_METHODS = [
    (path, method) for path, methods in description()["paths"].items() for method in methods
]
_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
_BOUNDED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def test_the_description_is_public_and_names_every_api_route(
    client: FlaskClient, app: Flask
) -> None:
    """A route that is not described is one that nobody can rely on."""
    described = client.get("/api/v1/openapi.json").json["paths"]

    routes = {
        rule.rule.replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
    }
    moves = {f"/api/v1/tickets/{{number}}/{move}" for move in DOORS}
    plain = set(described) - moves
    assert routes - {"/api/v1/openapi.json", "/api/v1/tickets/{number}/{move}"} == plain
    assert moves <= set(described)


@pytest.mark.parametrize(("path", "method"), _METHODS, ids=[f"{m} {p}" for p, m in _METHODS])
def test_every_operation_keeps_its_description(
    app: Flask, api: Api, world: World, path: str, method: str
) -> None:
    """Described and undescribed input alike: only described statuses, content types and bodies come back."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    operation = schema[path][method.upper()]
    number = api.dispatched()

    @_BOUNDED
    @given(case=st.one_of(*_cases(operation)))
    def holds(case: schemathesis.Case) -> None:
        if "number" in case.path_parameters:
            case.path_parameters["number"] = number
        case.call_and_validate(headers=bearer("supervisor"), checks=_CHECKS)

    holds()


def _cases(operation: Any) -> list[Any]:
    modes = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
    return [operation.as_strategy(generation_mode=mode) for mode in modes]
