"""Searching: what is found in which order, what is never found, and that nobody finds more than the lists show."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.domain.errors import InvalidInput, NotAllowed
from models.domain.search_plan import Tier
from models.domain.words import Queue
from models.queries import tickets
from models.queries.search import Narrow
from models.services import transfer
from models.services.dispatch import DispatchOrder
from models.services.plea import CallerSaid
from models.tables.search import TicketSearch
from models.tables.trail import View
from tests.builders import CITY, COUNTY, OTHER_CITY, World, a_plea, a_verdict
from tests.searching import ask, index_all, numbers


def _kept(world: World, text: str, **changes: object) -> str:
    return world.receive(a_plea(text, **changes)).number


def test_as_typed_comes_before_its_words_and_those_before_synonyms(world: World) -> None:
    """The order of the answers is the order of certainty, whatever is newer."""
    exact = _kept(world, "老板拖欠工资三个月。")
    words = _kept(world, "公司说工资先拖欠着，等工程款到了再说。")
    meaning = _kept(world, "我们十几个人来讨薪，没人理。")
    _kept(world, "食堂的饭菜不干净。")
    index_all(world)

    found = ask(world, "拖欠工资")

    assert [hit.tier for hit in found.hits] == [Tier.EXACT, Tier.WORDS, Tier.MEANING]
    assert numbers(found) == [exact, words, meaning]
    assert found.count == 3


def test_a_word_comes_before_the_same_characters_inside_others(world: World) -> None:
    """工会 is also inside 职工会议室: found, but below."""
    inside = _kept(world, "昨天职工会议室漏水，没有人修。")
    word = _kept(world, "想问工会怎么成立。")
    inside_too = _kept(world, "职工会议室空调坏了。")
    index_all(world)

    assert numbers(ask(world, "工会"))[:3] == [word, inside_too, inside]


def test_a_phrase_is_checked_exactly(world: World) -> None:
    """All pairs of 不签合同 stand in the second text, the phrase does not."""
    exact = _kept(world, "厂里一直不签合同。")
    _kept(world, "合同不签合不合适？签合同的事我不懂，不签。")
    index_all(world)

    assert numbers(ask(world, "“一直不签合同”")) == [exact]


def test_traditional_and_full_width_spelling_find_the_same(world: World) -> None:
    """來電人 writes as they learnt it."""
    number = _kept(world, "在ＫＴＶ上班，职工受伤没有人管。")
    index_all(world)

    assert numbers(ask(world, "職工受傷")) == [number]
    assert numbers(ask(world, "ktv")) == [number]


def test_an_employer_is_found_by_initials_and_by_parts_of_the_name(world: World) -> None:
    """鑫晟 is not in the first plane of GB2312; people type initials all the same."""
    number = _kept(world, "三个月没有社保。", employer="河南鑫晟建设工程有限公司")
    _kept(world, "三个月没有社保。", employer="河南宏达食品有限公司")
    index_all(world)

    for typed in ("hnxsjs", "xsjs", "鑫晟建设", "鑫晟 社保"):
        assert numbers(ask(world, typed))[0] == number, typed


def test_a_ticket_is_found_by_its_number_and_by_the_number_s_end(world: World) -> None:
    """As read from a screen or remembered from a call."""
    number = _kept(world, "社保断缴。")
    index_all(world)

    for typed in (number, number[-6:], number[-4:], number[:8]):
        assert ask(world, typed).hits[0].tier is Tier.NUMBER, typed


def test_a_caller_is_found_by_phone_and_never_without_a_trace(world: World) -> None:
    """Whole number or its end, by blind index; the search is written down."""
    number = _kept(world, "社保断缴。", caller=CallerSaid("王小明", "13937112345"))
    _kept(world, "社保断缴。", caller=CallerSaid("李某某", "13800009999"))
    index_all(world)

    for typed in ("13937112345", "尾号2345", "电话 7112345", "手机尾号 2345 社保"):
        assert numbers(ask(world, typed)) == [number], typed
    assert numbers(ask(world, "尾号9112345")) == []
    with world.sessions() as session:
        assert list(session.scalars(select(View.what))) == ["caller_search"] * 5
    with pytest.raises(NotAllowed):
        ask(world, "尾号2345", "dispatcher")


def test_names_and_numbers_of_callers_are_in_no_row(world: World) -> None:
    """Neither in the text nor in notes, neither as words nor as pairs of characters."""
    number = _kept(
        world,
        "我叫王小明，电话13937112345，身份证41010119900101123X，厂里不交社保。",
        caller=CallerSaid("王小明", "13937112345"),
    )
    index_all(world)

    with world.sessions() as session:
        row = session.scalars(select(TicketSearch)).one()
    spelled = row.body + " ".join(row.terms)
    for secret in ("王小明", "小明", "13937112345", "2345", "410101", "电话1"):
        assert secret not in spelled.replace(number[-4:], ""), secret
    assert ask(world, "王小明").hits == []


def test_nothing_to_look_for_is_said(world: World) -> None:
    """An empty answer would look as if there were none."""
    for typed in ("", "  ", "，。", "的", "41010119900101123X"):
        with pytest.raises(InvalidInput):
            ask(world, typed)


def test_filters_narrow_by_what_the_ticket_is_now(world: World) -> None:
    """Status, matter, unit with all below it, and time."""
    wages = world.dispatched(text="保安公司欠薪。").number
    world.receive(a_plea("保安公司欠薪，人在洛阳。", region_code=OTHER_CITY))
    world.triage(a_verdict(category="0501"))
    index_all(world)

    def found(**narrow: object) -> list[str]:
        return numbers(ask(world, "保安", narrow=Narrow(**narrow)))  # type: ignore[arg-type]

    assert len(found()) == 2
    assert found(category="01") == found(category="0102") == found(unit=CITY) == [wages]
    assert found(unit=COUNTY, statuses=("dispatched",)) == [wages]
    assert (
        found(statuses=("closed",))
        == found(since=None, before=world.ticket(wages).received_at)
        == []
    )


@pytest.mark.parametrize(
    "who",
    [
        "operator",
        "analyst",
        "city_supervisor",
        "other_supervisor",
        "social_security",
        "legal",
        "union",
    ],
)
def test_search_shows_what_the_lists_show_and_counts_no_more(world: World, who: str) -> None:
    """Hits, near hits and the count come from the same rule of sight as every list."""
    for region in (COUNTY, CITY, OTHER_CITY):
        world.receive(a_plea("三个月没发工资了。", region_code=region))
        world.receive(
            a_plea("三个月没发工资了，车间主任还动手动脚。", region_code=region, demand_type="R")
        )
    world.triage()
    index_all(world)

    with world.act(who) as act:
        listed = {t.number for t in tickets.page(act.session, act.person, tickets.Filter())}
    found = ask(world, "没发工资", who)

    assert set(numbers(found)) == listed
    assert found.count == len(listed)


def test_what_was_written_on_a_ticket_is_found_too(world: World) -> None:
    """Replies and reasons, as long as the ticket is in sight; without the caller's name that stands in them."""
    number = world.dispatched(caller=CallerSaid("王小明", "13937112345")).number
    index_all(world)
    with world.act("dispatcher") as act:
        order = DispatchOrder(queue=Queue.UNION, reason="企业已列入失信名单，王小明希望工会协调。")
        transfer.transfer(act, number, order)
    index_all(world)

    assert numbers(ask(world, "失信名单")) == [number]
    assert ask(world, "失信名单", "legal").hits == []
    assert ask(world, "小明希望").hits == []
