"""Builds a small province with its people, and pleas and verdicts with sensible defaults."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from models.database import Sessions
from models.domain.permissions import SYSTEM, Person
from models.domain.policy import Policy
from models.domain.verdict import RedFlag, Verdict
from models.domain.words import Channel, DemandType, Level, Queue, Role, Urgency
from models.keys import KeyRing
from models.queries import directory
from models.services import triage
from models.services.act import Act
from models.services.organise import UnitPlan, found
from models.services.plea import CallerSaid, Plea, Received
from models.services.policies import ensure_policy
from models.services.receive import receive
from models.tables.people import Department, User
from models.tables.tickets import Ticket
from models.tables.trail import Event
from tests.fakes import FakeClock

PROVINCE, CITY, COUNTY, OTHER_CITY = "410000", "410100", "410105", "410300"
_TREE = (
    UnitPlan(PROVINCE, "河南省总工会", "河南省", Level.PROVINCE, None),
    UnitPlan(CITY, "郑州市总工会", "郑州市", Level.CITY, PROVINCE),
    UnitPlan(OTHER_CITY, "洛阳市总工会", "洛阳市", Level.CITY, PROVINCE),
    UnitPlan(COUNTY, "金水区总工会", "金水区", Level.COUNTY, CITY),
)
_WORK = (Queue.UNION, Queue.LEGAL, Queue.SOCIAL_SECURITY, Queue.EMERGENCY)

# One person of the world for each role.
BY_ROLE = {
    Role.OPERATOR: "operator",
    Role.DISPATCHER: "dispatcher",
    Role.STAFF: "union",
    Role.LEADER: "leader",
    Role.SUPERVISOR: "supervisor",
    Role.CALLBACK: "callback",
    Role.ANALYST: "analyst",
    Role.ADMIN: "admin",
    Role.AUDITOR: "auditor",
    Role.WALL: "wall",
}


@dataclass
class World:
    """Everything a test of verbs needs: sessions, people by name, and time."""

    sessions: Sessions
    policy: Policy
    keys: KeyRing
    clock: FakeClock
    people: dict[str, Person] = field(default_factory=dict)
    channel: Channel | None = None  # how every plea comes in, where a test wants all of them so

    @contextmanager
    def act(self, who: str | Person = SYSTEM) -> Iterator[Act]:
        """A transaction in which `who` acts at the clock's time."""
        person = self.people[who] if isinstance(who, str) else who
        with self.sessions.begin() as session:
            yield Act(session, self.clock.now(), person, self.policy, self.keys)

    def receive(self, plea: Plea | None = None, who: str = "operator") -> Received:
        """Keep a plea."""
        with self.act(who) as act:
            assert act.person.unit_id is not None
            chosen = plea or a_plea()
            if self.channel is not None:
                chosen = replace(chosen, channel=self.channel)
            return receive(act, chosen, act.person.unit_id)

    def triage(self, verdict: Verdict | None = None) -> int:
        """Read everything unread with one verdict."""
        with self.act() as act:
            unread = triage.claim(act, 1000)
        with self.act() as act:
            chosen = verdict or a_verdict()
            return triage.settle(act, {one.ticket_id: chosen for one in unread})

    def dispatched(self, **plea: object) -> Received:
        """A ticket that the reader has sent to 人社 of the county."""
        received = self.receive(a_plea(**plea))
        self.triage()
        return received

    def ticket(self, number: str) -> Ticket:
        """The ticket as it stands now."""
        with self.sessions() as session:
            return session.scalars(select(Ticket).where(Ticket.number == number)).one()

    def events(self, number: str) -> list[Event]:
        """Its events in order."""
        with self.sessions() as session:
            query = select(Event).join(Ticket, Ticket.id == Event.ticket_id)
            return list(session.scalars(query.where(Ticket.number == number).order_by(Event.seq)))

    def kinds(self, number: str) -> list[str]:
        """The kinds of its events in order."""
        return [event.kind for event in self.events(number)]


def build_world(sessions: Sessions, policy: Policy, keys: KeyRing, clock: FakeClock) -> World:
    """Province, two cities, one county; province desk people, city and county departments staffed."""
    world = World(sessions, policy, keys, clock)
    with world.act() as act:
        ensure_policy(act.session, policy, act.now)
        found(act, _TREE)
        act.session.flush()
        _staff(act, world)
    return world


def _staffing() -> list[tuple[str, Role, str, Queue | None]]:
    rows: list[tuple[str, Role, str, Queue | None]] = [
        ("operator", Role.OPERATOR, PROVINCE, None),
        ("dispatcher", Role.DISPATCHER, PROVINCE, Queue.DISPATCH_DESK),
        ("supervisor", Role.SUPERVISOR, PROVINCE, None),
        ("callback", Role.CALLBACK, PROVINCE, None),
        ("analyst", Role.ANALYST, PROVINCE, None),
        ("admin", Role.ADMIN, PROVINCE, None),
        ("auditor", Role.AUDITOR, PROVINCE, None),
        ("wall", Role.WALL, PROVINCE, None),
        ("city_supervisor", Role.SUPERVISOR, CITY, None),
        ("other_supervisor", Role.SUPERVISOR, OTHER_CITY, None),
        ("leader", Role.LEADER, COUNTY, Queue.SOCIAL_SECURITY),
    ]
    rows += [(f"{queue}", Role.STAFF, COUNTY, queue) for queue in _WORK]
    rows += [(f"city_{queue}", Role.STAFF, CITY, queue) for queue in _WORK]
    return rows


def _staff(act: Act, world: World) -> None:
    """All people with one statement: most tests begin with them."""
    units = {unit.code: unit for unit in directory.all_units(act.session)}
    desks = {(one.unit_id, one.queue): one.id for one in act.session.scalars(select(Department))}
    users = {}
    for name, role, code, queue in _staffing():
        users[name] = User(
            login=name,
            name=f"测试{name}",
            role=role,
            unit_id=units[code].id,
            department_id=desks[units[code].id, queue] if queue else None,
            password_hash="",
            created_at=act.now,
        )
    act.session.add_all(users.values())
    act.session.flush()
    levels = {unit.id: Level(unit.level) for unit in units.values()}
    for name, user in users.items():
        world.people[name] = Person(
            user.id,
            user.name,
            Role(user.role),
            user.unit_id,
            levels[user.unit_id],
            user.department_id,
        )


def a_plea(text: str = "厂里三个月没发工资了，找老板就是推。", **changes: object) -> Plea:
    """A phone call about wages in the county."""
    values: dict[str, object] = {
        "text": text,
        "channel": Channel.PHONE,
        "caller": CallerSaid("张某某", "13800001234"),
        "region_code": COUNTY,
    }
    return Plea(**(values | changes))  # type: ignore[arg-type]


def a_verdict(**changes: object) -> Verdict:
    """A confident reader: unpaid wages, a complaint."""
    values: dict[str, object] = {
        "category": "0102",
        "demand_type": DemandType.COMPLAINT,
        "urgency": Urgency.P3,
        "confidence": 0.93,
        "category_confidence": 0.81,
        "abstained": False,
        "emergency": False,
    }
    return Verdict(**(values | changes))  # type: ignore[arg-type]


def a_red_flag(**changes: object) -> RedFlag:
    """A P1 rule hit: somebody on a crane for wages."""
    values: dict[str, object] = {
        "rule": "life-01",
        "version": 1,
        "group": "life",
        "urgency": Urgency.P1,
        "category": "1303",
        "word": "爬塔吊",
        "start": 0,
        "end": 3,
    }
    return RedFlag(**(values | changes))  # type: ignore[arg-type]
