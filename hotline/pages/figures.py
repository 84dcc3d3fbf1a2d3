"""The list behind a number: exactly the tickets that it counted, with the filter in the address."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from flask import Blueprint, g, render_template, request, url_for

from hotline import views
from hotline.board.learn import LEVEL_LABELS
from hotline.board.links import slice_of
from hotline.doors import open_act
from hotline.permits import permit
from models.domain.permissions import Permission
from models.domain.slices import MEASURE_LABELS, Slice
from models.queries import directory, slices, tickets
from models.services.act import Act

pages = Blueprint("figures", __name__)
_PAGE = 50
_CAP = 100_000


@pages.get("/figures/tickets")
@permit(Permission.READ)
def show() -> str:
    """Newest first, fifty a page."""
    cut = slice_of(request.args)
    before = request.args.get("before", "")
    before_id = (
        int(before) if before.isascii() and before.isdecimal() and len(before) < 18 else None
    )
    with open_act(g.person) as act:
        rows = slices.page(act.session, act.person, cut, before_id=before_id, limit=_PAGE + 1)
        shown = rows[:_PAGE]
        query: dict[str, Any] = {
            name: value for name, value in request.args.items() if name != "before"
        }
        more = len(rows) > _PAGE
        return render_template(
            "figures.html",
            rows=shown,
            owners=tickets.owner_names(act.session, [row.department_id for row in shown]),
            total=slices.count(act.session, act.person, cut, _CAP),
            cap=_CAP,
            heading=MEASURE_LABELS[cut.what],
            said=_said(act, cut),
            next_url=url_for("figures.show", **query, before=shown[-1].id) if more else None,
        )


def _said(act: Act, cut: Slice) -> list[str]:
    """The filter in words."""
    words = []
    for field in fields(cut):
        value = getattr(cut, field.name)
        if value is not None and field.name != "what":
            words.append(f"{_NAMES[field.name]}：{_value(act, field.name, value)}")
    return words


_NAMES = {
    "by": "统计时刻", "until": "止于", "since": "起于", "below": "单位及所属", "unit": "单位", "level": "层级",
    "category": "分类", "person": "经办人", "owner": "现承办", "former": "原承办", "place": "地区",
    "employer": "用人单位", "flag": "信号",
}  # fmt: skip


def _value(act: Act, name: str, value: object) -> str:
    match name:
        case "by" | "until" | "since" if isinstance(value, datetime):
            return views.local_time(value)
        case "below" | "unit" | "place":
            unit = directory.unit_by_code(act.session, str(value))
            return unit.place if unit else str(value)
        case "level":
            return next((label for level, label in LEVEL_LABELS.items() if level == value), "")
        case "category":
            taxonomy = act.policy.taxonomy
            known = taxonomy.parents | {code: c.name for code, c in taxonomy.categories.items()}
            return known.get(str(value), str(value))
        case "person" if isinstance(value, int):
            return tickets.user_name(act.session, value) or ""
        case "owner" | "former" if isinstance(value, int):
            return "".join(tickets.owner_names(act.session, [value]).get(value, ("", "")))
        case "flag":
            return views.FLAG_GROUPS.get(str(value), str(value))
        case _:
            return str(value)
