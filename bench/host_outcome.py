"""What happened to three hosts of which one was cut off: every answer to a caller, and what it amounts to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

CUT = 1  # host B


@dataclass(frozen=True)
class Answer:
    """One try of one plea at one host; the times are monotonic."""

    host: int
    asked: float
    answered: float
    status: int


@dataclass
class Outcome:
    """What happened and what the checker found."""

    namespaces: bool
    answers: list[Answer] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    given_up: int = 0
    cut_at: float = 0.0
    mended_at: float = 0.0
    workers_back: float | None = None
    early: int = 0
    rungs: int = 0
    late_p99: float = 0.0
    faults: list[str] = field(default_factory=list)

    def of(self, host: int, *, kept: bool, cut: bool | None = None) -> list[Answer]:
        """Answers of a host, of the time of the cut only or of the time outside it."""
        return [
            a
            for a in self.answers
            if a.host == host
            and (a.status == 201) is kept
            and (cut is None or (self.cut_at <= a.asked < self.mended_at) is cut)
        ]

    def first_refusal(self) -> float | None:
        """Seconds from the cut until B said 503 instead of nothing."""
        said = [a.answered for a in self.of(CUT, kept=False) if a.status == 503]
        return min((at - self.cut_at for at in said if at > self.cut_at), default=None)

    def longest_wait(self) -> float:
        """The longest that a caller waited for an answer of the cut host, whatever it was."""
        return max((a.answered - a.asked for a in self.answers if a.host == CUT), default=0.0)

    def web_back(self) -> float | None:
        """Seconds from the mending until B kept a plea that was sent after it."""
        kept = [a.answered for a in self.of(CUT, kept=True) if a.asked >= self.mended_at]
        return min((at - self.mended_at for at in kept), default=None)


def broken(outcome: Outcome) -> list[str]:
    """Every fault as a sentence."""
    found = list(outcome.faults)
    found += ["rungs fired early"] * bool(outcome.early) + ["no rung fired"] * (not outcome.rungs)
    found += [f"callers who gave up: {outcome.given_up}"] * bool(outcome.given_up)
    found += ["B takes no pleas again"] * (outcome.web_back() is None)
    found += ["B's workers do not come back"] * (outcome.workers_back is None)
    return found


def table(outcome: Outcome) -> Iterator[str]:
    """What is printed."""
    yield "host  kept  in the cut  refused 503  no answer"
    for host in sorted({answer.host for answer in outcome.answers}):
        kept, during = outcome.of(host, kept=True), outcome.of(host, kept=True, cut=True)
        not_kept = outcome.of(host, kept=False)
        refused = sum(a.status == 503 for a in not_kept)
        row = f"{len(kept):6}{len(during):12}{refused:13}{len(not_kept) - refused:11}"
        yield f"{'ABCDEFGH'[host]:4}{row}"
    yield f"B said 503 {_seconds(outcome.first_refusal())} after the cut, longest wait {outcome.longest_wait():.1f} s"
    yield (
        f"B took pleas {_seconds(outcome.web_back())} after it was back, "
        f"its workers worked {_seconds(outcome.workers_back)} after"
    )
    yield f"rungs {outcome.rungs}, early {outcome.early}, lateness p99 {outcome.late_p99:.2f} s"


def _seconds(value: float | None) -> str:
    return "never" if value is None else f"{value:.1f} s"
