"""Users, passwords and API tokens. Passwords are hashed with argon2; a token's secret is shown once and not kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from models.domain.errors import FieldError, InvalidInput
from models.domain.words import Role
from models.keys import token_hash
from models.queries import people
from models.services.act import Act
from models.tables.people import Token, User

_HASHER = PasswordHasher()
MIN_LENGTH = 10  # domain.md 8: at least ten characters of three of four classes
_CLASSES = 3
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewUser:
    """Who shall work here."""

    login: str
    name: str
    role: Role
    unit_id: int
    password: str
    department_id: int | None = None


def add_user(act: Act, new: NewUser) -> User:
    """Create a user. Raises InvalidInput with every fault: taken log-in, weak password, missing department."""
    faults = list(_faults(act, new))
    if faults:
        raise InvalidInput("不能建立用户。", errors=tuple(faults))
    user = User(
        login=new.login,
        name=new.name,
        role=new.role,
        unit_id=new.unit_id,
        department_id=new.department_id,
        password_hash=hashed(new.password),
        created_at=act.now,
    )
    act.session.add(user)
    act.session.flush()
    return user


def hashed(password: str) -> str:
    """What is kept of a password."""
    return _HASHER.hash(password)


def password_faults(field: str, password: str) -> list[FieldError]:
    """What is wrong with a new password."""
    if _strong(password):
        return []
    return [
        FieldError(field, f"密码至少 {MIN_LENGTH} 位，且含大写、小写、数字、符号中的三类。"),
    ]


def password_fits(user: User, password: str) -> bool:
    """Whether this is the user's password; a broken hash fits nothing."""
    try:
        return _HASHER.verify(user.password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def waste_time_on(password: str) -> None:
    """As long as a real check takes, so that the time does not tell which log-in names exist."""
    try:
        _HASHER.verify(_nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return


def add_token(act: Act, user: User, name: str) -> str:
    """A new API token for this user; returns the secret, which nobody can read again."""
    secret = new_token_secret()
    keep_token(act, user, name, secret)
    return secret


def new_token_secret() -> str:
    """A random secret, recognisable as one of ours when it leaks into a text."""
    return "hl_" + secrets.token_urlsafe(_TOKEN_BYTES)


def keep_token(act: Act, user: User, name: str, secret: str) -> None:
    """Keep the hash of a token; keeping the same secret again changes nothing."""
    hashed = token_hash(secret)
    if people.token_by_hash(act.session, hashed) is None:
        act.session.add(Token(user_id=user.id, name=name, secret_hash=hashed, created_at=act.now))


def _faults(act: Act, new: NewUser) -> list[FieldError]:
    faults = []
    if people.user_by_login(act.session, new.login) is not None:
        faults.append(FieldError("login", f"登录名 {new.login} 已被使用，请换一个。"))
    if new.role in (Role.STAFF, Role.LEADER) and new.department_id is None:
        faults.append(FieldError("department_id", "科室经办和负责人必须指定科室。"))
    if new.role is Role.SYSTEM:
        faults.append(FieldError("role", "不能建立“系统”用户。"))
    return faults + password_faults("password", new.password)


def _strong(password: str) -> bool:
    tests = (str.isupper, str.islower, str.isdigit, lambda c: not c.isalnum())
    classes = sum(any(test(character) for character in password) for test in tests)
    return len(password) >= MIN_LENGTH and classes >= _CLASSES


@cache
def _nobodys_hash() -> str:
    """Made when first somebody unknown logs in: it costs a quarter of a second, by intent."""
    return _HASHER.hash(secrets.token_urlsafe(16))
