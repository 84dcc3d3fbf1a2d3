"""Templates on a ticket's page: what may be filled in, the words for this ticket, and the count when a form was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from models.domain.errors import NotFound
from models.domain.reply_templates import FIELDS, Use, appended, filled, fits
from models.queries import reply_templates as rows
from models.services import reply_templates
from models.services.act import Act
from models.tables.tickets import Ticket

CHOICE = "template"  # the field of a move's form that names the template


@dataclass(frozen=True, slots=True)
class Choice:
    """A template with its words for this ticket."""

    code: str
    name: str
    words: str
    fits: bool


def options_of(act: Act, ticket: Ticket) -> Callable[[str], list[Choice]]:
    """The templates for a move's form, the best fit first; asked only for forms that are drawn."""
    values = cache(lambda: reply_templates.values_of(act, ticket))

    def options(move: str) -> list[Choice]:
        if move not in FIELDS:
            return []
        return [
            Choice(one.code, one.name, filled(one.text, values()), fits(one, ticket.category) < 3)
            for one in reply_templates.usable(act, Use(move), ticket.category)
        ]

    return options


def words_for(act: Act, ticket: Ticket, move: str, form: Mapping[str, str]) -> dict[str, str]:
    """{field: words} after 填入: what was typed stays, the template comes after it."""
    if move not in FIELDS:
        raise NotFound("这个表单没有模板。")
    if not form.get(CHOICE):
        return {}
    template = reply_templates.find(act, Use(move), form[CHOICE])
    words = filled(template.text, reply_templates.values_of(act, ticket))
    field = FIELDS[Use(move)]
    return {field: appended(form.get(field, ""), words)}


def count(act: Act, move: str, code: str) -> None:
    """The form was sent with this template chosen; a code that nobody has counts for nothing."""
    if move not in FIELDS or not code:
        return
    known = {one.code for one in reply_templates.usable(act, Use(move), None)}
    if code in known:
        rows.count_use(act.session, code)
