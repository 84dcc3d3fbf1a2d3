"""Files of a ticket 附件: told by their content, sealed piece by piece, given back with a trace, withdrawn but never deleted.

They lie in PostgreSQL because the web's hosts share nothing else; a piece is what one request holds in memory.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from models.domain.attachments import (
    HEAD,
    MIB,
    MOST_EACH,
    MOST_TOGETHER,
    FileKind,
    is_archive,
    kind_in_archive,
    kind_of,
)
from models.domain.errors import FieldError, InvalidInput, MoveNotPossible, NotAllowed, NotFound
from models.domain.ticket import MOVES
from models.domain.words import Move, Role, Status
from models.keys import KeyRing
from models.queries import attachments, tickets
from models.services.act import Act
from models.services.notes import write_note
from models.services.trail import Happening, record
from models.tables.attachments import Attachment
from models.tables.tickets import Ticket

PIECE = 256 * 1024  # bytes
_PURPOSE, _NAME = "attachment", "attachment.name"
_LONGEST_NAME = 120
_ALLOWED = "可以上传：jpg、png、webp、pdf、docx、xlsx、mp3、m4a、amr、wav、mp4、txt。"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its name as the sender says, its bytes to be read once from the start."""

    name: str
    body: IO[bytes]


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as the ticket's page shows it. `why` when it was withdrawn."""

    id: int
    name: str
    kind: str
    size: int
    by: str
    row: Attachment
    why: str | None
    may_take: bool
    may_withdraw: bool


def attach(act: Act, number: str, uploads: Sequence[Upload]) -> list[Attachment]:
    """Keep all of them or none. Raises InvalidInput naming each faulty file and what is allowed."""
    ticket = _locked(act, number)
    if not may_attach(act, ticket):
        raise NotAllowed("您不能给这张工单添加附件（已归档的工单只读）。")
    if not uploads:
        fault = FieldError("files", "请先选择文件。")
        raise InvalidInput("没有选择文件。", errors=(fault,))
    kinds = _kinds(uploads)
    kept = [_keep(act, ticket, each, kind) for each, kind in zip(uploads, kinds, strict=True)]
    act.session.flush()
    if attachments.bytes_together(act.session, ticket.id) > MOST_TOGETHER:
        raise _refusal(
            "files", f"一张工单的附件合计不超过 {MOST_TOGETHER // MIB} MB，请压缩或分次说明。"
        )
    return kept


def files_of(act: Act, ticket: Ticket) -> list[KeptFile]:
    """What hangs on a ticket that this person sees, withdrawn ones too."""
    person = act.person
    found = []
    for row, by, why in attachments.of_ticket(act.session, ticket.id):
        gone = row.withdrawn_at is not None
        mine = row.by_user_id == person.user_id or person.role in (Role.SUPERVISOR, Role.LEADER)
        found.append(
            KeptFile(
                row.id,
                act.keys.decrypt(row.name_sealed, purpose=_NAME),
                row.kind,
                row.size,
                by,
                row,
                why,
                may_take=not gone or person.role is Role.SUPERVISOR,
                may_withdraw=not gone and mine and may_attach(act, ticket),
            )
        )
    return found


def may_attach(act: Act, ticket: Ticket) -> bool:
    """Whoever may speak on a ticket may attach to it, until it is read-only."""
    return act.person.role in MOVES[Move.CHASE].roles and ticket.status != Status.ARCHIVED


def take_away(act: Act, number: str, attachment_id: int) -> KeptFile:
    """The file for whoever sees the ticket; the taking is an event. Its bytes: `piece_of`."""
    ticket = _locked(act, number)
    found = next((one for one in files_of(act, ticket) if one.id == attachment_id), None)
    if found is None or not found.may_take:
        raise NotFound("没有这个附件，或者它已经撤回。")
    codes = {"attachment_id": attachment_id}
    record(act, ticket, Happening("attachment_taken", codes, ticket.status, ticket.status))
    return found


def piece_of(act: Act, attachment_id: int, place: int) -> bytes | None:
    """One piece in clear; None after the last. Only after `take_away`."""
    sealed = attachments.piece(act.session, attachment_id, place)
    return None if sealed is None else _open(act.keys, sealed, attachment_id, place)


def withdraw(act: Act, number: str, attachment_id: int, reason: str) -> None:
    """Nobody is shown it any more but the supervisor; row, bytes, who and why remain."""
    ticket = _locked(act, number)
    found = next((one for one in files_of(act, ticket) if one.id == attachment_id), None)
    if found is None:
        raise NotFound("没有这个附件。")
    if not found.may_withdraw:
        raise MoveNotPossible(
            "这个附件不能撤回：只有上传人、科室负责人和督办可以撤回，且只能撤回一次。"
        )
    if not reason.strip():
        raise _refusal("reason", "请写明为什么撤回。")
    note = write_note(act, ticket, "attachment_withdrawn", reason.strip())
    found.row.withdrawn_at = act.now
    found.row.withdrawn_by = act.person.user_id
    found.row.withdrawn_note_id = note
    codes = {"attachment_id": attachment_id, "note_id": note}
    record(act, ticket, Happening("attachment_withdrawn", codes, ticket.status, ticket.status))


def _kinds(uploads: Sequence[Upload]) -> list[FileKind]:
    """What each file is by its content; all faults at once."""
    kinds = [(upload, _kind(upload)) for upload in uploads]
    faults = tuple(
        FieldError("files", f"{_plain(upload.name)}：内容不是允许的类型。{_ALLOWED}")
        for upload, kind in kinds
        if kind is None
    )
    if faults:
        raise InvalidInput("附件没有保存。", errors=faults)
    return [kind for _upload, kind in kinds if kind is not None]


def _kind(upload: Upload) -> FileKind | None:
    head = upload.body.read(HEAD)
    upload.body.seek(0)
    if not is_archive(head):
        return kind_of(head, upload.name)
    try:
        with zipfile.ZipFile(upload.body) as archive:
            return kind_in_archive(archive.namelist())
    except (zipfile.BadZipFile, UnicodeDecodeError, RuntimeError, OverflowError):
        return None  # broken, under a password, or packed in a way that nobody here unpacks
    finally:
        upload.body.seek(0)


def _keep(act: Act, ticket: Ticket, upload: Upload, kind: FileKind) -> Attachment:
    assert act.person.user_id is not None, "only people attach files"
    row = Attachment(
        ticket_id=ticket.id,
        name_sealed=act.keys.encrypt(_plain(upload.name), purpose=_NAME),
        kind=str(kind),
        size=0,
        sha256=b"",
        by_user_id=act.person.user_id,
        at=act.now,
    )
    act.session.add(row)
    act.session.flush()
    digest = hashlib.sha256()
    for place, body in enumerate(iter(lambda: upload.body.read(PIECE), b"")):
        row.size += len(body)
        if row.size > MOST_EACH:
            raise _refusal(
                "files", f"{_plain(upload.name)}：每个文件不超过 {MOST_EACH // MIB} MB。"
            )
        digest.update(body)
        sealed = act.keys.seal(body, purpose=_PURPOSE, place=f"{row.id}:{place}")
        attachments.keep_piece(act.session, row.id, place, sealed)
    row.sha256 = digest.digest()
    codes = {"attachment_id": row.id, "kind": row.kind, "size": row.size}
    record(act, ticket, Happening("attached", codes, ticket.status, ticket.status))
    return row


def _open(keys: KeyRing, sealed: bytes, attachment_id: int, place: int) -> bytes:
    return keys.unseal(sealed, purpose=_PURPOSE, place=f"{attachment_id}:{place}")


def _plain(name: str) -> str:
    """The last part of whatever path a browser sent, without characters that are none."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in last if sign.isprintable()).strip()
    return shown[-_LONGEST_NAME:] or "未命名"


def _refusal(field: str, words: str) -> InvalidInput:
    return InvalidInput("附件没有保存。", errors=(FieldError(field, words),))


def _locked(act: Act, number: str) -> Ticket:
    found = tickets.lock_visible(act.session, act.person, number)
    if found is None:
        raise NotFound(f"没有找到工单 {number}，或者您无权查看。请核对工单号。")
    return found[0]
