"""Random moves, time jumps and crashes against an oracle of twenty lines: each due rung once, none early, none after a stop.

20 random lives by default; HOTLINE_MODEL_EXAMPLES asks for more.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from models.domain.errors import HotlineError
from models.domain.ticket import CLOCKS_IN, OPEN
from models.domain.words import PauseReason, Queue, Status, Urgency
from models.services import (
    accept,
    call_back,
    chase,
    dispatch,
    escalate,
    reopen,
    reply,
    return_,
    suspend,
    transfer,
    urgency,
)
from models.services.act import Act
from tests.builders import World, a_plea, a_red_flag
from tests.services.ways import a_disposal, clocks, running

EXAMPLES = int(os.environ.get("HOTLINE_MODEL_EXAMPLES", "20"))
JUMPS = st.one_of(
    st.integers(1, 90).map(lambda minutes: timedelta(minutes=minutes)),
    st.integers(1, 400).map(lambda hours: timedelta(hours=hours)),
)


class Crash(RuntimeError):
    """The process dies before the commit."""


class Life(RuleBasedStateMachine):
    """The life of one ticket. `climbed` is the oracle's memory: (clock, rung) -> due."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.climbed: dict[tuple[int, str], datetime] = {}
        self.number = self.world.receive(a_plea(red_flags=())).number
        self.world.triage()

    @rule(span=JUMPS)
    def time_passes(self, span: timedelta) -> None:
        self.world.clock.move(span)

    @rule(batch=st.integers(1, 4))
    def the_job_runs(self, batch: int) -> None:
        """What the oracle expects: all rungs of running clocks that are due by their plan."""
        for clock in clocks(self.world, self.number):
            if clock.stopped_at is None and self._open():
                for rung in clock.plan:
                    at = datetime.fromisoformat(rung["due_at"])
                    if at <= self.world.clock.now():
                        self.climbed.setdefault((clock.id, rung["code"]), at)
        while True:
            with self.world.act() as act:
                if not escalate.fire_due(act, batch):
                    return

    @rule()
    def the_job_dies_before_its_commit(self) -> None:
        try:
            with self.world.act() as act:
                escalate.fire_due(act, 10)
                raise Crash
        except Crash:
            pass

    @rule()
    def somebody_accepts(self) -> None:
        self._try("social_security", lambda act: accept.accept(act, self.number))
        self._try("emergency", lambda act: accept.accept(act, self.number))

    @rule(queue=st.sampled_from([Queue.UNION, Queue.LEGAL, Queue.SOCIAL_SECURITY]))
    def the_desk_transfers(self, queue: Queue) -> None:
        order = dispatch.DispatchOrder(queue=queue)
        self._try("dispatcher", lambda act: transfer.transfer(act, self.number, order))

    @rule(agreed=st.booleans())
    def a_department_returns_it(self, agreed: bool) -> None:
        reason = return_.ReturnReason("不属于本部门职责", "工会法第二十二条", Queue.UNION)
        self._try("social_security", lambda act: return_.return_(act, self.number, reason))
        decision = return_.ReturnDecision(agreed, "已核", dispatch.DispatchOrder(queue=Queue.UNION))
        self._try("dispatcher", lambda act: return_.decide_return(act, self.number, decision))

    @rule(to=st.sampled_from(list(Urgency)))
    def the_urgency_changes(self, to: Urgency) -> None:
        self._try("supervisor", lambda act: urgency.raise_(act, self.number, to, "核实"))
        self._try("supervisor", lambda act: urgency.lower(act, self.number, to, "核实"))

    @rule(days=st.integers(1, 9))
    def the_supervisor_pauses_it(self, days: int) -> None:
        until = self.world.clock.now() + timedelta(days=days)
        wish = suspend.Suspension(PauseReason.CALLER_PAPERS, until, "等材料")
        self._try("supervisor", lambda act: suspend.suspend(act, self.number, wish))

    @rule()
    def the_supervisor_resumes_it(self) -> None:
        self._try("supervisor", lambda act: suspend.resume(act, self.number))

    @rule()
    def the_caller_chases(self) -> None:
        self._try("operator", lambda act: chase.chase(act, self.number))

    @rule()
    def it_is_answered_and_called_back(self) -> None:
        form = a_disposal(self.world)
        self._try("supervisor", lambda act: reply.reply(act, self.number, form))
        happy = call_back.CallBackResult(reached=True, solved=True, satisfied=True)
        self._try("callback", lambda act: call_back.call_back(act, self.number, happy))
        self._try("callback", lambda act: call_back.close(act, self.number))

    @rule()
    def it_is_opened_again(self) -> None:
        self._try("supervisor", lambda act: reopen.reopen(act, self.number, "又欠薪了"))

    @invariant()
    def history_is_what_the_oracle_expects(self) -> None:
        """Exactly the expected rungs, each once, none before its time."""
        fired = [event for event in self.world.events(self.number) if event.kind == "escalated"]
        told = [(event.codes["clock_id"], event.codes["step"]) for event in fired]
        assert len(told) == len(set(told)), "a rung fired twice"
        assert set(told) == set(self.climbed), "a rung is missing, or fired that should not"
        for event in fired:
            due = self.climbed[(event.codes["clock_id"], event.codes["step"])]
            assert datetime.fromisoformat(event.codes["due"]) == due <= event.at

    @invariant()
    def an_open_ticket_has_its_clocks_and_an_ended_one_none(self) -> None:
        ticket = self.world.ticket(self.number)
        now_running = set(running(self.world, self.number))
        assert CLOCKS_IN[Status(ticket.status)] <= now_running
        assert now_running if Status(ticket.status) in OPEN else not now_running

    def _open(self) -> bool:
        return Status(self.world.ticket(self.number).status) in OPEN

    def _try(self, who: str, move: object) -> None:
        """A move that is refused now changes nothing; the invariants see to that."""
        try:
            with self.world.act(who) as act:
                assert isinstance(act, Act)
                move(act)  # type: ignore[operator]
        except HotlineError:
            pass


def test_the_ladder_equals_its_oracle(world: World) -> None:
    """One world, many tickets: every life begins with a fresh one."""

    class LifeHere(Life):
        pass

    LifeHere.world = world
    world.receive(
        a_plea(red_flags=(a_red_flag(),))
    )  # an emergency beside it, so that batches are mixed
    run_state_machine_as_test(
        LifeHere,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=12,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
