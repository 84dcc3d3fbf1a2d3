"""What every page has: navigation by permission, labels, Beijing time, the list of blueprints."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, g, request, url_for

from hotline import views
from hotline.doors import policy
from hotline.pages import (
    account,
    admin_status,
    admin_taxonomy,
    admin_templates,
    admin_tokens,
    admin_units,
    admin_users,
    aftercare,
    answers,
    attachments,
    call_desk,
    call_kinds,
    call_round,
    department,
    department_acts,
    dispatch_desk,
    drafts,
    duty,
    facts,
    figures,
    hand_over,
    live,
    look,
    me,
    model,
    opinions,
    papers,
    presence,
    risk,
    search,
    supervision,
    tickets,
    track,
    wall,
)
from hotline.pages import (
    policy as policy_page,
)
from models.domain.permissions import ROLE_LABELS, Permission, Person, may
from models.domain.ticket import CHANNEL_LABELS, STATUS_LABELS
from models.domain.words import Channel, Status
from models.queries.notices import UNREAD_CAP

PAGES = (
    account,
    me,
    admin_status,
    admin_tokens,
    admin_taxonomy,
    admin_templates,
    admin_units,
    admin_users,
    answers,
    call_desk,
    call_kinds,
    drafts,
    department,
    department_acts,
    dispatch_desk,
    supervision,
    aftercare,
    call_round,
    papers,
    tickets,
    attachments,
    presence,
    facts,
    hand_over,
    opinions,
    live,
    look,
    policy_page,
    duty,
    track,
    figures,
    risk,
    search,
    model,
    wall,
)


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    label: str
    url: str
    here: bool
    count: str = ""


_ENTRIES = (
    (Permission.RECORD, "登记来电", "call_desk.show"),
    (Permission.WORK, "科室工单", "department.show"),
    (Permission.DISPATCH, "派单审核", "dispatch_desk.show"),
    (Permission.SUPERVISE, "督办", "supervision.show"),
    (Permission.SUPERVISE, "政策", "policy.show"),
    (Permission.SUPERVISE, "模型", "model.show"),
    (Permission.WALL, "大屏", "wall.show"),
    (Permission.ANALYSE, "风险", "risk.show"),
    (Permission.WORK, "值班", "duty.show"),
    (Permission.AFTERCARE, "回访", "aftercare.show"),
    (Permission.READ, "查工单", "search.start"),
    (Permission.ADMINISTER, "管理", "admin_users.show"),
    (Permission.TEMPLATES, "模板", "admin_templates.show"),
    (Permission.SIGNED_IN, "提醒", "account.notices"),
)


def register(app: Flask) -> None:
    """Hang all pages and their template words into the app."""
    for page in PAGES:
        app.register_blueprint(page.pages)
    app.context_processor(_words)


def _words() -> dict[str, object]:
    return {
        "navigation": _navigation,
        "has_search_box": _has_search_box(),
        "look": look.look(),
        "looks": {"theme": look.THEMES, "type": look.TYPES},
        "page_address": request.full_path.rstrip("?") if request.method == "GET" else request.path,
        "local_time": views.local_time,
        "time_left": views.time_left,
        "nearness": views.nearness,
        "urgency_label": lambda u: views.URGENCY_LABELS.get(u, u),
        "queue_label": lambda q: views.QUEUE_LABELS.get(q, q),
        "clock_label": lambda k: views.CLOCK_LABELS.get(k, k),
        "event_label": lambda k: views.EVENT_LABELS.get(k, k),
        "step_label": lambda s: views.STEP_LABELS.get(s, s),
        "demand_label": lambda d: views.DEMAND_LABELS.get(d, "类型待定"),
        "status_label": lambda s: STATUS_LABELS[Status(s)],
        "difficulty_label": lambda d: views.DIFFICULTY_LABELS[d],
        "channel_label": lambda c: CHANNEL_LABELS[Channel(c)],
        "role_label": lambda r: ROLE_LABELS[r],
        "category_name": _category_name,
    }


def _category_name(code: str | None) -> str:
    return policy().taxonomy.get(code).name if code else "待分类"


# Pages that have no entry of their own -> the entry they were opened from.
_UNDER = {
    "search.show": "search.start",
    "call_round.show": "aftercare.show",
    "policy.changes": "policy.show",
}

# Pages with a box of their own, in a better place.
_OWN_BOX = ("search", "department")


def _has_search_box() -> bool:
    person = g.get("person")
    return (
        person is not None
        and person.user_id is not None
        and may(person, Permission.READ)
        and request.blueprint not in _OWN_BOX
    )


def _navigation() -> list[Place]:
    person = g.get("person")
    if person is None:
        return []
    return [
        Place(label, url_for(endpoint), _is_here(endpoint), _count(endpoint))
        for permission, label, endpoint in _ENTRIES
        if may(person, permission) and not _stands_under_another(person, endpoint)
    ]


def _is_here(endpoint: str) -> bool:
    """管理 is one entry for all of its tabs, and a found list or a single call-back stands under its own entry."""
    in_tabs = endpoint == "admin_users.show" and (request.blueprint or "").startswith("admin_")
    return in_tabs or endpoint in (request.endpoint, _UNDER.get(request.endpoint or ""))


def _stands_under_another(person: Person, endpoint: str) -> bool:
    """Who has 管理 finds the templates among its tabs; a leader has them alone."""
    return endpoint == "admin_templates.show" and may(person, Permission.ADMINISTER)


def _count(endpoint: str) -> str:
    """How many notices are unread, beside their entry."""
    unread = g.get("unread", 0) if endpoint == "account.notices" else 0
    return f"{UNREAD_CAP - 1}+" if unread >= UNREAD_CAP else str(unread or "")
