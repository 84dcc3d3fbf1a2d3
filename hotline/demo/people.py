"""One demo user per role at the province, and the same departments once more at 郑州 so that places differ."""

from __future__ import annotations

from dataclasses import dataclass

from models.domain.words import Queue, Role
from models.queries import directory, people
from models.services.act import Act
from models.services.users import NewUser, add_user
from models.tables.people import User

PASSWORD = "Hotline-12351"  # the demo's only; printed at start, never used outside it
ZHENGZHOU = "410100"


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A log-in of the demo. `queue` makes them staff of that department of the unit."""

    login: str
    name: str
    role: Role
    unit: str = "410000"
    queue: Queue | None = None


DEMO_USERS = (
    DemoUser("operator", "接线员甲", Role.OPERATOR),
    DemoUser("dispatcher", "派单员甲", Role.DISPATCHER, queue=Queue.DISPATCH_DESK),
    DemoUser("union", "工会经办甲", Role.STAFF, queue=Queue.UNION),
    DemoUser("legal", "司法经办甲", Role.STAFF, queue=Queue.LEGAL),
    DemoUser("social", "人社经办甲", Role.STAFF, queue=Queue.SOCIAL_SECURITY),
    DemoUser("emergency", "应急经办甲", Role.STAFF, queue=Queue.EMERGENCY),
    DemoUser("leader", "人社负责人甲", Role.LEADER, queue=Queue.SOCIAL_SECURITY),
    DemoUser("supervisor", "督办甲", Role.SUPERVISOR),
    DemoUser("callback", "回访员甲", Role.CALLBACK),
    DemoUser("analyst", "研判员甲", Role.ANALYST),
    DemoUser("admin", "系统管理员甲", Role.ADMIN),
    DemoUser("auditor", "审计员甲", Role.AUDITOR),
    DemoUser("wall", "大屏", Role.WALL),
    DemoUser("zz-dispatcher", "郑州派单员", Role.DISPATCHER, ZHENGZHOU, Queue.DISPATCH_DESK),
    DemoUser("zz-union", "郑州工会经办", Role.STAFF, ZHENGZHOU, Queue.UNION),
    DemoUser("zz-legal", "郑州司法经办", Role.STAFF, ZHENGZHOU, Queue.LEGAL),
    DemoUser("zz-social", "郑州人社经办", Role.STAFF, ZHENGZHOU, Queue.SOCIAL_SECURITY),
    DemoUser("zz-emergency", "郑州应急经办", Role.STAFF, ZHENGZHOU, Queue.EMERGENCY),
    DemoUser("zz-supervisor", "郑州督办", Role.SUPERVISOR, ZHENGZHOU),
)


def add_demo_users(act: Act) -> dict[str, User]:
    """The demo users by log-in; those that exist are left as they are."""
    return {plan.login: _user(act, plan) for plan in DEMO_USERS}


def _user(act: Act, plan: DemoUser) -> User:
    known = people.user_by_login(act.session, plan.login)
    if known is not None:
        return known
    unit = directory.unit_by_code(act.session, plan.unit)
    assert unit is not None, "the organisation is founded before its people"
    desk = directory.department_at(act.session, unit.id, plan.queue) if plan.queue else None
    return add_user(
        act,
        NewUser(
            login=plan.login,
            name=plan.name,
            role=plan.role,
            unit_id=unit.id,
            password=PASSWORD,
            department_id=desk.id if desk else None,
        ),
    )
