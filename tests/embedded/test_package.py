"""Promises of the package: the wheel holds every file, the lock pins every file, each dependency is explained."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("hotline", "classifier", "workers", "models")
SETUP = configparser.ConfigParser()
SETUP.read(ROOT / "setup.cfg", encoding="utf-8")
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def required(option: str, section: str) -> list[str]:
    """Distribution names of a list of requirements."""
    lines = SETUP[section][option].split("\n")
    return [re.split(r"[\s~<>=!;\[]", line)[0].lower() for line in lines if line.strip()]


NEEDED = required("install_requires", "options") + required("test", "options.extras_require")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_that_is_no_code_is_named_as_package_data(package: str) -> None:
    """A template that is missing in the wheel is found here, not at the first installation."""
    folder = ROOT / package
    named = {
        path
        for pattern in SETUP["options.package_data"][package].split()
        for path in folder.glob(pattern)
    }

    files = {path for path in folder.rglob("*") if path.is_file()}

    left_out = {path for path in files - named if path.suffix not in (".py", ".pyc")}
    assert not left_out


@pytest.mark.parametrize("package", PACKAGES)
def test_every_folder_with_code_is_a_package(package: str) -> None:
    """`find:` leaves out folders without __init__.py in silence."""
    folders = {path.parent for path in (ROOT / package).rglob("*.py")}

    assert not [folder for folder in folders if not (folder / "__init__.py").exists()]


def test_lock_names_no_place_and_leaves_nothing_unpinned() -> None:
    """It must install from whatever index a site has, and only what was checked."""
    entries = re.split(r"\n(?=\S)", LOCK)[1:]

    assert "://" not in LOCK
    assert "--index" not in LOCK
    assert all(
        re.match(r"[\w.-]+(\[\w+])?==\S+", entry) and "--hash=sha256:" in entry for entry in entries
    )


@pytest.mark.parametrize("name", NEEDED)
def test_each_dependency_is_locked_and_explained(name: str) -> None:
    """Whoever adds a library adds its reason and its hashes in the same commit."""
    explained = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()

    assert re.search(rf"^{re.escape(name)}(\[\w+])?==", LOCK.lower(), re.MULTILINE)
    assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", explained)


def test_pyproject_says_only_how_to_build() -> None:
    """Settings have one home: setup.cfg."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")

    assert re.findall(r"^\[.*]$", text, re.MULTILINE) == ["[build-system]"]
