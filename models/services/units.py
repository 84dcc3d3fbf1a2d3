"""Units of the own subtree: found, change, move in the tree, end, take up again. Never deleted; codes are for ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.domain.administration import (
    MAX_NAME,
    MAX_PLACE,
    MAX_UNIT_NAME,
    code_faults,
    difference,
    may_stand_under,
    name_faults,
    phone_faults,
)
from models.domain.errors import Conflict, FieldError, InvalidInput, NotAllowed, NotFound
from models.domain.words import Level, Queue, Role
from models.queries import accounts, directory, units
from models.services.act import Act
from models.services.admin_trail import record_change
from models.services.hand_on import to_department
from models.services.managed import managed_unit, same_version
from models.services.organise import UnitPlan, found
from models.tables.beside import Assist
from models.tables.people import Unit, User
from models.tables.tickets import Ticket

_REASON = "原承办单位停用，在办事项整体移交。"


@dataclass(frozen=True, slots=True)
class UnitForm:
    """A unit as somebody fills it in. `departments`: the names of the five, by queue."""

    code: str
    name: str
    place: str
    level: Level
    parent_code: str
    phone: str = ""
    departments: Mapping[Queue, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnitDependents:
    """What keeps a unit from ending."""

    tickets: Sequence[Ticket]
    owed: Sequence[tuple[Assist, Ticket]]
    people: Sequence[User]
    below: Sequence[Unit]

    @property
    def any(self) -> bool:
        return bool(self.tickets or self.owed or self.people or self.below)


def create_unit(act: Act, form: UnitForm) -> Unit:
    """A new unit with its five departments."""
    parent = _parent(act, form)
    faults = [*code_faults(form.code), *_faults(form, parent)]
    if directory.unit_by_code(act.session, form.code) is not None:
        faults.append(FieldError("code", f"代码 {form.code} 已有单位，请核对。"))
    _refuse(faults)
    found(act, [UnitPlan(form.code, form.name, form.place, form.level, parent.code)])
    act.session.flush()
    unit = directory.unit_by_code(act.session, form.code)
    assert unit is not None, "just founded"
    unit.phone = form.phone or None
    _rename_departments(act, unit, form)
    record_change(act, "unit_created", unit_id=unit.id, codes={"parent": parent.code})
    act.session.flush()
    return unit


def change_unit(act: Act, unit_id: int, version: int, form: UnitForm) -> Unit:
    """Name, place, level, parent, telephone, names of departments."""
    unit = managed_unit(act, unit_id)
    same_version(unit.version, version, "这个单位")
    before = _told(act, unit)
    parent = None
    if unit.parent_id is not None:
        parent = _parent(act, form)
        _refuse(_faults(form, parent) + _tree_faults(act, unit, form, parent))
    else:
        _refuse(_plain_faults(form))
    unit.name, unit.place, unit.phone = form.name, form.place, form.phone or None
    if parent is not None:
        unit.level = form.level
        _move(act, unit, parent)
    _rename_departments(act, unit, form)
    unit.version += 1
    act.session.flush()
    changes = difference(before, _told(act, unit))
    record_change(act, "unit_changed", unit_id=unit.id, codes=changes)
    act.session.flush()
    return unit


def unit_dependents(act: Act, unit: Unit) -> UnitDependents:
    """Everything that depends on this unit now."""
    owed = [(row[0], row[1]) for row in units.owed_assists(act.session, unit.id)]
    return UnitDependents(
        units.open_tickets(act.session, unit.id),
        owed,
        units.active_people(act.session, unit.id),
        units.active_below(act.session, unit.id),
    )


def hand_over_unit(act: Act, unit_id: int, to_code: str) -> int:
    """Every open ticket and every owed answer goes to the same department of another unit; returns how many."""
    unit = managed_unit(act, unit_id)
    follower = directory.unit_by_code(act.session, to_code)
    inside = follower and accounts.distance_below(act.session, follower.id, act.person.unit_id or 0)
    if follower is None or inside is None or follower.id == unit.id or not follower.active:
        raise NotFound("请从列表中选择接手的单位：在您管辖范围内、正在使用的另一个单位。")
    found_here = unit_dependents(act, unit)
    for queue, tickets, owed in _by_queue(act, found_here):
        department = directory.department_at(act.session, follower.id, queue)
        if department is None:
            raise NotFound(f"{follower.name}没有“{queue}”科室，不能接手。")
        to_department(act, tickets, owed, department, _REASON)
    codes = {"to": follower.code, "tickets": [one.number for one in found_here.tickets]}
    record_change(act, "handed_over", unit_id=unit.id, codes=codes)
    act.session.flush()
    return len(found_here.tickets)


def deactivate_unit(act: Act, unit_id: int, version: int) -> None:
    """End a unit: nothing is routed to it any more, its history stays. Raises Conflict while anything depends on it."""
    unit = managed_unit(act, unit_id)
    same_version(unit.version, version, "这个单位")
    if unit.parent_id is None or unit.id == act.person.unit_id:
        raise NotAllowed("不能停用省级单位或您自己所在的单位。")
    if not unit.active:
        raise Conflict(f"{unit.name}已经停用。")
    if unit_dependents(act, unit).any:
        raise Conflict(f"{unit.name}还有下列事项、人员或下级单位，不能停用。请先移交或调整。")
    unit.active = False
    unit.version += 1
    record_change(act, "unit_deactivated", unit_id=unit.id)
    act.session.flush()


def reactivate_unit(act: Act, unit_id: int, version: int) -> None:
    """Take it up again."""
    unit = managed_unit(act, unit_id)
    same_version(unit.version, version, "这个单位")
    if unit.active:
        raise Conflict(f"{unit.name}正在使用。")
    unit.active = True
    unit.version += 1
    record_change(act, "unit_reactivated", unit_id=unit.id)
    act.session.flush()


def _by_queue(
    act: Act, found_here: UnitDependents
) -> list[tuple[Queue, list[Ticket], list[tuple[Assist, Ticket]]]]:
    queues = {
        Queue(directory.department(act.session, each).queue): each
        for each in {one.department_id for one in found_here.tickets}
        | {task.department_id for task, _ in found_here.owed}
    }
    return [
        (
            queue,
            [one for one in found_here.tickets if one.department_id == department_id],
            [pair for pair in found_here.owed if pair[0].department_id == department_id],
        )
        for queue, department_id in sorted(queues.items())
    ]


def _parent(act: Act, form: UnitForm) -> Unit:
    """The unit above; both must lie in the own subtree."""
    parent = directory.unit_by_code(act.session, form.parent_code)
    distance = (
        accounts.distance_below(act.session, parent.id, act.person.unit_id or 0) if parent else None
    )
    if parent is None or distance is None or not parent.active:
        raise InvalidInput(
            "没有保存，请修改标出的内容。",
            errors=(FieldError("parent_code", "请从列表中选择您管辖范围内正在使用的上级单位。"),),
        )
    return parent


def _faults(form: UnitForm, parent: Unit) -> list[FieldError]:
    faults = _plain_faults(form)
    if not may_stand_under(form.level, Level(parent.level)):
        faults.append(FieldError("level", f"层级应低于上级单位{parent.name}，请核对层级或上级。"))
    return faults


def _plain_faults(form: UnitForm) -> list[FieldError]:
    faults = name_faults("name", "单位名称", form.name, MAX_UNIT_NAME)
    faults += name_faults("place", "地区", form.place, MAX_PLACE)
    for queue, name in form.departments.items():
        faults += name_faults(f"department-{queue}", "科室名称", name, MAX_NAME)
    return faults + phone_faults(form.phone)


def _tree_faults(act: Act, unit: Unit, form: UnitForm, parent: Unit) -> list[FieldError]:
    if unit.id in directory.line_above(act.session, parent.id):
        return [FieldError("parent_code", "上级不能是本单位或它的下级。")]
    highest = units.highest_below(act.session, unit.id)
    if highest is not None and not may_stand_under(Level(highest), form.level):
        return [FieldError("level", "下级单位的层级不低于所选层级，请先调整下级单位。")]
    return []


def _move(act: Act, unit: Unit, parent: Unit) -> None:
    if unit.parent_id == parent.id:
        return
    if act.person.role is not Role.ADMIN:
        raise NotAllowed("调整上级单位会改变管辖范围，请由系统管理员办理。")
    unit.parent_id = parent.id
    units.hang_under(act.session, unit.id, parent.id)


def _rename_departments(act: Act, unit: Unit, form: UnitForm) -> None:
    for queue, name in form.departments.items():
        department = directory.department_at(act.session, unit.id, queue)
        if department is not None:
            department.name = name.strip()


def _told(act: Act, unit: Unit) -> dict[str, object]:
    """What the history compares; offices, not people."""
    parent = act.session.get(Unit, unit.parent_id) if unit.parent_id else None
    names = {f"department_{one.queue}": one.name for one in units.departments(act.session, unit.id)}
    return {
        "name": unit.name,
        "place": unit.place,
        "level": str(unit.level),
        "parent": parent.code if parent else None,
        "phone": unit.phone,
        **names,
    }


def _refuse(faults: Sequence[FieldError]) -> None:
    if faults:
        raise InvalidInput("没有保存，请修改标出的内容。", errors=tuple(faults))
