"""/api/v1/search: the same search as the page, by POST: a question may be a phone number, and has no place in an address."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from flask import Blueprint, Response, g, jsonify
from pydantic import Field

from classifier.late import search_words
from hotline.api import shapes
from hotline.api.bodies import Body, read_body
from hotline.doors import open_act
from hotline.permits import permit
from models.domain.permissions import Permission
from models.domain.search_plan import marks
from models.domain.search_query import LONGEST
from models.policy.search import default_synonyms
from models.queries import tickets
from models.queries.search import Hit
from models.services import search
from models.services.act import Act
from models.services.search import Answered
from models.services.search_narrow import Filters, narrow_of

resource = Blueprint("api_search", __name__, url_prefix="/api/v1")
_LIMIT, _MAX_LIMIT = 20, 100
CURSOR = r"^[0-4]\.[1-9][0-9]{0,17}$"
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]


class SearchBody(Body):
    """A question with its filters. `status` may be `open`; `until` is the last day; `cursor` of the page before."""

    q: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    status: Annotated[str, Field(max_length=20)] = ""
    category: Annotated[str, Field(max_length=4)] = ""
    unit: Annotated[str, Field(max_length=12)] = ""
    since: Day | None = None
    until: Day | None = None
    cursor: Annotated[str, Field(pattern=CURSOR)] | None = None
    limit: Annotated[int, Field(ge=1, le=_MAX_LIMIT)] = _LIMIT


@resource.post("/search")
@permit(Permission.READ)
def ask() -> Response:
    """Hits in order, near ones last; `count` up to a thousand and `more` when there are more, on the first page."""
    body = read_body(SearchBody)
    asked = search.question(body.q, search_words(), default_synonyms())
    filters = Filters(body.status, body.category, body.unit, body.since, body.until)
    with open_act(g.person) as act:
        narrow = narrow_of(act, filters)
        after = Hit.read(body.cursor) if body.cursor else None
        found = search.find(act, asked, narrow, after=after, limit=body.limit)
        count = found.count
        return jsonify(
            {
                "looked_for": marks(asked),
                "left_out": list(asked.left_out),
                "count": None if count is None else min(count, search.COUNT_CAP),
                "more": count is not None and count > search.COUNT_CAP,
                "hits": _hits(act, [*found.hits, *found.near]),
                "next_cursor": found.next.written if found.next else None,
            }
        )


def _hits(act: Act, answered: list[Answered]) -> list[dict[str, Any]]:
    owners = tickets.owner_names(act.session, [one.ticket.department_id for one in answered])
    return [
        {"match": one.tier.name.lower(), "ticket": shapes.row(act, one.ticket, owners)}
        for one in answered
    ]
