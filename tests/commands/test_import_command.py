"""Promises of `hotline import`: every row is a ticket with clocks or a sentence with its number; nothing twice."""

from __future__ import annotations

import copy
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from models.policy.load import default_body
from models.services import policy_desk
from models.settings import Settings
from models.tables.clocks import Step, TicketClock
from models.tables.tickets import Ticket
from tests.builders import COUNTY, World
from tests.commands.conftest import Hotline

HEADER = ["工单编号", "来电人", "联系电话", "诉求内容", "行政区划代码", "涉及人数", "来电时间"]
ROWS = [
    ["H-1", "赵某", "13800001234", "厂里三个月没发工资，电话13800001234。", COUNTY, "30人", "2026年11月1日 8:30"],
    ["H-2", "", "", "想问产假有多少天？", COUNTY, "", "2026/11/02"],
    ["H-3", "钱某", "13900001234", "有人爬上塔吊讨薪，说不给钱就跳下来！", COUNTY, "", "2026-11-03 09:00:00"],
]  # fmt: skip


def _count(world: World, column: object = Ticket.id) -> int:
    with world.sessions() as session:
        return session.execute(select(func.count(column))).scalar_one()


def _ticket(world: World, external_id: str) -> Ticket:
    with world.sessions() as session:
        return session.scalars(select(Ticket).where(Ticket.external_id == external_id)).one()


def _csv(path: Path, rows: list[list[str]], encoding: str) -> Path:
    text = "\r\n".join(",".join(row) for row in rows) + "\r\n"
    path.write_bytes(text.encode(encoding))
    return path


def _xlsx(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def _jsonl(path: Path, entries: list[object]) -> Path:
    path.write_text("\n".join(json.dumps(e, ensure_ascii=False) for e in entries) + "\n")
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_in_any_chinese_encoding_becomes_tickets(
    world: World, hotline: Hotline, tmp_path: Path, encoding: str
) -> None:
    """With clocks and first rungs, tokens instead of numbers, and the danger dispatched at once."""
    file = _csv(tmp_path / "导出.csv", [["12351 热线导出", *[""] * 6], HEADER, *ROWS], encoding)

    told = hotline("import", file)

    assert told.returncode == 0, told.stderr
    assert "新登记 3 件（其中特急 1 件）" in told.stdout
    wages, danger = _ticket(world, "H-1"), _ticket(world, "H-3")
    assert wages.persons == 30
    assert "13800001234" not in wages.text
    assert (danger.urgency, danger.queue) == ("P1", "emergency")
    assert _count(world, TicketClock.id) >= 6
    assert _count(world, Step.id) >= 6


def test_a_sheet_keeps_phone_numbers_and_times(
    world: World, hotline: Hotline, tmp_path: Path
) -> None:
    """A table program makes a phone number a float; a title stands above the names."""
    rows = [
        ["12351 工单导出"],
        [],
        ["内容", "电话", "人数"],
        ["工资被拖欠了两个月。", 13800001234.0, 12],
    ]

    told = hotline("import", _xlsx(tmp_path / "a.xlsx", rows))

    assert told.returncode == 0, told.stderr
    with world.sessions() as session:
        assert session.scalars(select(Ticket.persons)).all() == [12]
    assert "格式不像有效号码" not in told.stderr


def test_each_bad_line_has_its_number_and_reason_and_the_others_are_kept(
    world: World, hotline: Hotline, tmp_path: Path
) -> None:
    """Status 1 says that somebody must look."""
    good = json.dumps({"id": "1", "text": "社保没有交。"}, ensure_ascii=False).encode()
    empty = json.dumps({"id": "2", "text": "  "}).encode()
    other = json.dumps({"id": "1", "text": "同号，别的事。"}, ensure_ascii=False).encode()
    file = tmp_path / "a.jsonl"
    file.write_bytes(b"\n".join([good, b"{", empty, b"[1]", b'{"text":"\xff\xfe"}', other, b""]))

    told = hotline("import", file)

    assert told.returncode == 1
    lines = [line for line in told.stderr.splitlines() if line.startswith("第")]
    assert [line.split(" ")[1] for line in lines] == ["2", "3", "4", "5", "6"]
    assert "与第 1 行相同" in lines[-1]
    assert _count(world) == 1


def test_an_unclosed_quotation_mark_swallows_nothing_in_silence(
    world: World, hotline: Hotline, tmp_path: Path
) -> None:
    """Everything after it would be one cell of one plea."""
    file = tmp_path / "a.csv"
    file.write_text('内容,电话\n工资没发,1\n"没有闭合,2\n另一件,3\n')

    told = hotline("import", file)

    assert told.returncode == 1
    assert "第 3 行：引号没有闭合" in told.stderr
    assert _count(world) == 1


def test_importing_again_changes_nothing(world: World, hotline: Hotline, tmp_path: Path) -> None:
    """With ids and without; two equal rows are two callers, again and again."""
    same = {"text": "食堂的饭是馊的。"}
    file = _jsonl(
        tmp_path / "a.jsonl", [same, same, {"text": "宿舍漏雨。"}, {"id": 7, "text": "七"}]
    )
    hotline("import", file)
    before = _count(world)

    told = hotline("import", file)

    assert before == _count(world) == 4
    assert "新登记 0 件" in told.stdout
    assert "先前已登记 4 件" in told.stdout


def test_an_id_that_comes_back_with_other_words_is_told(
    world: World, hotline: Hotline, tmp_path: Path
) -> None:
    """Taking it for the known ticket would lose a plea."""
    hotline("import", _jsonl(tmp_path / "a.jsonl", [{"id": "9", "text": "工资没发。"}]))

    told = hotline("import", _jsonl(tmp_path / "b.jsonl", [{"id": "9", "text": "工伤没人管。"}]))

    assert told.returncode == 1
    assert "第 1 行：编号已登记为工单" in told.stderr


def test_dry_run_keeps_nothing_and_needs_no_server(
    world: World, hotline: Hotline, tmp_path: Path
) -> None:
    """It names columns, faults and dangers."""
    file = _csv(tmp_path / "a.csv", [HEADER, *ROWS], "gb18030")

    told = hotline("import", file, "--dry-run")

    assert "诉求内容 → text" in told.stderr
    assert "可以登记 3 件（其中特急 1 件）" in told.stdout
    assert _count(world) == 0


def test_columns_are_named_by_the_person_when_we_do_not_know_them(
    world: World, hotline: Hotline, tmp_path: Path
) -> None:
    """Without a column of words the answer says which columns there are."""
    file = _csv(tmp_path / "a.csv", [["甲", "乙"], ["1", "工资没有发。"]], "utf-8")

    refused = hotline("import", file)
    told = hotline("import", file, "--map", "乙=text", "--map", "甲=external_id")

    assert refused.returncode == 1
    assert "文件的列：甲、乙" in refused.stderr
    assert told.returncode == 0
    assert _ticket(world, "1").text == "工资没有发。"


def test_rows_are_read_under_the_published_policy(
    world: World, hotline: Hotline, tmp_path: Path
) -> None:
    """A category that the supervisor renamed is known by its new name, and its clocks are the published ones."""
    body = copy.deepcopy(default_body())
    row = next(row for row in body["taxonomy"]["category"] if row["code"] == "0102")
    row["name"] = "本省改名的分类"
    with world.act("supervisor") as act:
        policy_desk.save_draft(act, {"taxonomy": body["taxonomy"]})
    with world.act("supervisor") as act:
        version = policy_desk.publish(act, "改名").policy_id

    told = hotline(
        "import",
        _jsonl(
            tmp_path / "a.jsonl", [{"id": "1", "text": "被欠薪。", "诉求分类": "本省改名的分类"}]
        ),
    )

    assert told.returncode == 0, told.stderr
    assert _ticket(world, "1").category == "0102"
    with world.sessions() as session:
        assert set(session.scalars(select(TicketClock.policy_id))) == {version}


def test_what_fits_no_field_stays_in_the_words(
    world: World, hotline: Hotline, tmp_path: Path
) -> None:
    """A small fault never refuses a plea and never loses what was said."""
    entry = {
        "id": "1",
        "text": "被欠薪。",
        "employer": "长" * 130,
        "persons": "二三十",
        "渠道": "不明",
    }

    told = hotline("import", _jsonl(tmp_path / "a.jsonl", [entry]))

    kept = _ticket(world, "1")
    assert told.returncode == 0
    assert "【涉及人数】二三十" in kept.text
    assert "长" * 130 in kept.text
    assert kept.persons is None


def test_killed_and_started_again_it_goes_on(
    world: World, settings: Settings, hotline: Hotline, tmp_path: Path
) -> None:
    """kill -9 in the middle, twice; in the end every row is exactly one ticket."""
    rows = [{"text": f"第{n}个人的工资没有发。"} for n in range(1500)]
    file = _jsonl(tmp_path / "a.jsonl", rows)
    environ = os.environ | {
        "HOTLINE_HOME": str(settings.home),
        "HOTLINE_DATABASE_URL": settings.database_url,
        "HOTLINE_REDIS_URL": settings.redis_url,
    }
    for _ in range(2):
        _kill_after_some(world, [sys.executable, "-m", "hotline.cli", "import", str(file)], environ)

    told = hotline("import", file)

    assert told.returncode == 0
    assert _count(world) == 1500


def _kill_after_some(world: World, command: list[str], environ: dict[str, str]) -> None:
    before, end = _count(world), time.monotonic() + 60
    running = subprocess.Popen(command, env=environ, stderr=subprocess.DEVNULL)
    while _count(world) == before and running.poll() is None and time.monotonic() < end:
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.wait()
