"""The same Idempotency-Key answers the same 201 for seven days; with another body it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from models.domain.errors import IdempotencyMismatch
from models.queries import idempotency
from models.services.act import Act

KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Submission:
    """A key in the scope of a token, and the hash of the body that came with it."""

    token_id: int
    key: str
    body_hash: bytes


def earlier_answer(act: Act, submission: Submission) -> dict[str, Any] | None:
    """The answer that this submission got before; raises IdempotencyMismatch for another body."""
    known = idempotency.find(act.session, submission.token_id, submission.key)
    if known is None or known.kept_until < act.now:
        return None
    if bytes(known.body_hash) != submission.body_hash:
        raise IdempotencyMismatch("同一个 Idempotency-Key 已用于另一份内容，请换一个新的键。")
    return known.answer


def remember(act: Act, submission: Submission, answer: dict[str, Any]) -> None:
    """Keep the answer in the transaction that keeps the ticket; a rival key fails the unique constraint."""
    idempotency.replace_expired(act.session, submission.token_id, submission.key, act.now)
    idempotency.insert(
        act.session,
        submission.token_id,
        submission.key,
        submission.body_hash,
        answer,
        act.now + KEPT_FOR,
    )
