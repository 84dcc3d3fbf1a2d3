"""Reply templates: written by leaders and supervisors for their units, filled from a ticket, counted when sent."""

from __future__ import annotations

from datetime import datetime

from models.domain.errors import Conflict, FieldError, InvalidInput, NotAllowed, NotFound
from models.domain.reply_templates import Draft, Ready, Use, draft_faults, fits
from models.domain.statutory_words import DEADLINE_LABELS
from models.domain.words import ClockKind, Role
from models.domain.worktime import SHANGHAI
from models.policy.reply_templates import default_templates
from models.queries import due, reply_templates, tickets
from models.services.act import Act
from models.services.deadlines import deadlines_of
from models.services.managed import same_version
from models.tables.people import Unit
from models.tables.reply_templates import ReplyTemplate, ReplyTemplateVersion
from models.tables.tickets import Ticket

_OWN = "own:"


def usable(act: Act, use: Use, category: str | None) -> list[Ready]:
    """What may fill this form, the best fit first; a unit's own before the package's."""
    own = [_ready(row) for row in reply_templates.usable(act.session, act.person.unit_id or 0, use)]
    builtin = [one for one in default_templates() if one.use is use]
    return sorted([*own, *builtin], key=lambda one: fits(one, category))


def find(act: Act, use: Use, code: str) -> Ready:
    """The template of a code, if this person may use it here."""
    found = next((one for one in usable(act, use, None) if one.code == code), None)
    if found is None:
        raise NotFound("没有找到这个模板，可能已停用。请重新选择。")
    return found


def values_of(act: Act, ticket: Ticket) -> dict[str, str | None]:
    """What the placeholders stand for on this ticket. Nothing of the caller: a template never names them."""
    owner = tickets.owner_names(act.session, [ticket.department_id])[ticket.department_id]
    clocks = {clock.kind: clock.due_at for clock in due.running_clocks(act.session, ticket.id)}
    category = act.policy.taxonomy.get(ticket.category).name if ticket.category else None
    return {
        "编号": ticket.number,
        "单位": owner[0],
        "科室": owner[1],
        "类别": category,
        "承办人": tickets.user_name(act.session, ticket.accepted_by) or act.person.name,
        "用人单位": ticket.employer,
        "受理日期": _day(ticket.received_at),
        "今天": _day(act.now),
        "办结期限": _day(clocks.get(ClockKind.FINISH)),
        "法定期限": _statutory(act, ticket),
        "单位电话": act.session.get_one(Unit, ticket.unit_id).phone,
    }


def create(act: Act, draft: Draft) -> ReplyTemplate:
    """A new template of the own unit."""
    _require(act)
    _check(act, draft)
    row = ReplyTemplate(
        unit_id=act.person.unit_id,
        name=draft.name,
        use=draft.use,
        category=draft.category,
        text=draft.text,
    )
    act.session.add(row)
    act.session.flush()
    _keep_version(act, row)
    return row


def change(act: Act, template_id: int, version: int, draft: Draft) -> ReplyTemplate:
    """New words as a new version; the old ones stay readable."""
    row = editable(act, template_id)
    same_version(row.version, version, "这个模板")
    _check(act, draft)
    row.name, row.use, row.category, row.text = draft.name, draft.use, draft.category, draft.text
    row.version += 1
    _keep_version(act, row)
    return row


def switch(act: Act, template_id: int, version: int, *, active: bool) -> ReplyTemplate:
    """Out of use, or in use again."""
    row = editable(act, template_id)
    same_version(row.version, version, "这个模板")
    if row.active == active:
        raise Conflict("这个模板已经是这个状态。")
    row.active = active
    row.version += 1
    _keep_version(act, row)
    return row


def editable(act: Act, template_id: int) -> ReplyTemplate:
    """The template, locked. Leaders edit those of their own unit, others those of their subtree."""
    _require(act)
    row = reply_templates.lock_below(act.session, template_id, act.person.unit_id or 0)
    if row is None:
        raise NotFound("没有找到这个模板，或者不在您单位的管辖范围内。")
    if act.person.role is Role.LEADER and row.unit_id != act.person.unit_id:
        raise NotAllowed("科室负责人只能修改本单位的模板。")
    return row


def may_edit(role: Role) -> bool:
    """Who writes templates."""
    return role in (Role.LEADER, Role.SUPERVISOR, Role.ADMIN)


def _require(act: Act) -> None:
    if not may_edit(act.person.role):
        raise NotAllowed("模板由科室负责人、督办或系统管理员维护。")


def _check(act: Act, draft: Draft) -> None:
    faults = draft_faults(draft)
    taxonomy = act.policy.taxonomy
    if draft.category is not None and draft.category not in {*taxonomy.codes, *taxonomy.parents}:
        faults.append(FieldError("category", "请从列表中选择分类。"))
    if faults:
        raise InvalidInput("模板没有保存，请修改标出的内容。", errors=tuple(faults))


def _keep_version(act: Act, row: ReplyTemplate) -> None:
    act.session.flush()
    act.session.add(
        ReplyTemplateVersion(
            template_id=row.id,
            version=row.version,
            name=row.name,
            text=row.text,
            active=row.active,
            by_user_id=act.person.user_id,
            at=act.now,
        )
    )
    act.session.flush()


def _ready(row: ReplyTemplate) -> Ready:
    return Ready(f"{_OWN}{row.id}", row.name, Use(row.use), row.category, row.text)


def _day(at: datetime | None) -> str | None:
    return at.astimezone(SHANGHAI).date().isoformat() if at else None


def _statutory(act: Act, ticket: Ticket) -> str | None:
    """The limit that ends first among those that can be computed."""
    known = [one for one in deadlines_of(act, ticket) if one.last_day is not None]
    nearest = min(known, key=lambda one: str(one.last_day), default=None)
    return f"{DEADLINE_LABELS[nearest.kind]}：{nearest.last_day}" if nearest else None
