"""What tests of the hands use: readers that behave badly in known ways, senders, a runtime on the test's clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.domain.errors import SendFailed
from models.domain.thresholds import OWN, Thresholds
from models.domain.verdict import Verdict
from models.logs import configure
from models.services.notify import Letter
from tests.builders import World, a_verdict
from tests.fakes import FakeBell
from workers.enqueue import Rings
from workers.reader import TextReader
from workers.runtime import Runtime
from workers.senders.in_app import InApp
from workers.senders.sender import Sender

POISON = "读不了"


class FakeReader:
    """Says the same of every text, fails on poison, and counts how often it was asked."""

    def __init__(self, *, ready: bool = True, verdict: Verdict | None = None) -> None:
        self.ready = ready
        self.asked: list[int] = []
        self.thresholds = OWN
        self._verdict = verdict or a_verdict()

    def prepare(self) -> bool:
        return self.ready

    def verdicts(self, texts: Sequence[str], thresholds: Thresholds = OWN) -> list[Verdict]:
        self.thresholds = thresholds
        self.asked.append(len(texts))
        if any(POISON in text for text in texts):
            raise ValueError("the reader chokes on " + texts[0])
        return [self._verdict for _ in texts]


class Bellman(FakeBell):
    """A bell that also hears."""

    def heard(self, name: str) -> None:
        self.rung.append(f"heard {name}")


class Post:
    """A sender that keeps what it sent and fails as told."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.sent: list[Letter] = []
        self._failure = failure

    def send(self, letter: Letter) -> None:
        if self._failure is not None:
            raise self._failure
        self.sent.append(letter)


def refused(*, retryable: bool) -> SendFailed:
    """What a sender raises."""
    return SendFailed("对方没有接收。", retryable=retryable)


def a_runtime(
    world: World,
    *,
    bell: Rings | None = None,
    reader: TextReader | None = None,
    senders: Mapping[str, Sender] | None = None,
) -> Runtime:
    """The hands' tools on the world's database, with the world's clock instead of the database's."""
    configure(
        "info"
    )  # the program's own log: the default one prints every local of every frame, for seconds
    return Runtime(
        sessions=world.sessions,
        policy=world.policy,
        keys=world.keys,
        bell=bell or Bellman(),
        reader=reader or FakeReader(),
        senders=senders or {"in_app": InApp()},
        moment=lambda _session: world.clock.now(),
    )
