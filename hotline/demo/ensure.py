"""Makes sure that the demo is there: organisation, people, a token, pleas. Running it again changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hotline.demo.henan import henan
from hotline.demo.people import DEMO_USERS, PASSWORD, add_demo_users
from hotline.demo.tickets import add_demo_tickets
from models.clock import Clock
from models.database import Sessions
from models.domain.permissions import ROLE_LABELS, SYSTEM
from models.domain.policy import Policy
from models.keys import KeyRing
from models.services.act import Act
from models.services.organise import found
from models.services.policies import Shelf, ensure_policy
from models.services.users import keep_token

Say = Callable[[str], None]
TOKEN_OWNER = (
    "supervisor"  # may do every move below the province, so that one token shows the whole way
)


@dataclass(frozen=True, slots=True)
class Demo:
    """What `make run` prints."""

    logins: tuple[tuple[str, str, str], ...]  # role in Chinese, log-in, password
    token: str


def ensure(
    sessions: Sessions, policy: Policy, keys: KeyRing, clock: Clock, say: Say, *, token: str
) -> Demo:
    """Found what is missing, in three transactions, each complete in itself.

    `policy` is the package's own; what is registered runs under the published one.
    """
    shelf = Shelf(policy)
    with sessions.begin() as session:
        act = Act(session, clock.now(), SYSTEM, policy, keys)
        ensure_policy(session, policy, act.now)
        new = found(act, henan())
        if new:
            say(f"已建立演示组织：{new} 个工会，每个工会五个部门。")
    with sessions.begin() as session:
        act = Act(session, clock.now(), SYSTEM, policy, keys)
        users = add_demo_users(act)
        keep_token(act, users[TOKEN_OWNER], "demo", token)
    with sessions.begin() as session:
        in_force = shelf.in_force(session)
        kept = add_demo_tickets(Act(session, clock.now(), SYSTEM, in_force, keys), users)
        if kept:
            say(f"已登记 {kept} 件演示诉求。")
    return Demo(tuple((ROLE_LABELS[u.role], u.login, PASSWORD) for u in DEMO_USERS), token)
