"""Promises of the settings: all faults at once, nothing secret in the open, defaults that work."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from models.domain.errors import SettingsInvalid
from models.secrets import keep_secrets, kept
from models.settings import settings_from


def test_all_faults_are_reported_together(tmp_path: Path) -> None:
    """Nobody has to start the program once per mistake."""
    wrong = {
        "HOTLINE_HOME": str(tmp_path),
        "HOTLINE_BIND": "12351",
        "HOTLINE_DATABASE_URL": "mysql://x",
        "HOTLINE_REDIS_URL": "http://x",
        "HOTLINE_KEYS": "k1:short",
        "HOTLINE_SECRET": "123456",
        "HOTLINE_WORKERS": "0",
        "HOTLINE_WEB_THREADS": "many",
        "HOTLINE_LOG_LEVEL": "loud",
        "HOTLINE_DEMO": "maybe",
    }

    with pytest.raises(SettingsInvalid) as caught:
        settings_from(wrong)

    assert {fault.field for fault in caught.value.errors} == set(wrong) - {"HOTLINE_HOME"}
    assert "123456" not in caught.value.message


def test_secrets_are_made_once_and_are_ours_alone(tmp_path: Path) -> None:
    """A second start must read what the first one encrypted."""
    keep_secrets(tmp_path)
    first = settings_from({"HOTLINE_HOME": str(tmp_path)})
    keep_secrets(tmp_path)

    second = settings_from({"HOTLINE_HOME": str(tmp_path)})

    sealed = first.keys.encrypt("13800000001", purpose="phone")
    assert second.keys.decrypt(sealed, purpose="phone") == "13800000001"
    assert first.secret == second.secret == kept(tmp_path, "secret")
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.iterdir())


def test_damaged_key_file_stops_the_start(tmp_path: Path) -> None:
    """Going on with another key would make every caller unreadable."""
    (tmp_path / "keys").write_text("k1:damaged")

    with pytest.raises(SettingsInvalid, match="keys"):
        settings_from({"HOTLINE_HOME": str(tmp_path)})


def test_newest_key_is_the_first(tmp_path: Path) -> None:
    keys = ",".join(
        f"{name}:{base64.b64encode(name.encode() * 16).decode()}" for name in ("k2", "k1")
    )

    settings = settings_from({"HOTLINE_HOME": str(tmp_path), "HOTLINE_KEYS": keys})

    assert settings.keys.encrypt("x", purpose="p").startswith(b"k2\0")


def test_demo_never_enters_a_database_of_others_by_itself(tmp_path: Path) -> None:
    named = {"HOTLINE_HOME": str(tmp_path), "HOTLINE_DATABASE_URL": "postgresql://u@h/d"}

    assert settings_from({"HOTLINE_HOME": str(tmp_path)}).demo
    assert not settings_from(named).demo
    assert settings_from(named | {"HOTLINE_DEMO": "1"}).demo


def test_serving_without_addresses_names_everything_missing(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        settings_from({"HOTLINE_HOME": str(tmp_path)}).complete()

    assert len(caught.value.errors) == 4


@pytest.mark.parametrize(
    ("bind", "address"),
    [
        ("0.0.0.0:80", "http://127.0.0.1:80"),
        ("[::1]:12351", "http://[::1]:12351"),
        ("[::]:12351", "http://[::1]:12351"),
        ("localhost:1", "http://localhost:1"),
    ],
)
def test_address_is_one_that_a_browser_can_open(tmp_path: Path, bind: str, address: str) -> None:
    settings = settings_from({"HOTLINE_HOME": str(tmp_path), "HOTLINE_BIND": bind})

    assert settings.address == address
