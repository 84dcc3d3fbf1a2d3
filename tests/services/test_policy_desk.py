"""Policy as data: drafted, checked, published, returned to; running clocks keep theirs, new ones take the new."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from models.domain.errors import InvalidInput, NotAllowed, NotFound, PolicyInvalid
from models.policy.complete import completed
from models.policy.load import default_body, default_policy, policy_from_body
from models.policy.reach import check_reach
from models.queries import policies
from models.services import policy_desk
from models.services.policies import Shelf, keep_version
from models.tables.policies import Publication
from tests.builders import World
from tests.services.ways import running


def quick(body: dict[str, Any] | None = None, hours: int = 8) -> dict[str, Any]:
    """The clocks with another accept limit for P3."""
    clocks: dict[str, Any] = copy.deepcopy((body or default_body())["clocks"])
    for rule in clocks["clock"]:
        if rule["kind"] == "accept" and "P3" in rule["limits"]:
            rule["limits"]["P3"] = f"{hours} hours"
    return clocks


def in_force(world: World) -> None:
    """Let the world act under what is published, as every process does."""
    with world.sessions() as session:
        world.policy = Shelf(default_policy()).in_force(session)


def publish(world: World, **parts: Any) -> str:
    """Draft, publish, and act under it."""
    with world.act("supervisor") as act:
        policy_desk.save_draft(act, parts)
    with world.act("supervisor") as act:
        version = policy_desk.publish(act, "试行").policy_id
    in_force(world)
    return version


def test_a_published_version_holds_for_new_clocks_and_changes_no_running_one(world: World) -> None:
    """D8: a clock keeps the id of the version it runs under."""
    old = world.dispatched().number
    before = running(world, old)

    version = publish(world, clocks=quick())
    new = world.dispatched().number

    assert world.policy.version == version != default_policy().version
    assert running(world, old) == before
    assert running(world, new)["accept"] == world.clock.now() + timedelta(hours=8)


def test_one_click_returns_to_an_earlier_version(world: World) -> None:
    """As a new entry: the history forgets nothing."""
    publish(world, clocks=quick())
    first = default_policy().version

    with world.act("supervisor") as act:
        policy_desk.return_to(act, first, "试行结束")
    in_force(world)

    assert world.policy.version == first
    with world.act("supervisor") as act:
        assert [row[0].kind for row in policies.history(act.session)] == ["returned", "edited"]


def test_a_draft_that_contradicts_itself_is_not_kept(world: World) -> None:
    """The fault names its place; the draft stays as it was."""
    clocks = quick(hours=0)

    with pytest.raises(PolicyInvalid, match="时限应大于零"), world.act("supervisor") as act:
        policy_desk.save_draft(act, {"clocks": clocks})
    with world.act("supervisor") as act:
        assert policy_desk.draft_of(act) is None


@pytest.mark.parametrize(
    ("code", "at", "said"),
    [
        ("red", "+1 hours", "orange 到不了|red"),
        ("criticism", "+3 working_days", "red 到不了"),
        ("criticism", "+900 working_days", "一年以后"),
    ],
)
def test_a_rung_that_nobody_reaches_is_refused(code: str, at: str, said: str) -> None:
    """oncall 934: a step that is silently unreachable."""
    body = copy.deepcopy(default_body())
    for rung in body["ladders"]["ordinary"]["rungs"]:
        if rung["code"] == code:
            rung["at"] = at

    with pytest.raises(PolicyInvalid, match=said):
        check_reach(policy_from_body(body))


def test_the_default_policy_reaches_every_rung() -> None:
    """Ours is held to the same."""
    check_reach(default_policy())


@pytest.mark.parametrize("who", ["city_supervisor", "operator", "leader", "admin"])
def test_only_the_province_s_supervisors_change_policy(world: World, who: str) -> None:
    """It holds for the whole province."""
    with pytest.raises(NotAllowed), world.act(who) as act:
        policy_desk.save_draft(act, {"clocks": quick()})
    with pytest.raises(NotAllowed), world.act(who) as act:
        policy_desk.return_to(act, default_policy().version, "不行")


def test_two_drafts_do_not_overwrite_each_other(world: World) -> None:
    """Whoever began before the other's publication begins anew."""
    with world.act("supervisor") as act:
        policy_desk.save_draft(act, {"clocks": quick(hours=8)})
    with world.act() as act:
        keep_version(act.session, default_body() | {"clocks": quick(hours=9)}, act.now)
        other = policy_from_body(default_body() | {"clocks": quick(hours=9)}).version
        act.session.add(Publication(policy_id=other, kind="edited", reason="先到", at=act.now))
    in_force(world)

    with pytest.raises(InvalidInput, match="已有人发布"), world.act("supervisor") as act:
        policy_desk.publish(act, "后到")


def test_without_a_reason_or_a_draft_nothing_is_published(world: World) -> None:
    """Who reads the history later must know why."""
    with pytest.raises(NotFound), world.act("supervisor") as act:
        policy_desk.publish(act, "试行")
    with world.act("supervisor") as act:
        policy_desk.save_draft(act, {"clocks": quick()})
    with pytest.raises(InvalidInput), world.act("supervisor") as act:
        policy_desk.publish(act, "  ")


def test_the_program_can_not_rewrite_what_was_in_force_when(world: World) -> None:
    """The role of the program may only append."""
    publish(world, clocks=quick())

    with pytest.raises(ProgrammingError, match="permission denied"), world.act() as act:
        act.session.execute(text("UPDATE publication SET reason = 'x'"))


def test_a_version_of_an_older_release_is_completed() -> None:
    """A clock kind that it does not know gets the package's rule, with its ladder."""
    body = copy.deepcopy(default_body())
    body["clocks"]["clock"] = [r for r in body["clocks"]["clock"] if r["kind"] != "confirm"]
    del body["allowances"]["emergency"], body["refusals"]

    whole = completed(body, default_body())

    assert {rule.kind for rule in policy_from_body(whole).clock_rules} == {
        rule.kind for rule in default_policy().clock_rules
    }


def test_a_version_that_can_not_be_read_leaves_the_last_good_one_in_use(world: World) -> None:
    """A damaged row must not stop the hotline."""
    with world.act() as act:
        policies.insert_if_new(act.session, "f" * 64, {"clocks": {"clock": "?"}}, act.now)
        act.session.add(Publication(policy_id="f" * 64, kind="edited", reason="坏", at=act.now))
    shelf = Shelf(world.policy)

    with world.sessions() as session:
        assert shelf.in_force(session) is world.policy
        assert shelf.in_force(session).version == world.policy.version


def test_every_act_sees_what_was_published_before_it(world: World) -> None:
    """One shelf, read once per version."""
    shelf = Shelf(default_policy())
    with world.sessions() as session:
        assert shelf.in_force(session) is default_policy()
    version = publish(world, clocks=quick())
    with world.sessions() as session:
        first, second = shelf.in_force(session), shelf.in_force(session)

    assert first is second
    assert first.version == version
    assert replace(first, version="") == replace(
        policy_from_body(default_body() | {"clocks": quick()}), version=""
    )
    with world.sessions() as session:
        assert session.scalars(select(Publication.kind)).all() == ["edited"]
