"""The policy as data: stable version, a true round trip, and every contradiction refused with its place."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from models.domain.errors import PolicyInvalid
from models.policy.load import default_body, default_policy, policy_from_body, version_of


def broken(*path: str | int, value: object) -> dict[str, Any]:
    """The default body with one thing changed; `value` None removes it."""
    body = copy.deepcopy(default_body())
    *way, last = path
    place: Any = body
    for step in way:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return body


def test_the_default_policy_is_read_once() -> None:
    """Everybody shares one value; it can't be changed."""
    assert default_policy() is default_policy()


def test_a_stored_version_is_the_policy_that_was_stored() -> None:
    """Through JSON and back: same version, same rules."""
    stored = json.loads(json.dumps(default_body()))

    assert policy_from_body(stored) == default_policy()


def test_the_version_follows_the_content_only() -> None:
    """The order of keys changes nothing, one limit changes it."""
    body = default_body()
    turned = dict(reversed(body.items()))

    assert version_of(turned) == version_of(body) == default_policy().version
    assert version_of(broken("calendar", "return_limit_days", value=2)) != version_of(body)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (broken("ladders", value=None), "缺少 ladders.toml"),
        (broken("taxonomy", "category", 0, "queues", value=["tax"]), r"taxonomy.toml 分类 第 1 行 0101"),
        (broken("taxonomy", "category", 1, "queues", value=[]), r"taxonomy.toml 分类 第 2 行 0102"),
        (broken("taxonomy", "category", 1, "code", value="0101"), "有代码出现两次"),
        (broken("taxonomy", "category", 1, "code", value="9901"), r"taxonomy.toml 分类 第 2 行 9901"),
        (broken("taxonomy", "category", 0, "urgency", value="P1"), "taxonomy.toml 分类 0101"),
        (broken("taxonomy", "category", 0, "queues", value=["union", "union"]), "同一科室出现两次"),
        (broken("taxonomy", "category", 0, "queues", value=["dispatch_desk"]), "派单审核"),
        (broken("taxonomy", "parent", 0, "name", value=None), r"taxonomy.toml 大类 第 1 行 01"),
        (broken("clocks", "clock", 0, "limits", "P2", value=None), "clocks.toml dispatch/P2/Q：有 0 条"),
        (broken("clocks", "clock", 0, "limits", "P3", value="1 hours"), "clocks.toml dispatch/P3/Q：有 2 条"),
        (broken("clocks", "clock", 0, "limits", "P1", value="5 weeks"), r"clocks.toml 时限 第 1 行 dispatch"),
        (broken("clocks", "clock", 0, "limits", "P1", value="soon"), r"clocks.toml 时限 第 1 行 dispatch"),
        (broken("clocks", "clock", 0, "limits", "P1", value="0 minutes"), "时限应大于零"),
        (broken("clocks", "clock", 0, "ladder", value="nowhere"), "没有阶梯 nowhere"),
        (broken("ladders", "spare", value=default_body()["ladders"]["ordinary"]), "spare：没有时限使用"),
        (broken("ladders", "ordinary", "rungs", value=[]), "ordinary：一级也没有"),
        (broken("ladders", "ordinary", "rungs", 0, "notify", value=[]), "reminder：没有接收人"),
        (broken("ladders", "ordinary", "rungs", 0, "notify", value=["nobody"]), "ordinary 第 1 行 reminder"),
        (broken("ladders", "ordinary", "rungs", 0, "at", value="25 percent"), "百分比写负数"),
        (broken("ladders", "ordinary", "rungs", 0, "at", value="-100 percent"), "1 到 99"),
        (broken("ladders", "ordinary", "rungs", 2, "at", value="-1 working_days"), "ordinary 第 3 行 orange"),
        (broken("ladders", "ordinary", "rungs", 2, "level", value=1), "orange：级别应逐级升高"),
        (broken("ladders", "ordinary", "rungs", 2, "code", value="yellow"), "同一代码出现两次"),
        (broken("calendar", "intervals", value=[]), "没有办公时间"),
        (broken("calendar", "intervals", value=[["14:30", "17:30"], ["08:30", "11:30"]]), "不得重叠"),
        (broken("calendar", "intervals", value=[["8.30", "11:30"]]), "calendar.toml"),
        (broken("calendar", "days", value={"2026-13-01": True}), "calendar.toml"),
        (broken("calendar", "days", value={"2026-12-01": "no"}), "calendar.toml：内容有误（2026-12-01"),
        (broken("calendar", "return_limit_days", value=0), "return_limit_days"),
        (broken("refusals", "channels", "secrecy", value=None), "refusals.toml secrecy"),
        (broken("refusals", "channels", "secrecy", value="  "), "refusals.toml secrecy"),
        (broken("refusals", "channels", "elsewhere", value="别处"), "refusals.toml"),
    ],
)  # fmt: skip
def test_a_policy_that_contradicts_itself_is_refused_at_its_place(
    body: dict[str, Any], place: str
) -> None:
    """Whoever edits the policy reads which file and which row to mend."""
    with pytest.raises(PolicyInvalid, match=place):
        policy_from_body(body)


def test_an_override_wins_and_a_listed_year_is_no_estimate() -> None:
    """A province closes for a day; next year's table comes in by an edit, not by a release."""
    body = broken("calendar", "days", value={"2026-11-24": False, "2027-01-02": True})
    body["calendar"]["official_years"] = [2027]

    calendar = policy_from_body(body).calendar

    assert [day.isoformat() for day, works in calendar.days.items() if works][-1] == "2027-01-02"
    assert calendar.is_official(2027)
    assert not calendar.is_official(2028)
