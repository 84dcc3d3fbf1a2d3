"""Keys and passwords that an installation makes for itself, once, in files that only it may read."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from pathlib import Path

from models.keys import KeyRing

KEY_BYTES = 32
SECRET_MINIMUM = 32


def keep_secrets(home: Path) -> None:
    """Make encryption key and cookie secret if they are missing; what is there is never replaced."""
    key = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    keep(home, "keys", f"k{secrets.token_hex(4)}:{key}")
    keep(home, "secret", new_password())


def new_password() -> str:
    """256 bits, safe inside an address."""
    return secrets.token_urlsafe(KEY_BYTES)


def keep(home: Path, name: str, value: str) -> str:
    """Write `value` to a 0600 file unless one is there already; returns what the file holds."""
    path = home / name
    temporary = home / f".{name}.{os.getpid()}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(value + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)  # refuses to replace: of two that start together one wins
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
    return path.read_text(encoding="ascii").strip()


def kept(home: Path, name: str) -> str:
    """What `keep` wrote; empty if nothing was kept."""
    try:
        return (home / name).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def key_ring_from(value: str) -> KeyRing:
    """`id:base64key,...`, newest first; empty is an empty ring. Raises ValueError with a sentence."""
    keys: dict[str, bytes] = {}
    for part in filter(None, value.split(",")):
        key_id, _, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            key = b""
        if not key_id or len(key) != KEY_BYTES:
            raise ValueError("应为“编号:密钥”，多个用逗号分隔，最新的在前；密钥是 32 字节的 base64")
        keys[key_id] = key
    return KeyRing(keys)
