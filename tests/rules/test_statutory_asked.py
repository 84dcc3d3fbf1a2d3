"""The worker's limits by law: what is asked, what is done, what never shortens a year, and which matters show which limit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.domain.errors import InvalidInput
from models.domain.facts import FACT_LABELS, Fact, FactKind, check_fact
from models.domain.statutory import Colour, deadlines, plus_years
from models.domain.statutory_words import (
    ARTICLES,
    DEADLINE_LABELS,
    QUESTIONS,
    DeadlineKind,
    kinds_for,
)
from tests.rules.statutory_cases import CALENDAR, IE, IW, TODAY, A, K, N, S, W, fact, limit


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (A, {K.KNEW}),
        (W, {K.LEFT, K.STILL_EMPLOYED}),
        (S, {K.AWARD_RECEIVED}),
        (IE, {K.INJURED, K.DIAGNOSED}),
        (IW, {K.INJURED, K.DIAGNOSED}),
        (N, {K.BREACH}),
    ],
)
def test_what_is_missing_is_asked_not_guessed(kind: DeadlineKind, asked: set[FactKind]) -> None:
    """No date without a fact."""
    found = limit(kind)

    assert (found.last_day, found.days_left, found.colour) == (None, None, Colour.UNKNOWN)
    assert {question.fact for question in found.questions} == asked


def test_wages_are_not_limited_while_the_relation_lasts() -> None:
    """27 IV; leaving later starts the year, coming back ends the limit."""
    stays = limit(W, fact(K.STILL_EMPLOYED, "2026-11-24"), fact(K.LEFT, "2024-01-02"))
    left = limit(W, fact(K.STILL_EMPLOYED, "2026-01-05"), fact(K.LEFT, "2026-03-02"))

    assert (stays.last_day, stays.colour) == (None, Colour.NO_LIMIT)
    assert "不受" in stays.note
    assert left.last_day == date(2027, 3, 2)


def test_an_open_hindrance_stops_the_year_and_asks_for_its_end() -> None:
    """中止: nobody can say the last day before the reason is gone."""
    found = limit(A, fact(K.KNEW, "2026-03-02"), fact(K.HINDERED, "2026-06-01"))

    assert (found.last_day, found.colour) == (None, Colour.NO_LIMIT)
    assert [question.fact for question in found.questions] == [K.HINDERED]


def test_a_breach_that_goes_on_has_no_last_day_yet() -> None:
    """Two years run from its end."""
    found = limit(N, fact(K.BREACH, "2020-01-06"), fact(K.BREACH_CONTINUES, "2026-11-20"))

    assert (found.last_day, found.colour) == (None, Colour.NO_LIMIT)


def test_what_was_done_in_time_is_done_and_what_came_late_is_not() -> None:
    """A filing after the last day does not save the limit."""
    knew = fact(K.KNEW, "2025-03-03")

    assert limit(A, knew, fact(K.ARBITRATION_FILED, "2026-03-03")).colour is Colour.DONE
    assert limit(A, knew, fact(K.ARBITRATION_FILED, "2026-03-04")).colour is Colour.PASSED
    assert limit(
        IW, fact(K.INJURED, "2026-01-05"), fact(K.EMPLOYER_FILED, "2026-01-20")
    ).colour is (Colour.DONE)


def test_a_roll_over_and_a_late_claim_are_explained() -> None:
    """The note says why the date is not the plain one."""
    assert "顺延至 2026-11-30" in limit(A, fact(K.KNEW, "2025-11-29")).note
    late = limit(A, fact(K.KNEW, "2024-09-02"), fact(K.CLAIMED, "2025-09-03"))
    assert "不重新起算" in late.note
    assert late.used == (fact(K.KNEW, "2024-09-02"),)


def test_a_last_day_in_a_year_without_a_table_is_marked() -> None:
    """2027's holidays are not published: the roll-over is an estimate."""
    assert limit(A, fact(K.KNEW, "2026-03-02")).estimated
    assert not limit(A, fact(K.KNEW, "2025-12-01")).estimated


def test_the_most_pressing_limit_comes_first_and_done_ones_last() -> None:
    """What a clerk must see is on top."""
    facts = [
        fact(K.INJURED, "2026-10-26"),
        fact(K.EMPLOYER_FILED, "2026-11-01"),
        fact(K.KNEW, "2025-12-01"),
        fact(K.AWARD_RECEIVED, "2026-11-13"),
    ]

    found = deadlines(facts, tuple(DeadlineKind), today=TODAY, calendar=CALENDAR)

    assert [one.kind for one in found][:2] == [S, A]
    assert {one.colour for one in found[-2:]} == {Colour.DONE}


DAYS = st.dates(date(2015, 1, 1), date(2026, 6, 1))


@given(DAYS, st.lists(DAYS, max_size=6), st.tuples(DAYS, st.integers(0, 400)))
@settings(max_examples=300, deadline=None)
def test_restarts_and_hindrances_never_shorten_the_year(
    knew: date, claims: list[date], hindrance: tuple[date, int]
) -> None:
    """More facts in the worker's favour never make the last day earlier; adding one twice changes nothing."""
    plain = [Fact(knew, K.KNEW)]
    more = plain + [Fact(day, K.CLAIMED) for day in claims]
    begin, days = hindrance
    most = [*more, Fact(begin, K.HINDERED, begin + timedelta(days=days))]
    ends = [limit(A, *facts).last_day for facts in (plain, more, most, most + most)]

    assert all(ends)
    assert ends[0] <= ends[1] <= ends[2] == ends[3]  # type: ignore[operator]


@given(st.dates(date(1996, 1, 1), date(2090, 1, 1)), st.integers(1, 3))
@settings(max_examples=200, deadline=None)
def test_years_end_on_the_same_date(day: date, years: int) -> None:
    """民法典 202; only 29 February moves."""
    end = plus_years(day, years)

    assert end.year == day.year + years
    assert (end.month, end.day) == (day.month, day.day) or (day.month, day.day, end.day) == (
        2,
        29,
        28,
    )


def test_every_word_has_its_text() -> None:
    """A kind without label, article or question would be a hole in the page."""
    assert set(FACT_LABELS) == set(FactKind)
    assert set(ARTICLES) == set(DEADLINE_LABELS) == set(DeadlineKind)
    assert {question.fact for kind in DeadlineKind for question in limit(kind).questions} <= set(
        QUESTIONS
    )


@pytest.mark.parametrize(
    ("category", "facts", "kinds"),
    [
        ("0102", [], {W, N}),
        ("0201", [], {A}),
        ("0501", [], {IE, IW}),
        ("0902", [], {A, IE, IW}),
        ("1204", [], {A, S}),
        ("1001", [], set()),
        (None, [], set()),
        (None, [fact(K.AWARD_RECEIVED, "2026-11-13")], {S}),
        ("0102", [fact(K.INJURED, "2026-11-02")], {W, N, IE, IW}),
    ],
)
def test_the_matter_and_the_facts_decide_which_limits_are_shown(
    category: str | None, facts: list[Fact], kinds: set[DeadlineKind]
) -> None:
    """By category, or because somebody told a fact that points to one."""
    assert set(kinds_for(category, facts)) == kinds


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (fact(K.KNEW, "2026-11-25"), "on"),
        (fact(K.KNEW, "1994-12-31"), "on"),
        (fact(K.CLAIMED, "2026-01-01", "2026-02-01"), "until"),
        (fact(K.HINDERED, "2026-03-01", "2026-02-01"), "until"),
        (fact(K.HINDERED, "2026-03-01", "2026-12-01"), "until"),
    ],
)
def test_impossible_dates_are_refused_with_their_field(wrong: Fact, field: str) -> None:
    """A slip of the keyboard must not become a last day."""
    with pytest.raises(InvalidInput) as refused:
        check_fact(wrong, TODAY)

    assert [fault.field for fault in refused.value.errors] == [field]
    check_fact(fact(K.EMPLOYER_EXTENSION, "2026-12-31"), TODAY)
