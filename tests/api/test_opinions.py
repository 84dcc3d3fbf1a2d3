"""会商: each department that takes part says what it thinks, all of them and the supervisor read it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from models.domain.errors import InvalidInput, MoveNotPossible, NotAllowed, NotFound
from models.domain.words import Queue, Status
from models.services import consult, dispatch, opinion, return_
from models.tables.clocks import Notice
from tests.api.browsing import browser_of
from tests.builders import World

WORDS = "该单位未建会，欠薪属劳动保障监察职责。"


@pytest.fixture
def disputed(world: World) -> str:
    """人社 gave it back, 法律 was invited."""
    number = world.dispatched().number
    with world.act("social_security") as act:
        wish = return_.ReturnReason("不归我们", "三定方案", Queue.LEGAL)
        return_.return_(act, number, wish)
    with world.act("dispatcher") as act:
        consult.consult(act, number, consult.Invitation("两家都说不是", Queue.LEGAL))
    return number


def test_an_invited_department_speaks_and_all_read_it(
    client: FlaskClient, world: World, disputed: str
) -> None:
    """With unit and time; who is still silent stands beside it; the supervisor is told."""
    path = f"/tickets/{disputed}"
    answer = browser_of(client, world, "legal").send(f"{path}/opinion", path, words=WORDS)
    assert "已提交会商意见" in answer.text, [
        line for line in answer.text.splitlines() if "alert" in line
    ]

    page = browser_of(client, world, "supervisor").get(path).text

    panel = page[page.index('id="dispute"') :].split("</section>")[0]
    assert WORDS in panel
    assert panel.count("待提出意见") == 2  # 人社 and the dispatch desk
    assert "提交会商意见" not in panel
    assert world.ticket(disputed).status == Status.IN_CONSULTATION
    with world.sessions() as session:
        heard = session.scalars(select(Notice.user_id).where(Notice.kind == opinion.KIND)).all()
    assert world.people["city_supervisor"].user_id in heard


def test_the_words_are_a_note_and_the_event_holds_codes_only(world: World, disputed: str) -> None:
    """Personal data become tokens, as everywhere."""
    with world.act("social_security") as act:
        opinion.give_opinion(act, disputed, "来电人 13800001234 说已离职。")

    event = next(event for event in world.events(disputed) if event.kind == opinion.KIND)
    assert set(event.codes) == {"department_id", "note_id"}
    with world.act("legal") as act:
        dispute = opinion.dispute_of(act, world.ticket(disputed))
    assert dispute is not None
    assert "13800001234" not in dispute.opinions[0].words
    assert dispute.may_speak


@pytest.mark.parametrize("who", ["supervisor", "operator", "union"])
def test_only_who_takes_part_speaks(world: World, disputed: str, who: str) -> None:
    """The supervisor decides; a co-handler was not asked whose matter it is."""
    with pytest.raises(NotAllowed), world.act(who) as act:
        opinion.give_opinion(act, disputed, WORDS)


def test_a_department_that_was_not_invited_does_not_see_it(world: World, disputed: str) -> None:
    """To those without sight the ticket does not exist."""
    with pytest.raises(NotFound), world.act("city_legal") as act:
        opinion.give_opinion(act, disputed, WORDS)


def test_an_empty_opinion_is_none(world: World, disputed: str) -> None:
    """Nobody is on record with nothing."""
    with pytest.raises(InvalidInput), world.act("legal") as act:
        opinion.give_opinion(act, disputed, "  ")


def test_after_the_decision_nobody_speaks_and_the_words_stay(world: World, disputed: str) -> None:
    """The dispute is over; why it ended so is still read."""
    with world.act("legal") as act:
        opinion.give_opinion(act, disputed, WORDS)
    with world.act("supervisor") as act:
        order = dispatch.DispatchOrder(queue=Queue.SOCIAL_SECURITY)
        return_.designate(act, disputed, return_.ReturnDecision(True, "指定人社", order))

    with pytest.raises(MoveNotPossible), world.act("legal") as act:
        opinion.give_opinion(act, disputed, WORDS)
    with world.act("supervisor") as act:
        dispute = opinion.dispute_of(act, world.ticket(disputed))
    assert dispute is not None
    assert not dispute.is_open
    assert WORDS in [one.words for one in dispute.opinions]
