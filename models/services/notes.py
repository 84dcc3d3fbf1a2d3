"""Keeps words that people write on a ticket, with personal data replaced by tokens as in the plea itself."""

from __future__ import annotations

from typing import Any

from models.domain import personal
from models.services.act import Act
from models.services.originals import sealed
from models.tables.callers import Original
from models.tables.tickets import Note, Ticket


def write_note(
    act: Act,
    ticket: Ticket,
    kind: str,
    text: str | None,
    *,
    form: dict[str, Any] | None = None,
    public: bool = False,
    preface: str = "",
) -> int | None:
    """The id of the note, for the event's codes; None if nothing was written.

    `preface`: words of the program or the policy before the person's. They hold nothing personal, so that the number of
    an office stays readable.
    """
    if not text and not preface and form is None:
        return None
    cleaned = personal.tokenise(text or "")
    note = Note(
        ticket_id=ticket.id,
        author_id=act.person.user_id,
        kind=kind,
        text=preface + cleaned.text,
        form=form,
        public=public,
        at=act.now,
    )
    act.session.add(note)
    act.session.flush()
    for original in cleaned.originals:
        act.session.add(Original(ticket_id=ticket.id, note_id=note.id, **sealed(act, original)))
    return note.id
