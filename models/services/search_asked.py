"""Keeps what somebody typed into the search box under a key: the address shows the key, never the words.

A question may be a phone number; addresses end up in histories, proxies and logs.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from models.queries import search_asked
from models.services.act import Act
from models.tables.search import SearchAsked

KEPT_FOR = timedelta(hours=12)  # a shift, and its overtime
_PURPOSE = "search"
_KEY = re.compile(r"[A-Za-z0-9_-]{22}")


def keep_typed(act: Act, typed: str) -> str:
    """The key under which these words are kept for this person."""
    user_id = _asker(act)
    search_asked.forget(act.session, user_id, act.now - KEPT_FOR)
    key = secrets.token_urlsafe(16)
    sealed = act.keys.encrypt(typed, purpose=_PURPOSE)
    search_asked.keep(act.session, SearchAsked(key=key, user_id=user_id, sealed=sealed, at=act.now))
    return key


def typed_under(act: Act, key: str) -> str | None:
    """The words again; None for a key of somebody else, of nobody, or of yesterday."""
    if not _KEY.fullmatch(key):
        return None
    since = act.now - KEPT_FOR
    sealed = search_asked.sealed(act.session, _asker(act), key, since)
    return act.keys.decrypt(sealed, purpose=_PURPOSE) if sealed else None


def _asker(act: Act) -> int:
    assert act.person.user_id is not None, "only people search"
    return act.person.user_id
