"""答复: the department files what it did and what it told the caller (disposal form of domain.md 3.4)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from models.domain.errors import FieldError, InvalidInput
from models.domain.words import ContactWay, DemandType, Move
from models.queries import beside
from models.services.act import Act
from models.services.letter_reply import WRITTEN, is_letter
from models.services.move import Outcome, make, take
from models.services.notes import write_note
from models.tables.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Disposal:
    """The disposal form. `answer` is what the caller may read; `internal` is not."""

    answer: str
    internal: str | None = None
    confirmed: bool | None = None  # 诉求属实
    beyond_duty: bool | None = None  # 超职责诉求
    solved: bool | None = None  # 是否解决
    unsolved_reason: str | None = None
    contacted_at: datetime | None = None  # 联系时间
    contact_way: ContactWay | None = None
    without_answers: str | None = None  # why the caller is answered although co-units owe theirs


def reply(act: Act, number: str, disposal: Disposal) -> Ticket:
    """File the result; the finish clock stops, the call-back clock starts."""
    ticket = take(act, number, Move.REPLY)
    _check(act, ticket, disposal)
    if ticket.contacted_at is None:
        ticket.contacted_at = disposal.contacted_at
    form = {key: value for key, value in asdict(disposal).items() if key not in _WORDS}
    if disposal.contacted_at is not None:
        form["contacted_at"] = disposal.contacted_at.isoformat()
    note = write_note(act, ticket, "reply", disposal.answer, form=form, public=True)
    inner = write_note(act, ticket, "reply_internal", _internal(disposal))
    codes = {"note_id": note, "internal_note_id": inner, "solved": disposal.solved}
    make(act, ticket, Move.REPLY, Outcome(codes))
    return ticket


_WORDS = {"answer", "internal", "unsolved_reason", "without_answers"}


def _internal(disposal: Disposal) -> str | None:
    parts = [
        disposal.internal,
        disposal.unsolved_reason and f"未解决原因：{disposal.unsolved_reason}",
        disposal.without_answers and f"未等会办答复：{disposal.without_answers}",
    ]
    return "\n".join(part for part in parts if part) or None


def _check(act: Act, ticket: Ticket, disposal: Disposal) -> None:
    faults = [*_contact_faults(act, ticket, disposal), *_outcome_faults(disposal)]
    if is_letter(ticket) and disposal.contact_way not in WRITTEN:
        say = "来信须书面答复，请选择书面答复或短信、APP；电话沟通请记入“联系来电人”。"
        faults = [one for one in faults if one.field != "contact_way"]
        faults.append(FieldError("contact_way", say))
    waiting = len(beside.open_assists(act.session, ticket.id))
    if waiting and not disposal.without_answers:
        say = f"还有 {waiting} 项会办没有答复；不等待的，请写明原因。"
        faults.append(FieldError("without_answers", say))
    if faults:
        raise InvalidInput("答复内容不完整。", errors=tuple(faults))


def _contact_faults(act: Act, ticket: Ticket, disposal: Disposal) -> list[FieldError]:
    """Contact must be proven; a report may be anonymous, then nobody could be called (domain.md 3.5)."""
    if disposal.contacted_at is None:
        if ticket.demand_type == DemandType.REPORT:
            return []
        return [FieldError("contacted_at", "请填写与来电人的联系时间；答复前须先联系来电人。")]
    faults = []
    if not ticket.received_at <= disposal.contacted_at <= act.now:
        faults.append(FieldError("contacted_at", "联系时间应在受理之后、现在之前，请核对。"))
    if disposal.contact_way is None:
        faults.append(FieldError("contact_way", "请选择联系方式。"))
    return faults


def _outcome_faults(disposal: Disposal) -> list[FieldError]:
    if disposal.solved is None:
        return [FieldError("solved", "请填写诉求是否解决。")]
    if not disposal.solved and not disposal.unsolved_reason:
        return [FieldError("unsolved_reason", "未解决的，请写明原因。")]
    return []
