"""The account or unit that an administrator is about to change: locked, inside the own subtree, unchanged since it was read."""

from __future__ import annotations

from models.domain.administration import may_manage, require_other
from models.domain.errors import Conflict, NotAllowed, NotFound
from models.domain.words import Role
from models.queries import accounts
from models.services.act import Act
from models.tables.people import Unit, User


def managed(act: Act, user_id: int) -> User:
    """The account, locked. Raises NotFound outside the subtree, NotAllowed for a rank that others appoint."""
    found = accounts.lock_account(act.session, user_id, act.person.unit_id or 0)
    if found is None:
        raise NotFound("没有找到这个账号，或者不在您单位的管辖范围内。")
    user, distance = found
    require_other(act.person, user.id)
    if not may_manage(act.person, Role(user.role), distance):
        raise NotAllowed("这个角色的账号由系统管理员或上级督办管理。")
    return user


def managed_unit(act: Act, unit_id: int) -> Unit:
    """The unit, locked. Raises NotFound outside the subtree."""
    unit = accounts.lock_unit(act.session, unit_id, act.person.unit_id or 0)
    if unit is None:
        raise NotFound("没有找到这个单位，或者不在您单位的管辖范围内。")
    return unit


def same_version(stored: int, read: int, what: str) -> None:
    """Raise Conflict if somebody was faster; the page keeps what was typed."""
    if stored != read:
        raise Conflict(
            f"您打开之后，{what}已被别人修改过。您填写的内容还在，下面标出了现在的值，请核对后再保存一次。"
        )
