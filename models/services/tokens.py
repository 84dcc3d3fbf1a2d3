"""API tokens for other systems: an administrator gives one that acts as a colleague, and takes it back."""

from __future__ import annotations

from models.domain.administration import name_faults
from models.domain.errors import Conflict, FieldError, InvalidInput, NotFound
from models.domain.permissions import GRANTS, ROLE_LABELS, Permission
from models.domain.words import Role
from models.keys import token_hash
from models.queries import people
from models.services.act import Act
from models.services.admin_trail import record_change
from models.services.managed import managed
from models.services.users import keep_token, new_token_secret
from models.tables.people import Token

MAX_NAME = 60


def create_token(act: Act, user_id: int, name: str) -> tuple[Token, str]:
    """A token that acts as this colleague, and its secret, shown once. The colleague sees it under 我的账号."""
    faults = name_faults("name", "用途", name, MAX_NAME)
    user = managed(act, user_id)
    if not user.active:
        faults.append(FieldError("user_id", f"{user.name}的账号已停用，请选择其他账号。"))
    if Permission.READ not in GRANTS[Role(user.role)]:
        label = ROLE_LABELS[Role(user.role)]
        faults.append(FieldError("user_id", f"“{label}”没有接口权限，请选择能办理工单的账号。"))
    if faults:
        raise InvalidInput("令牌没有建立，请修改标出的内容。", errors=tuple(faults))
    secret = new_token_secret()
    keep_token(act, user, name, secret)
    act.session.flush()
    token = people.token_by_hash(act.session, token_hash(secret))
    assert token is not None, "just kept"
    record_change(act, "token_created", user_id=user.id, codes={"token": token.id})
    act.session.flush()
    return token, secret


def revoke_token(act: Act, token_id: int) -> None:
    """It opens nothing from the next request on."""
    token = people.lock_token_below(act.session, token_id, act.person.unit_id or 0)
    if token is None:
        raise NotFound("没有找到这个令牌，或者不在您单位的管辖范围内。")
    if token.revoked_at is not None:
        raise Conflict("这个令牌已经撤销。")
    token.revoked_at = act.now
    record_change(act, "token_revoked", user_id=token.user_id, codes={"token": token.id})
    act.session.flush()
