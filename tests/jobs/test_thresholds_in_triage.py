"""Triage reads under the thresholds that supervisors have published, from its next batch on."""

from __future__ import annotations

from dataclasses import replace

from models.domain.thresholds import OWN, Thresholds
from models.policy.load import default_policy
from models.services import policy_desk
from models.services.policies import Shelf
from tests.builders import World
from tests.jobs.hands import FakeReader, a_runtime
from workers import drain


def test_a_published_threshold_holds_from_the_next_batch(world: World) -> None:
    """No restart; going back to the package's version gives the bundle its own again."""
    reader = FakeReader()
    shelf = Shelf(default_policy())
    runtime = replace(a_runtime(world, reader=reader), shelf=shelf)

    def asked() -> Thresholds:
        world.receive()
        drain.triage(runtime)
        return reader.thresholds

    before = asked()
    with world.act("supervisor") as act:
        policy_desk.save_draft(act, {"reader": {"abstain_below": 0.7, "alarm_at": 0.4}})
        policy_desk.publish(act, "少误报")
    published = asked()
    world.policy = shelf.latest
    with world.act("supervisor") as act:
        policy_desk.return_to(act, default_policy().version, "恢复")

    assert (before, published, asked()) == (OWN, Thresholds(0.7, 0.4), OWN)
