"""Finds our source files and reads them as syntax trees, for the guards."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("hotline", "classifier", "workers", "models")


def sources(*packages: str) -> Iterator[tuple[str, ast.Module]]:
    """(path relative to the root, tree) of every Python file of these packages; all of them by default."""
    for package in packages or PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            yield name, ast.parse(path.read_text(encoding="utf-8"), name)


def calls(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """(dotted name, line) of every call in the tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno
