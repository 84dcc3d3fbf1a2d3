"""How tests ask the API: as somebody, with a body as another system would post it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.builders import World


@dataclass(frozen=True)
class Api:
    """Speaks JSON to the application as one person after the other."""

    client: FlaskClient
    world: World

    def get(self, path: str, who: str = "operator") -> TestResponse:
        return self.client.get(path, headers=bearer(who))

    def post(
        self, path: str, body: Any = None, who: str = "operator", **headers: str
    ) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(path, json=body, headers=bearer(who) | named)

    def raw(self, path: str, body: bytes, kind: str = "application/json") -> TestResponse:
        return self.client.post(path, data=body, content_type=kind, headers=bearer("operator"))

    def kept(self, who: str = "operator", **changes: Any) -> str:
        """Post a plea; returns the ticket's number."""
        answer = self.post("/api/v1/tickets", a_body(**changes), who)
        assert answer.status_code == 201, answer.text
        return str(answer.json["number"])  # type: ignore[index]

    def dispatched(self, **changes: Any) -> str:
        """A ticket that the reader has sent to 人社 of the county."""
        number = self.kept(**changes)
        self.world.triage()
        return number

    def move(self, number: str, move: str, body: Any = None, who: str = "operator") -> TestResponse:
        return self.post(f"/api/v1/tickets/{number}/{move}", body or {}, who)


def bearer(who: str) -> dict[str, str]:
    """The header of somebody's token."""
    return {"Authorization": f"Bearer hl_{who}"}


def a_body(**changes: Any) -> dict[str, Any]:
    """A plea as another system would post it."""
    body: dict[str, Any] = {
        "text": "厂里三个月没发工资了，找老板就是推。",
        "channel": "app",
        "caller": {"name": "张某某", "phone": "13800001234"},
        "employer": "某某纺织厂",
        "region_code": "410105",
    }
    return body | changes
