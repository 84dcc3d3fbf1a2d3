"""Logging in and out: five wrong passwords lock for a while, idle log-ins end, secrets are kept as hashes."""

from __future__ import annotations

import secrets
from datetime import timedelta

from models.domain.errors import HotlineError
from models.domain.permissions import Person
from models.domain.words import Role
from models.keys import token_hash
from models.queries import identity
from models.services.act import Act
from models.services.users import password_fits, waste_time_on
from models.tables.people import Login

MAX_TRIES = 5
LOCKED_FOR = timedelta(minutes=15)  # domain.md 8: 15-30 minutes
IDLE = timedelta(minutes=15)
IDLE_AT_THE_PHONE = timedelta(minutes=30)  # whoever is on the phone listens longer than they click
_SEEN_EVERY = timedelta(minutes=1)  # writing each request's time would cost a row update per click


class LogInRefused(HotlineError):
    """Wrong log-in or password; the message never says which."""

    code = "unauthorised"


class Locked(HotlineError):
    """Too many wrong passwords."""

    code = "locked"


def log_in(act: Act, login: str, password: str) -> str | HotlineError:
    """The secret of a new log-in, or the refusal; the refusal is returned so that the count is committed."""
    user = identity.lock_user(act.session, login)
    if user is None:
        waste_time_on(password)
        return LogInRefused("登录名或密码不对，请重新输入。")
    if user.locked_until is not None and user.locked_until > act.now:
        minutes = int((user.locked_until - act.now).total_seconds() // 60) + 1
        return Locked(f"密码连续输错 {MAX_TRIES} 次，账号已锁定，请 {minutes} 分钟后再试。")
    if not password_fits(user, password):
        user.failed_logins += 1
        if user.failed_logins >= MAX_TRIES:
            user.failed_logins = 0
            user.locked_until = act.now + LOCKED_FOR
        return LogInRefused("登录名或密码不对，请重新输入。")
    user.failed_logins = 0
    user.locked_until = None
    identity.end_logins(act.session, user.id, act.now)
    secret = secrets.token_urlsafe(32)
    act.session.add(
        Login(
            user_id=user.id,
            secret_hash=token_hash(secret),
            created_at=act.now,
            seen_at=act.now,
        )
    )
    return secret


def who(act: Act, secret: str, *, touch: bool = True) -> Person | None:
    """The person of a log-in that is neither ended nor idle for too long; `touch` counts as being there."""
    row = identity.login_by_secret(act.session, token_hash(secret))
    if row is None:
        return None
    login, person = row[0], identity.person_of_login(row)
    if act.now - login.seen_at > _idle_of(person.role):
        login.ended_at = act.now
        return None
    if touch and act.now - login.seen_at > _SEEN_EVERY:
        login.seen_at = act.now
    return person


def _idle_of(role: Role) -> timedelta:
    """Nobody touches a screen on the wall; it sees numbers only and stays until its log-in is ended."""
    if role is Role.WALL:
        return timedelta.max
    return IDLE_AT_THE_PHONE if role in (Role.OPERATOR, Role.CALLBACK) else IDLE


def log_out(act: Act, secret: str) -> None:
    """End the log-in on the server."""
    identity.end_login(act.session, token_hash(secret), act.now)
