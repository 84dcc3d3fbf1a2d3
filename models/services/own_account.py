"""What everybody may do with the own account: a new password, and an end to log-ins elsewhere."""

from __future__ import annotations

from models.domain.errors import FieldError, InvalidInput
from models.keys import token_hash
from models.queries import identity
from models.services.act import Act
from models.services.admin_trail import record_change
from models.services.users import hashed, password_faults, password_fits
from models.tables.people import User


def change_password(act: Act, old: str, new: str, again: str, secret: str) -> None:
    """The old one is asked for; every other log-in ends. Raises InvalidInput with every fault."""
    assert act.person.user_id is not None
    user = identity.lock_by_id(act.session, act.person.user_id)
    faults = list(password_faults("new", new))
    if not password_fits(user, old):
        faults.append(FieldError("old", "原密码不对，请重新输入。"))
    elif password_fits(user, new):
        faults.append(FieldError("new", "新密码与原密码相同，请换一个。"))
    if user.login in new.casefold():
        faults.append(FieldError("new", "密码不能包含登录名，请换一个。"))
    if new != again:
        faults.append(FieldError("again", "两次输入的新密码不一致，请重新输入。"))
    if faults:
        raise InvalidInput("密码没有修改，请按提示重新填写。", errors=tuple(faults))
    _set(act, user, new)
    identity.end_other_logins(act.session, user.id, token_hash(secret), act.now)
    record_change(act, "password_changed", user_id=user.id)
    act.session.flush()


def end_others(act: Act, secret: str) -> int:
    """End every log-in but this one; returns how many there were."""
    assert act.person.user_id is not None
    ended = identity.end_other_logins(act.session, act.person.user_id, token_hash(secret), act.now)
    if ended:
        record_change(act, "sessions_ended", user_id=act.person.user_id, codes={"count": ended})
    return ended


def _set(act: Act, user: User, password: str) -> None:
    user.password_hash = hashed(password)
    user.password_changed_at = act.now
    user.must_change_password = False
    user.version += 1
