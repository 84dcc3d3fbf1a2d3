"""Keeps a plea: ticket, caller, event, clocks and due rows in one transaction; an emergency is dispatched here (D6)."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from models.domain import personal, phones
from models.domain.words import DemandType, Queue, Status, Urgency
from models.queries import intake, tickets
from models.services import places
from models.services.act import Act
from models.services.clocks import ClockPlan, plan_clock
from models.services.emergency import dispatch_emergency, is_emergency
from models.services.letter_reply import clocks_from_receipt
from models.services.originals import sealed
from models.services.plea import Plea, Received
from models.services.track import track_code
from models.services.trail import Happening, linked
from models.tables.tickets import Ticket

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_NO_SUCH_PLACE = "没有找到该行政区划代码对应的工会，按受理单位派单。"
_KEPT = "这件诉求之前已经登记过，返回原工单。"


def receive(act: Act, plea: Plea, unit_id: int) -> Received:
    """Keep one plea for the unit that took it. Nothing is half-kept: one statement writes all rows.

    A plea with an external id that its source already sent answers the ticket that exists.
    """
    if plea.source and plea.external_id:
        known = tickets.by_external_id(act.session, plea.source, plea.external_id)
        if known is not None:
            return _answer(act, known, (*plea.warnings, _KEPT), new=False)
    ticket, originals, warnings = _ticket(act, plea, unit_id)
    _write(act, plea, ticket, originals)
    if is_emergency(plea):
        kept = act.session.get_one(Ticket, ticket.id)
        pressed = plea.urgency is Urgency.P1 or plea.demand_type is DemandType.EMERGENCY
        dispatch_emergency(act, kept, plea.red_flags, confirmed=pressed)
        return _answer(act, kept, warnings, new=True)
    return _answer(act, ticket, warnings, new=True)


def _ticket(
    act: Act, plea: Plea, unit_id: int
) -> tuple[intake.NewTicket, tuple[personal.Original, ...], tuple[str, ...]]:
    cleaned = personal.tokenise(plea.text, caller_name=plea.caller.name)
    codes = places.codes_upward(plea.region_code)
    queue = Queue.DISPATCH_DESK
    found = intake.desks(act.driver, plea.region_code, codes, unit_id, queue)
    desk = places.nearest(found, queue)
    strange = plea.region_code and not desk.place_known
    confidential = plea.category is not None and act.policy.taxonomy.get(plea.category).confidential
    ticket = intake.NewTicket(
        id=desk.ticket_id,
        number=f"{act.now.astimezone(_SHANGHAI):%Y%m%d}-{desk.ticket_id:06d}",
        status=Status.RECEIVED,
        urgency=_first_urgency(act, plea),
        demand_type=plea.demand_type,
        category=plea.category,
        queue=queue,
        unit_id=desk.unit_id,
        department_id=desk.department_id,
        receiving_unit_id=unit_id,
        logged_by=act.person.user_id,
        channel=plea.channel,
        source=plea.source if plea.external_id else None,
        external_id=plea.external_id,
        text=cleaned.text,
        employer=plea.employer,
        credit_code=plea.credit_code,
        region_code=plea.region_code,
        persons=plea.persons,
        confidential=bool(confidential) or plea.demand_type == "R",
        flags=[],
        co_handlers=[],
        set_by_person=[
            name
            for name in ("category", "demand_type", "urgency", "persons")
            if getattr(plea, name) is not None
        ],
        occurred_at=plea.occurred_at,
        received_at=act.now,
        triage_due_at=act.now,
    )
    warnings = (*plea.warnings, _NO_SUCH_PLACE) if strange else plea.warnings
    return ticket, cleaned.originals, warnings


def _first_urgency(act: Act, plea: Plea) -> Urgency:
    """Before the reader spoke: what a person chose, else the category's, else the ordinary one.

    Never P1 here: P1 is what dispatch_emergency makes of the ticket, with its owner, in the same transaction.
    """
    chosen = plea.urgency
    if chosen is None and plea.category is not None:
        chosen = act.policy.taxonomy.get(plea.category).urgency
    if chosen is None or chosen is Urgency.P1:
        return Urgency.P2 if chosen is Urgency.P1 else Urgency.P3
    return chosen


def _write(
    act: Act,
    plea: Plea,
    ticket: intake.NewTicket,
    originals: tuple[personal.Original, ...],
) -> None:
    happening = Happening(
        "received",
        {
            "channel": str(ticket.channel),
            "urgency": str(ticket.urgency),
            "department_id": ticket.department_id,
            "red_flags": sorted({flag.rule for flag in plea.red_flags}),
        },
        to_status=Status.RECEIVED,
    )
    event, previous_hash = linked(act, ticket, happening)
    plans = [plan_clock(act, kind, ticket) for kind in sorted(clocks_from_receipt(ticket.channel))]
    intake.keep(
        act.driver,
        intake.Rows(
            ticket=ticket,
            event=event,
            previous_hash=previous_hash,
            clocks=[_clock_row(act, plan) for plan in plans],
            caller=_caller_row(act, plea),
            originals=[sealed(act, original) for original in originals],
        ),
    )


def _clock_row(act: Act, plan: ClockPlan) -> dict[str, object]:
    return {
        "kind": str(plan.kind),
        "started_at": plan.started_at.isoformat(),
        "due_at": plan.due_at.isoformat(),
        "estimated": plan.estimated,
        "policy_id": act.policy.version,
        "plan": plan.plan,
    }


def _caller_row(act: Act, plea: Plea) -> dict[str, object] | None:
    said = plea.caller
    if not (said.name or said.phone or said.anonymous):
        return None
    digits = phones.normalise(said.phone) if said.phone else None
    seal = act.keys.encrypt
    index = act.keys.blind_index
    return {
        "name_sealed": seal(said.name, purpose="caller.name") if said.name else None,
        "phone_sealed": seal(said.phone, purpose="caller.phone") if said.phone else None,
        "phone_index": index(digits, purpose="phone") if digits else None,
        "tail_index": index(phones.tail(digits), purpose="tail") if digits else None,
        "phone_plausible": phones.is_plausible(said.phone) if said.phone else True,
        "anonymous": said.anonymous,
        "created_at": act.now,
    }


def _answer(
    act: Act, ticket: Ticket | intake.NewTicket, warnings: tuple[str, ...], *, new: bool
) -> Received:
    return Received(
        ticket_id=ticket.id,
        number=ticket.number,
        status=ticket.status,
        urgency=ticket.urgency,
        track_code=track_code(act.keys, ticket.number),
        warnings=warnings,
        new=new,
    )
