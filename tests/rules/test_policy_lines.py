"""The lines that supervisors edit are the policy: written and read back without loss; a faulty line is named."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta

import pytest

from models.domain.errors import PolicyInvalid
from models.domain.rehearse_policy import OpenClock, What, rehearse_policy
from models.domain.thresholds import OWN, Thresholds
from models.domain.words import ClockKind, DemandType, Urgency
from models.policy.lines import PARTS, lines_of, part_from
from models.policy.load import default_body, default_policy, policy_from_body

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)


@pytest.mark.parametrize("part", PARTS)
def test_lines_say_everything(part: str) -> None:
    """Saving a part without a change makes the same policy."""
    body = copy.deepcopy(default_body())
    body["calendar"]["days"] = {"2026-12-05": True, "2026-11-25": False}
    body["calendar"]["hours"] = {"2026-12-31": [["08:30", "11:30"]]}
    body["calendar"]["weekly"] = {"sat": [["09:00", "12:00"]], "fri": []}
    body["calendar"]["units"] = {
        "410100": {"intervals": [["09:00", "12:00"], ["13:00", "24:00"]]},
        "410105": {"days": {"2026-12-08": False}, "weekly": {"sun": [["09:00", "10:00"]]}},
    }
    body["reader"] = {"abstain_below": 0.0, "alarm_at": 0.25}

    again = body | part_from(body, part, lines_of(body, part))

    read, kept = policy_from_body(again), policy_from_body(body)
    assert (read.clock_rules, read.ladders, read.taxonomy) == (
        kept.clock_rules,
        kept.ladders,
        kept.taxonomy,
    )
    assert read.reader == kept.reader == Thresholds(0.0, 0.25)
    assert (read.calendar, read.unit_calendars) == (kept.calendar, kept.unit_calendars)
    assert read.right_channels == kept.right_channels


@pytest.mark.parametrize(
    ("part", "line", "said"),
    [
        ("clocks", "accept | ordinary", "时限第 1 行"),
        ("clocks", "accept | ordinary | P3 | 全部", "时限第 1 行"),
        ("ladders", "yellow | 1 | +0 minutes | supervisor", "升级阶梯第 1 行"),
        ("ladders", "[ordinary]\nyellow | eins | +0 minutes | supervisor", "升级阶梯第 2 行"),
        ("calendar", "2026-12-31 上午", "工作日历第 1 行"),
        ("calendar", "每周八 09:00-12:00", "工作日历第 1 行"),
        ("calendar", "[单位 410100]\n[单位 410100]", "工作日历第 2 行"),
        ("routing", "9999 | union | P3 | county", "派单目录第 1 行"),
        ("routing", "0102 | union", "派单目录第 1 行"),
        ("refusals", "elsewhere | 别处 | 请到别处", "不予受理第 1 行"),
        ("refusals", "secrecy | 涉密", "不予受理第 1 行"),
        ("reader", "reader.cover | 0.9", "模型阈值第 1 行"),
        ("reader", "reader.alarm_at | 0.3\nreader.alarm_at | 0.4", "模型阈值第 2 行"),
        ("reader", "reader.alarm_at", "模型阈值第 1 行：空白 不是数字"),
    ],
)
def test_a_faulty_line_is_named(part: str, line: str, said: str) -> None:
    """In words of the page, not of the program."""
    with pytest.raises(PolicyInvalid, match=said):
        part_from(default_body(), part, line)


@pytest.mark.parametrize(
    "line",
    [
        "reader.abstain_below | 1.01",
        "reader.abstain_below | -0.1",
        "reader.abstain_below | nan",
        "reader.alarm_at | 0",
        "reader.alarm_at | 30",
    ],
)
def test_a_threshold_is_a_probability(line: str) -> None:
    """And an alarm at 0 would make an emergency of everything."""
    with pytest.raises(PolicyInvalid, match="模型阈值 reader"):
        policy_from_body(default_body() | part_from(default_body(), "reader", line))


def test_no_lines_leave_the_thresholds_to_the_bundle() -> None:
    """Also of a version that an older release wrote."""
    emptied = policy_from_body(default_body() | part_from(default_body(), "reader", "\n"))

    assert emptied.reader == default_policy().reader == OWN


def test_a_draft_is_rehearsed_on_open_clocks() -> None:
    """What changes, in which direction, and what would be overdue now that is not."""
    body = copy.deepcopy(default_body())
    text = lines_of(body, "clocks").replace("P3=24 hours", "P3=12 hours")
    draft = policy_from_body(body | part_from(body, "clocks", text))
    clocks = [
        OpenClock(
            "1", ClockKind.ACCEPT, Urgency.P3, DemandType.COMPLAINT, NOW - timedelta(hours=20)
        ),
        OpenClock("2", ClockKind.ACCEPT, Urgency.P3, None, NOW),
        OpenClock("3", ClockKind.ACCEPT, Urgency.P1, None, NOW),
        OpenClock("4", ClockKind.PAUSE, Urgency.P3, None, NOW),
    ]

    found = rehearse_policy(clocks, default_policy(), draft, NOW)

    assert found.clocks == 3
    assert [change.clock.number for change in found.of(What.CHANGED)] == ["1", "2"]
    assert (found.count(What.EARLIER), found.count(What.LATER)) == (2, 0)
    assert (found.count(What.NEWLY_OVERDUE), found.count(What.NO_LONGER_OVERDUE)) == (1, 0)
