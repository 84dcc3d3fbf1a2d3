"""答复模板: the package's and the units' own; written with placeholders, tried on a real ticket, kept by version."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hotline.doors import open_act
from hotline.pages import admin_frame
from hotline.pages.admin_frame import Refused, version_of
from hotline.permits import permit
from models.domain.errors import FieldError, HotlineError, InvalidInput, NotFound
from models.domain.permissions import Permission
from models.domain.reply_templates import (
    PLACEHOLDERS,
    USE_LABELS,
    Draft,
    Use,
    draft_faults,
    filled,
)
from models.policy.reply_templates import default_templates
from models.queries import reply_templates as rows
from models.queries import tickets
from models.services import reply_templates
from models.services.act import Act
from models.tables.reply_templates import ReplyTemplate

pages = Blueprint("admin_templates", __name__)
Answer = str | Response | tuple[str, int]


@pages.get("/admin/templates")
@permit(Permission.TEMPLATES)
def show() -> str:
    """All templates of the own subtree and the package's, with how often each was used."""
    with open_act(g.person) as act:
        return render_template(
            "admin_templates.html",
            tabs=admin_frame.tabs(),
            rows=rows.listed(act.session, act.person.unit_id or 0),
            builtin=default_templates(),
            uses=rows.uses(act.session),
            use_labels=USE_LABELS,
        )


@pages.get("/admin/templates/new")
@permit(Permission.TEMPLATES)
def new() -> str:
    """An empty form, or a copy of one of the package's."""
    copied = next(
        (one for one in default_templates() if one.code == request.args.get("from")), None
    )
    start = {"name": "", "use": Use.REPLY.value, "category": "", "text": ""}
    if copied is not None:
        start = {
            "name": copied.name,
            "use": copied.use.value,
            "category": copied.category or "",
            "text": copied.text,
        }
    with open_act(g.person) as act:
        return _form_page(act, None, Refused("", {}, start, "template"))


@pages.post("/admin/templates/new")
@permit(Permission.TEMPLATES)
def create() -> Answer:
    """Keep a new one, or show what it would say."""
    return _kept(None, lambda act: reply_templates.create(act, _draft()))


@pages.get("/admin/templates/<int:template_id>")
@permit(Permission.TEMPLATES)
def one(template_id: int) -> str:
    """A template with its versions."""
    with open_act(g.person) as act:
        return _form_page(act, reply_templates.editable(act, template_id), Refused())


@pages.post("/admin/templates/<int:template_id>")
@permit(Permission.TEMPLATES)
def change(template_id: int) -> Answer:
    """A new version, or a look at it."""
    version = version_of(request.form)
    return _kept(
        template_id, lambda act: reply_templates.change(act, template_id, version, _draft())
    )


@pages.post("/admin/templates/<int:template_id>/switch")
@permit(Permission.TEMPLATES)
def switch(template_id: int) -> Answer:
    """Out of use, or in use again."""
    version, active = version_of(request.form), request.form.get("active") == "yes"
    return _kept(
        template_id,
        lambda act: reply_templates.switch(act, template_id, version, active=active),
        form="switch",
    )


def _kept(
    template_id: int | None, verb: Callable[[Act], ReplyTemplate], *, form: str = "template"
) -> Answer:
    if request.form.get("act") == "preview":
        return _previewed(template_id)
    try:
        with open_act(g.person) as act:
            row_id = verb(act).id
    except HotlineError as error:
        with open_act(g.person) as act:
            row = reply_templates.editable(act, template_id) if template_id else None
            page = _form_page(act, row, admin_frame.refused(error, form))
            return page, admin_frame.status_of(error)
    flash("已保存。")
    return redirect(url_for("admin_templates.one", template_id=row_id))


def _previewed(template_id: int | None) -> Answer:
    """Nothing is kept; what was typed stands in the form, below it what a caller would read."""
    number = request.form.get("number", "").strip()
    typed = {name: value for name, value in request.form.items() if name != "csrf_token"}
    with open_act(g.person) as act:
        row = reply_templates.editable(act, template_id) if template_id else None
        try:
            draft = _draft()
            faults = draft_faults(draft)
            if faults:
                raise InvalidInput("还不能预览，请修改标出的内容。", errors=tuple(faults))
            words = filled(draft.text, _values(act, number))
        except HotlineError as error:
            return _form_page(act, row, admin_frame.refused(error, "template")), 422
        kept = Refused("", {}, typed, "template")
        return _form_page(act, row, kept, preview=words, of=number)


def _values(act: Act, number: str) -> dict[str, str | None]:
    if not number:
        return dict(PLACEHOLDERS)
    ticket = tickets.visible_ticket(act.session, act.person, number)
    if ticket is None:
        message = f"没有找到工单 {number[:20]}，或者您无权查看。留空则用示例内容预览。"
        raise NotFound(message, errors=(FieldError("number", message),))
    return reply_templates.values_of(act, ticket)


def _form_page(
    act: Act, row: ReplyTemplate | None, refusal: Refused, *, preview: str = "", of: str = ""
) -> str:
    taxonomy = act.policy.taxonomy
    groups = [(code, f"{code} {name}（整类）") for code, name in taxonomy.parents.items()]
    matters = [(one.code, f"{one.code} {one.name}") for one in taxonomy.categories.values()]
    return render_template(
        "admin_template.html",
        tabs=admin_frame.tabs(),
        row=row,
        versions=rows.versions(act.session, row.id) if row else [],
        uses=rows.uses(act.session).get(f"own:{row.id}", 0) if row else 0,
        use_options=list(USE_LABELS.items()),
        categories=sorted(groups + matters),
        placeholders=PLACEHOLDERS,
        preview=preview,
        of=of,
        refused=refusal,
    )


def _draft() -> Draft:
    form = request.form
    if form.get("use", "") not in set(Use):
        raise InvalidInput(
            "模板没有保存，请修改标出的内容。",
            errors=(FieldError("use", "请从列表中选择用途。"),),
        )
    return Draft(
        name=form.get("name", "").strip(),
        use=Use(form["use"]),
        category=form.get("category", "")[:4] or None,
        text=form.get("text", "").replace("\r\n", "\n").strip(),
    )
