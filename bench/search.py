"""Searching over the services at one size: recall of known questions is the tests' matter, here it is time.

The rows of the index are made of phrases whose frequencies fall as words' do: 工资 stands in half of all tickets.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from typing import Any

import psycopg
from sqlalchemy import select

from bench.big import cached
from bench.checker import plain
from bench.ground import Ground
from bench.report import Line, percentile
from classifier.search_words import ReaderWords, reader_words
from models.clock import SystemClock
from models.database import Sessions, engine_for, sessions_for
from models.domain.permissions import Person
from models.domain.search_row import SPELLING
from models.domain.search_terms import (
    kind_terms,
    number_terms,
    pairs,
    place_terms,
    window_terms,
    word_terms,
)
from models.policy.load import default_policy
from models.policy.search import default_synonyms
from models.queries import identity
from models.queries.search import Narrow
from models.services import search
from models.services.act import Act
from models.settings import Settings
from models.tables.people import User

_LINES = 2_000
# How often a phrase stands in a ticket; each line is drawn by itself.
_PHRASES = (
    (0.5, "厂里从七月起就没有发过工资，找老板就说再等等"),
    (0.3, "公司一直没有签劳动合同，问了人事说再研究"),
    (0.2, "社保也没有交，同事都不敢说话"),
    (0.1, "在工地上干活，包工头不接电话"),
    (0.05, "保安公司让我们写自愿放弃的承诺书"),
    (0.02, "上班时从脚手架上摔伤，住院的钱是自己出的"),
    (0.01, "被领导无故辞退，没有给经济补偿"),
    (0.003, "车间粉尘很大，查出来是尘肺"),
    (0.0005, "月嫂干完一个月，家政公司扣着钱不给"),
    (0.00005, "影城把会议室改成了仓库"),
)
_QUESTIONS = (
    "工资", "拖欠工资", "讨薪", "“没有发过工资”", "劳动合同", "社保", "公司 工资", "包工头 工资", "保安 社保", "摔伤",
    "辞退", "尘肺", "月嫂", "影城 会议室", "尘肺 月嫂", "公司不给交社保让我自愿放弃怎么办", "郑州 保安 欠薪",
    "脚手架 摔伤 没签合同", "网约车 封号", "hnwyfd",
)  # fmt: skip
_ASKERS = ("supervisor", "social")


def measure(ground: Ground, tickets: int, rounds: int) -> list[Line]:
    """Every question by who sees everything and by who sees one department, first and second page."""
    settings = cached(ground, tickets)
    _fill(settings)
    words = reader_words()
    engine = engine_for(settings.database_url)
    sessions = sessions_for(engine)
    spent: dict[str, list[float]] = {name: [] for name in _ASKERS}
    slowest = ("", 0.0)
    for name in _ASKERS:
        with sessions() as session:
            user = session.scalars(select(User).where(User.login == name)).one()
            person = identity.person_of(session, user)
        for _ in range(rounds):
            for typed in _QUESTIONS:
                began = time.perf_counter()
                _ask(settings, sessions, person, words, typed)
                took = (time.perf_counter() - began) * 1000
                spent[name].append(took)
                slowest = max(slowest, (typed, took), key=lambda pair: pair[1])
    engine.dispose()
    lines = []
    for name, times in spent.items():
        lines += [
            Line("search", f"{name}, p50 at {tickets:,} tickets", percentile(times, 50), "ms"),
            Line(
                "search",
                f"{name}, p95 at {tickets:,} tickets",
                percentile(times, 95),
                "ms",
                at_most=300,
            ),
        ]
    return [*lines, Line("search", f"slowest: {slowest[0]}", slowest[1], "ms")]


def _ask(
    settings: Settings, sessions: Sessions, person: Person, words: ReaderWords, typed: str
) -> None:
    asked = search.question(typed, words, default_synonyms())
    with sessions.begin() as session:
        act = Act(session, SystemClock().now(), person, default_policy(), settings.keys)
        found = search.find(act, asked, Narrow())
        if found.next is not None:
            search.find(act, asked, Narrow(), after=found.next)


def _fill(settings: Settings) -> None:
    """The index by COPY, its GIN built afterwards; what is there already stays."""
    with psycopg.connect(plain(settings.database_owner_url)) as connection:
        counts = [
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            for table in ("ticket", "ticket_search")
        ]
        if counts[0] == counts[1]:
            return
        connection.execute("SET maintenance_work_mem = '512MB'")
        connection.execute("TRUNCATE ticket_search")
        connection.execute("DROP INDEX ix_ticket_search_terms")
        with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            for block in _blocks(settings):
                copy.write(block)
        connection.execute(
            "CREATE INDEX ix_ticket_search_terms ON ticket_search USING gin (terms) "
            "WITH (gin_pending_list_limit = 1024)"
        )
    with psycopg.connect(plain(settings.database_owner_url), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE ticket_search")


_COPY = (
    "COPY ticket_search (ticket_id, event_seq, spelling, body, matter, initials, terms) FROM STDIN"
)
_TICKETS = """
    SELECT t.id, t.number, t.event_seq, t.status, t.category, to_char(t.received_at, 'YYYYMM'),
           t.department_id, t.logged_by, array_agg(DISTINCT a.above_id)
    FROM ticket t JOIN unit_above a ON a.unit_id IN (t.unit_id, t.receiving_unit_id)
    GROUP BY t.id ORDER BY t.id
"""


def _blocks(settings: Settings) -> Iterator[str]:
    words, dice = reader_words(), random.Random(12351)
    spelled = [
        (share, text, [*pairs(text), *word_terms(words.all_words(text))])
        for share, text in _PHRASES
    ]
    lines: list[str] = []
    with (
        psycopg.connect(plain(settings.database_owner_url)) as connection,
        connection.cursor("tickets") as cursor,
    ):
        for row in cursor.execute(_TICKETS):
            lines.append(_line(row, [one for one in spelled if dice.random() < one[0]]))
            if len(lines) == _LINES:
                yield "".join(lines)
                lines.clear()
    yield "".join(lines)


def _line(row: tuple[Any, ...], said: list[tuple[float, str, list[str]]]) -> str:
    ticket_id, number, seq, status, category, month, department, logger, units = row
    terms = {
        *(term for _share, _text, each in said for term in each),
        *number_terms(number),
        *place_terms(units=units, departments=[department], logger=logger),
        *kind_terms(status, category, month),
        *window_terms(ticket_id),
    }
    body = "，".join(text for _share, text, _terms in said)
    return f"{ticket_id}\t{seq}\t{SPELLING}\t{body}\t\t\t{{{','.join(sorted(terms))}}}\n"
