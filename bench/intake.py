"""Intake over HTTP: a whole plea with clocks, against a bare app that inserts one row, and one that does nothing."""

from __future__ import annotations

import json

from sqlalchemy import create_engine, text

from bench.bare import GRANT, TABLE
from bench.clients import Answered, pound, request
from bench.ground import TOKENS, Ground
from bench.processes import web
from bench.report import Line, percentile
from models.settings import Settings

CLIENTS = 8
_PLEA = "我在郑州一家电子厂上班，从七月起就没有发过工资，一共欠了三个月，电话13800001234，找老板就是推。"


def measure(ground: Ground, seconds: float) -> list[Line]:
    settings = ground.fresh("bench_intake")
    owner = create_engine(settings.database_owner_url)
    with owner.begin() as connection:
        connection.execute(text(TABLE))
        connection.execute(text(GRANT))
    owner.dispose()
    ours = _ours(settings, seconds)
    row = _bare(settings, "/row", seconds)
    nothing = _bare(settings, "/nothing", seconds)
    return [
        Line("intake", "tickets/s, 8 clients", ours.rate, "/s"),
        Line("intake", "refused", ours.refused, "", at_most=0),
        Line("intake", "p95 of a 201", percentile(ours.latencies, 95) * 1000, "ms"),
        Line("intake", "one-row app, requests/s", row.rate, "/s"),
        Line("intake", "empty app, requests/s", nothing.rate, "/s"),
        Line("intake", "against the one-row app", ours.rate / row.rate, "x", at_least=0.7),
        Line("intake", "against the empty app", ours.rate / nothing.rate, "x", at_least=0.2),
    ]


def _ours(settings: Settings, seconds: float) -> Answered:
    def plea(client: int, nth: int) -> bytes:
        body = {
            "text": _PLEA,
            "channel": "phone",
            "region_code": "410105",
            "caller": {"name": "张某某", "phone": f"1380{client:02d}{nth:05d}"},
        }
        return request("POST", "/api/v1/tickets", TOKENS["operator"], _json(body))

    with web(settings) as port:
        pound(port, plea, clients=CLIENTS, seconds=min(2.0, seconds))
        return pound(port, plea, clients=CLIENTS, seconds=seconds)


def _bare(settings: Settings, path: str, seconds: float) -> Answered:
    whole = request("POST", path, "none", _json({"text": _PLEA}))
    with web(settings, module=("bench.bare",)) as port:
        pound(port, lambda _client, _nth: whole, clients=CLIENTS, seconds=min(2.0, seconds))
        return pound(port, lambda _client, _nth: whole, clients=CLIENTS, seconds=seconds)


def _json(body: object) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
