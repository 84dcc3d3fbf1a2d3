"""House rules that a machine can check; each test fails on the line that breaks the rule."""

from __future__ import annotations

import ast
import importlib
import re

import pytest

from tests.guards.sources import ROOT, calls, sources

CLOCK_CALLS = re.compile(
    r"(^|\.)(datetime\.)?(now|utcnow|today)$|^time\.time$|^date\.today$|^datetime\.datetime\.now$"
)
MAX_LINES = 300


def test_only_the_clock_asks_what_time_it_is() -> None:
    """`now` is an argument everywhere else, so that every rule can be tested at any time (D11)."""
    asked = [
        f"{name}:{line} {call}"
        for name, tree in sources()
        if name != "models/clock.py"
        for call, line in calls(tree)
        if CLOCK_CALLS.search(call) and not call.endswith(("clock.now", "Clock().now"))
    ]

    assert asked == []


def test_sql_now_never_decides_a_rule() -> None:
    """`now()` in SQL would be a second clock that no test can move."""
    found = [
        f"{name}:{line}"
        for name, tree in sources("models", "workers", "hotline")
        for call, line in calls(tree)
        if call in ("func.now", "func.current_timestamp", "sql.func.now")
    ]

    assert found == []


def test_verbs_never_commit() -> None:
    """Only doors open and end transactions; a verb that commits breaks the one around it."""
    ended = [
        f"{name}:{line} {call}"
        for name, tree in sources("models")
        if name.startswith(("models/services", "models/queries", "models/domain"))
        for call, line in calls(tree)
        if call.split(".")[-1] in ("commit", "rollback", "begin")
    ]

    assert ended == []


def test_no_import_hides_inside_a_function() -> None:
    """A hidden import steps around a circle; the code then stands in the wrong file."""
    hidden = []
    for name, tree in sources():
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                hidden += [
                    f"{name}:{node.lineno}"
                    for node in ast.walk(function)
                    if isinstance(node, ast.Import | ast.ImportFrom)
                ]

    assert hidden == []


def test_every_file_says_what_it_is_for_and_stays_short() -> None:
    """First line a docstring; over 300 lines a file wants splitting."""
    silent = [name for name, tree in sources() if tree.body and not ast.get_docstring(tree)]
    long = [
        name
        for name, _ in sources()
        if len((ROOT / name).read_text(encoding="utf-8").splitlines()) > MAX_LINES
    ]

    assert silent == []
    assert long == []


def test_redis_delays_retries_and_job_ids_are_not_used() -> None:
    """What must happen later is a due row; RQ's own delay ran 800 s late after a kill (D1, D5)."""
    forbidden = {"enqueue_in", "enqueue_at", "enqueue_many", "Retry", "Repeat"}
    used = [
        f"{name}:{line} {call}"
        for name, tree in sources("workers", "hotline", "models")
        for call, line in calls(tree)
        if call.split(".")[-1] in forbidden and "redis.retry" not in ast.unparse(tree)
    ]

    assert used == []


def test_only_the_doorbell_puts_jobs_into_a_queue() -> None:
    """A second place that enqueues would be a second rule about when to ring."""
    others = [
        f"{name}:{line}"
        for name, tree in sources()
        if name != "workers/enqueue.py"
        for call, line in calls(tree)
        if call.split(".")[-1] in ("enqueue", "enqueue_call")
    ]

    assert others == []


def test_rules_import_nothing_but_the_standard_library() -> None:
    """models.domain is pure: no database, no framework, no clock (D3)."""
    allowed = set(__import__("sys").stdlib_module_names) | {"models"}
    foreign = []
    for name, tree in sources("models"):
        if not name.startswith("models/domain/"):
            continue
        for node in ast.walk(tree):
            modules = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            foreign += [
                f"{name}: {module}"
                for module in modules
                if module.split(".")[0] not in allowed
                or (module.startswith("models.") and not module.startswith("models.domain"))
            ]

    assert foreign == []


def test_every_job_name_of_the_bell_resolves() -> None:
    """A misspelt job path is accepted at enqueue and fails only in the worker (measured on RQ 3.0.0)."""
    enqueue = importlib.import_module("workers.enqueue")

    for path in enqueue.JOBS.values():
        module, _, function = path.rpartition(".")
        assert callable(getattr(importlib.import_module(module), function))


@pytest.mark.parametrize("file", ["pyproject.toml", "requirements.lock", "setup.cfg"])
def test_packaging_names_no_registry(file: str) -> None:
    """An installation chooses its own index; ours would break behind a firewall."""
    text = (ROOT / file).read_text(encoding="utf-8")

    assert "index-url" not in text
    assert "://" not in text


def test_pyproject_holds_the_build_system_only() -> None:
    """Everything else stands in setup.cfg, the owner's wish."""
    tables = re.findall(r"^\[(.+)]$", (ROOT / "pyproject.toml").read_text(), re.MULTILINE)

    assert tables == ["build-system"]
