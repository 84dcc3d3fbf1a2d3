"""The web base: headers, errors as problems or pages, logs without personal data, nothing global."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hotline.errors import STATUS
from hotline.permits import permit
from hotline.reader import Reader
from models.domain import errors as domain_errors
from models.domain.errors import HotlineError
from models.domain.permissions import Permission
from models.services import log_in
from tests.api.asking import Api, a_body, bearer
from tests.builders import World, a_verdict
from tests.fakes import FakeModel

# Raised before or behind the doors: at start, in senders, or only as a base.
NOT_AT_THE_DOOR = {"error", "settings_invalid", "bundle_invalid", "send_failed"}


def _ours(module: object) -> Iterator[type[HotlineError]]:
    for _, found in inspect.getmembers(module, inspect.isclass):
        if issubclass(found, HotlineError):
            yield found


@pytest.mark.parametrize("path", ["/log-in", "/api/v1/tickets/1", "/nowhere", "/healthz"])
def test_every_answer_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    """Also errors; no inline script or style is allowed anywhere."""
    headers = client.get(path).headers

    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert len(headers["X-Request-Id"]) == 16


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("DELETE", "/api/v1/tickets", 405),
        ("GET", "/api/v1/tickets/1", 401),
        ("GET", "/api/v1/tickets/%00", 422),
    ],
)
def test_programs_get_problems(client: FlaskClient, method: str, path: str, status: int) -> None:
    """RFC 9457 with code, Chinese text and the request's id."""
    answer = client.open(path, method=method)

    problem = answer.get_json(force=True)
    assert answer.status_code == problem["status"] == status
    assert answer.content_type == "application/problem+json; charset=utf-8"
    assert problem["request_id"] == answer.headers["X-Request-Id"]
    assert set(problem) == {"type", "title", "status", "detail", "code", "errors", "request_id"}


def test_people_get_pages(client: FlaskClient) -> None:
    """The same errors as HTML, in Chinese."""
    answer = client.get("/nowhere")

    assert answer.status_code == 404
    assert answer.content_type == "text/html; charset=utf-8"
    assert "没有找到" in answer.text


def test_every_error_of_ours_has_a_status() -> None:
    """A code that the table forgot would be answered as a fault of the program."""
    codes = {error.code for module in (domain_errors, log_in) for error in _ours(module)}

    assert codes - set(STATUS) == NOT_AT_THE_DOOR


def test_an_unforeseen_fault_tells_the_sender_nothing_inside(
    capsys: pytest.CaptureFixture[str], app: Flask
) -> None:
    """500 in Chinese; the log says where, and neither says what was in the row."""

    def fail() -> str:
        phone = "13800009999"
        raise ValueError(f"invalid literal: {phone}")

    app.add_url_rule("/api/v1/broken", "broken", permit(Permission.PUBLIC)(fail))

    answer = app.test_client().get("/api/v1/broken")

    written = capsys.readouterr().err
    assert (answer.status_code, answer.get_json(force=True)["code"]) == (500, "internal")
    assert "test_app.py" in written
    assert "13800009999" not in answer.text + written


def test_logs_hold_ids_and_no_words_of_callers(
    capsys: pytest.CaptureFixture[str], api: Api
) -> None:
    """Canaries for text, name, phone, employer, number of the ticket and search words."""
    canary = a_body(
        text="金丝雀诉求内容 13900001111",
        employer="金丝雀工厂",
        caller={"name": "金丝雀", "phone": "13700002222"},
    )
    number = api.post("/api/v1/tickets", canary).json["number"]
    api.get(f"/api/v1/tickets/{number}?q=13600003333")
    api.post("/api/v1/tickets", canary | {"persons": "金丝雀"})

    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["status"] for line in lines if line["event"] == "request"] == [201, 200, 422]
    written = json.dumps(lines, ensure_ascii=False)
    for secret in ("金丝雀", "13900001111", "13700002222", "13600003333", number, "hl_operator"):
        assert secret not in written


def test_two_applications_live_beside_each_other(build: Callable[..., Flask]) -> None:
    """Nothing is global: what one counted the other does not show."""
    first, second = build(), build()
    first.test_client().get("/log-in")

    assert 'route="/log-in"' in first.test_client().get("/metrics").text
    assert 'route="/log-in"' not in second.test_client().get("/metrics").text


def test_intake_works_while_no_model_can_be_loaded(api: Api, build: Callable[..., Flask]) -> None:
    """D14: the web needs no model, for dangers neither."""

    def never() -> FakeModel:
        raise AssertionError("nobody asked for a suggestion")

    client = build(reader=Reader(never)).test_client()
    answer = client.post(
        "/api/v1/tickets", json=a_body(text="有人要跳楼"), headers=bearer("operator")
    )

    assert (answer.status_code, answer.json["urgency"]) == (201, "P1")


def test_a_suggestion_comes_once_the_model_is_there() -> None:
    """None before, a verdict after; a load that failed is tried again with the next question."""
    outcomes: list[FakeModel | None] = [None, FakeModel(a_verdict())]

    def load() -> FakeModel:
        model = outcomes.pop(0)
        if model is None:
            raise OSError("no bundle on this disk")
        return model

    reader = Reader(load)
    reader.warm().join(10)
    assert reader.suggestion("工资没发") is None
    reader.warm().join(10)

    assert reader.suggestion("工资没发") == a_verdict()


def test_suggestions_follow_the_bundle_in_use() -> None:
    """A promoted bundle answers without a restart; until it is loaded the old one does."""
    in_use = ["old"]
    clock = [0.0]
    models = {name: FakeModel(a_verdict(bundle=name)) for name in ("old", "new")}
    reader = Reader(lambda: models[in_use[0]], lambda: in_use[0], lambda: clock[0])
    reader.warm().join(10)

    assert reader.suggestion("工资没发") == a_verdict(bundle="old")
    in_use[0] = "new"
    assert reader.suggestion("工资没发") == a_verdict(bundle="old")
    clock[0] += 10
    reader.suggestion("工资没发")
    reader.warm().join(10)
    assert reader.suggestion("工资没发") == a_verdict(bundle="new")


def test_intake_is_never_limited(api: Api, world: World) -> None:
    """In a crisis one address posts hundreds of pleas a minute; only guessing is limited."""
    statuses = {api.post("/api/v1/tickets", a_body()).status_code for _ in range(70)}

    assert statuses == {201}
