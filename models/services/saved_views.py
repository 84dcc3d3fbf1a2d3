"""Views of the queue that a person keeps under a name of their own."""

from __future__ import annotations

from collections.abc import Sequence

from models.domain.errors import FieldError, InvalidInput
from models.queries import saved_views
from models.services.act import Act
from models.tables.saved_views import SavedView

MOST_VIEWS = 12  # more would hide the queue behind its own buttons
_LONGEST_NAME = 20


def views_of(act: Act) -> Sequence[SavedView]:
    """The person's own views."""
    return saved_views.of_user(act.session, _owner(act))


def save_view(act: Act, name: str, query: str) -> None:
    """Keep the filters `query` (an address' own parameters) under `name`. Raises InvalidInput."""
    name = " ".join(name.split())
    if not 0 < len(name) <= _LONGEST_NAME:
        fault = FieldError("name", f"视图名称请填 1 至 {_LONGEST_NAME} 字。")
        raise InvalidInput("视图没有保存。", errors=(fault,))
    mine = {view.name for view in views_of(act)}
    if name not in mine and len(mine) >= MOST_VIEWS:
        raise InvalidInput(f"最多保存 {MOST_VIEWS} 个视图，请先删除不用的。")
    saved_views.save(act.session, _owner(act), name, query, act.now)


def drop_view(act: Act, name: str) -> None:
    """Forget a view; one that is not there is forgotten already."""
    saved_views.drop(act.session, _owner(act), name)


def _owner(act: Act) -> int:
    assert act.person.user_id is not None, "only people have views"
    return act.person.user_id
