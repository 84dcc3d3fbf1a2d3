"""Keeps what an operator is typing, so that a crash, a log-out or a power cut costs two seconds at most."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.domain.errors import InvalidInput
from models.queries import desk_calls, drafts, tickets
from models.services.act import Act
from models.tables.drafts import Draft

MOST_DRAFTS = 20  # of one person; the oldest give way
KEPT_FOR = timedelta(days=30)
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
_PURPOSE = "draft"


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as its writer sees it again."""

    key: str
    values: Mapping[str, str]
    saved_at: datetime


def is_key(key: str) -> bool:
    """Whether a form of ours could have this submission key."""
    return _KEY.fullmatch(key) is not None


def call_source(act: Act) -> str:
    """The source under which this operator's calls are kept: key and source together are unique."""
    return f"call:{act.person.user_id}"


def save_draft(act: Act, key: str, values: Mapping[str, str]) -> bool:
    """Keep these values under `key`; False when a ticket was already made of it (a late save after saving).

    Raises InvalidInput for a key that no form of ours has.
    """
    user_id = _writer(act)
    if not is_key(key):
        raise InvalidInput("草稿编号无效，请重新打开登记页面；已输入的内容请先复制保存。")
    if tickets.by_external_id(act.session, call_source(act), key) is not None:
        return False
    if desk_calls.is_kept(act.session, user_id, key):
        return False
    body = json.dumps(dict(values), ensure_ascii=False)
    drafts.save(act.session, user_id, key, act.keys.encrypt(body, purpose=_PURPOSE), act.now)
    mine = drafts.of_user(act.session, user_id)
    drafts.drop(act.session, user_id, [draft.key for draft in mine[MOST_DRAFTS:]])
    drafts.drop_before(act.session, act.now - KEPT_FOR)
    return True


def drafts_of(act: Act) -> list[KeptDraft]:
    """The person's own drafts, newest first."""
    return [_opened(act, draft) for draft in drafts.of_user(act.session, _writer(act))]


def draft_of(act: Act, key: str) -> KeptDraft | None:
    """One of the person's own drafts."""
    found = drafts.one(act.session, _writer(act), key)
    return _opened(act, found) if found else None


def drop_draft(act: Act, key: str) -> None:
    """The writer does not need it any more, or a ticket was made of it."""
    drafts.drop(act.session, _writer(act), [key])


def _writer(act: Act) -> int:
    assert act.person.user_id is not None, "only people write drafts"
    return act.person.user_id


def _opened(act: Act, draft: Draft) -> KeptDraft:
    body = act.keys.decrypt(draft.body_sealed, purpose=_PURPOSE)
    return KeptDraft(draft.key, json.loads(body), draft.saved_at)
