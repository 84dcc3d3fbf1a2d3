"""Callers and staff during the chaos: whoever gets no answer asks again with the same key, as the API tells them to."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

from bench.ground import TOKENS

_ORDINARY = "厂里三个月没发工资了，找老板就是推，工友们都很着急。"
_UNSURE = "想反映一个情况，不知道归谁管。"
_DANGER = "有人爬上塔吊讨薪，说今天不给钱就从塔吊上跳下来！"
_PATIENCE_SECONDS = 120.0
_GOOD = {200, 201}

_REPLY = {
    "answer": "已与您电话联系并说明办理情况。",
    "internal": "已联系来电人，情况属实。",
    "confirmed": True,
    "solved": True,
    "contact_way": "phone",
}


class Load:
    """Threads that call and act until told to stop."""

    def __init__(self, port: int, seed: int) -> None:
        self.port = port
        self.acknowledged: list[str] = []
        self.moves: Counter[str] = Counter()
        self.given_up = 0
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._dice = random.Random(seed)
        self._threads: list[threading.Thread] = []

    def start(self, callers: int, staff: int) -> None:
        for work, count in ((self._call, callers), (self._work, staff)):
            for _ in range(count):
                dice = random.Random(self._dice.random())
                thread = threading.Thread(
                    target=self._until_stopped, args=(work, dice), daemon=True
                )
                self._threads.append(thread)
                thread.start()

    def stop(self) -> None:
        """No new calls; those that wait for their 201 go on asking."""
        self._stop.set()
        for thread in self._threads:
            thread.join(_PATIENCE_SECONDS + 10)

    def _until_stopped(self, work: Callable[[random.Random], None], dice: random.Random) -> None:
        while not self._stop.is_set():
            work(dice)
            self._stop.wait(dice.random() * 0.2)

    def _call(self, dice: random.Random) -> None:
        first = not self.acknowledged  # one ladder at least is climbed, however slow the machine
        body, key = plea(dice, danger=first)
        end = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < end:
            status, answer = self._ask("POST", "/api/v1/tickets", "operator", body, key)
            if status == 201:
                with self._lock:
                    self.acknowledged.append(answer["number"])
                return
            time.sleep(0.2)
        with self._lock:
            self.given_up += 1

    def _work(self, dice: random.Random) -> None:
        """Take some ticket one step further; somebody may be faster, that is part of it."""
        queue = dice.choice(["social_security", "emergency", "dispatch_desk"])
        status, answer = self._ask("GET", f"/api/v1/queues/{queue}/tickets?limit=50", "supervisor")
        if status != 200 or not answer["tickets"]:
            return
        ticket = dice.choice(answer["tickets"])
        move, body = self._next(ticket["status"], dice)
        if move is None:
            return
        path = f"/api/v1/tickets/{ticket['number']}/{move}"
        status, _answer = self._ask("POST", path, "supervisor", body)
        with self._lock:
            self.moves[f"{move} {'ok' if status in _GOOD else status}"] += 1

    def _next(self, status: str, dice: random.Random) -> tuple[str | None, dict[str, Any]]:
        if dice.random() < 0.2:
            return "chase", {"words": "来电人再次催办。"}
        match status:
            case "in_review":
                return "dispatch", {"category": "0102", "queue": "social_security"}
            case "dispatched":
                return "accept", {}
            case "accepted" | "rework":
                return "reply", _REPLY
            case "replied":
                if dice.random() < 0.5:
                    return "close", {}
                return "call-back", {"reached": True, "solved": True, "satisfied": True}
        return None, {}

    def _ask(
        self, method: str, path: str, who: str, body: object = None, key: str = ""
    ) -> tuple[int, Any]:
        return ask(("127.0.0.1", self.port), method, path, who, body, key)


def plea(dice: random.Random, *, danger: bool) -> tuple[dict[str, Any], str]:
    """What somebody calls about, and the key under which it is sent however often."""
    text = _DANGER if danger else dice.choices([_ORDINARY, _UNSURE, _DANGER], [6, 2, 2])[0]
    body = {
        "text": text,
        "channel": "phone",
        "region_code": dice.choice(["410105", "410100", "410300"]),
        "caller": {"phone": f"138{dice.randrange(10**8):08d}"},
    }
    return body, uuid.UUID(int=dice.getrandbits(128)).hex


def ask(
    address: tuple[str, int], method: str, path: str, who: str, body: object = None, key: str = ""
) -> tuple[int, Any]:
    """Status and answer; status 0 if there is none."""
    headers = {"Authorization": f"Bearer {TOKENS[who]}", "Content-Type": "application/json"}
    if key:
        headers["Idempotency-Key"] = key
    connection = http.client.HTTPConnection(*address, timeout=20)
    try:
        payload = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        connection.request(method, path, payload, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError):
        return 0, None
    finally:
        connection.close()
