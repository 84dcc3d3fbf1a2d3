"""Errors that people read: each has a stable code, a sentence in Chinese and, where it helps, the faulty fields."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One faulty field: `field` is the name in the request, `message` says what to do about it."""

    field: str
    message: str


class HotlineError(Exception):
    """Base of every error of ours; the doors map `code` to a status in one table."""

    code = "error"

    def __init__(self, message: str, *, errors: tuple[FieldError, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.errors = errors


class InvalidInput(HotlineError):
    """What was sent cannot be understood or is not allowed; all faulty fields are named at once."""

    code = "invalid_input"


class NotFound(HotlineError):
    """There is no such thing, or this person may not know that there is."""

    code = "not_found"


class NotAllowed(HotlineError):
    """The person may see the thing but not do this."""

    code = "not_allowed"


class MoveNotPossible(HotlineError):
    """The ticket's status does not permit this move; somebody may have been faster."""

    code = "move_not_possible"


class Conflict(HotlineError):
    """Somebody else changed the same thing at the same time; reload and look again."""

    code = "conflict"


class LimitPassed(HotlineError):
    """The time in which this was allowed is over (e.g. 退单 after its limit)."""

    code = "limit_passed"


class TooHeavy(HotlineError):
    """The question would keep the database busy for too long; a narrower one is answered."""

    code = "too_heavy"


class IdempotencyMismatch(HotlineError):
    """The same Idempotency-Key came with another body."""

    code = "idempotency_mismatch"


class SettingsInvalid(HotlineError):
    """One or more HOTLINE_* settings are wrong; all faults are in the message."""

    code = "settings_invalid"


class PolicyInvalid(HotlineError):
    """A policy file or version contradicts itself; the message says where."""

    code = "policy_invalid"


class BundleInvalid(HotlineError):
    """The classifier bundle does not fit this program (checksum, cutter, labels or library)."""

    code = "bundle_invalid"


class SendFailed(HotlineError):
    """A sender could not deliver; `retryable` decides whether it is tried again."""

    code = "send_failed"

    def __init__(self, message: str, *, retryable: bool) -> None:
        super().__init__(message)
        self.retryable = retryable
