"""分类目录: 14 groups, 69 matters with examples, routing and open tickets; names and hints change by the policy's draft."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from classifier.corpus_files import examples_of
from hotline.board.links import address
from hotline.doors import open_act
from hotline.pages import admin_frame
from hotline.pages.admin_frame import LEVEL_LABELS, Refused
from hotline.permits import permit
from models.domain.errors import HotlineError, NotFound
from models.domain.permissions import Permission, counted_as, may
from models.domain.slices import Measure, Slice
from models.domain.words import Level, Role
from models.policy.catalogue import Entry, changed_codes, entry_of, with_entry
from models.queries import catalogue
from models.services import policy_desk
from models.services.act import Act

pages = Blueprint("admin_taxonomy", __name__)
_EXAMPLES = 5


@pages.get("/admin/taxonomy")
@permit(Permission.ADMINISTER)
def show() -> str:
    """The whole catalogue."""
    with open_act(g.person) as act:
        taxonomy = act.policy.taxonomy
        groups = [
            (code, name, [one for one in taxonomy.categories.values() if one.parent == code])
            for code, name in taxonomy.parents.items()
        ]
        draft = policy_desk.draft_of(act) if _may_edit(act) else None
        return render_template(
            "admin_taxonomy.html",
            tabs=admin_frame.tabs(),
            groups=groups,
            count=len(taxonomy.codes),
            open=catalogue.open_by_category(act.session, counted_as(act.person)),
            url=_tickets_url(act),
            levels=LEVEL_LABELS,
            drafted=changed_codes(policy_desk.current_body(act), draft.body) if draft else [],
            may_edit=_may_edit(act),
        )


@pages.get("/admin/taxonomy/<code>")
@permit(Permission.ADMINISTER)
def one(code: str) -> str:
    """One matter: examples, routing, and for the province's supervisors the form."""
    with open_act(g.person) as act:
        return _page(act, code, Refused())


@pages.post("/admin/taxonomy/<code>")
@permit(Permission.ADMINISTER)
def change(code: str) -> str | Response | tuple[str, int]:
    """Into the draft of the policy; it holds when the draft is published, with its rehearsal and its reason."""
    form = request.form
    entry = Entry(
        form.get("name", "").strip(), form.get("scope", "").strip(), form.get("active") == "yes"
    )
    try:
        with open_act(g.person) as act:
            draft = policy_desk.draft_of(act)
            base = draft.body if draft else policy_desk.current_body(act)
            policy_desk.save_draft(act, with_entry(base, code, entry))
    except NotFound:
        raise
    except HotlineError as error:
        with open_act(g.person) as act:
            page = _page(act, code, admin_frame.refused(error, "category"))
            return page, admin_frame.status_of(error)
    flash("已存入政策草稿。到“政策”页看过预演、写明理由并发布后生效。")
    return redirect(url_for("admin_taxonomy.one", code=code))


def _page(act: Act, code: str, refusal: Refused) -> str:
    category = act.policy.taxonomy.categories.get(code)
    if category is None:
        raise NotFound("没有这个分类。请从分类目录中选择。")
    draft = policy_desk.draft_of(act) if _may_edit(act) else None
    in_force = Entry(category.name, category.scope, category.active)
    drafted = entry_of(draft.body, code) if draft else None
    return render_template(
        "admin_category.html",
        tabs=admin_frame.tabs(),
        category=category,
        count=catalogue.open_by_category(act.session, counted_as(act.person)).get(code, 0),
        url=_tickets_url(act)(code),
        level=LEVEL_LABELS[category.lowest_level],
        examples=examples_of(code, _EXAMPLES),
        entry=drafted or in_force,
        drafted=drafted is not None and drafted != in_force,
        may_edit=_may_edit(act),
        refused=refusal,
    )


def _may_edit(act: Act) -> bool:
    """As the policy page: the province's supervisors."""
    return act.person.role is Role.SUPERVISOR and act.person.level is Level.PROVINCE


def _tickets_url(act: Act) -> Callable[[str], str | None]:
    """The list behind a number, for those who may read tickets."""
    if not may(act.person, Permission.READ):
        return lambda code: None
    return lambda code: address(Slice(Measure.OPEN, category=code))
