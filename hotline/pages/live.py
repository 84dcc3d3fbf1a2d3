"""The stream that open pages listen to."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, g, request

from hotline.doors import house
from hotline.live import Live, cursor_of
from hotline.permits import permit
from models.domain.permissions import Permission, Person
from models.queries.feed import Cursor

pages = Blueprint("live", __name__)
_RETRY_AFTER_SECONDS = 30


@pages.get("/live")
@permit(Permission.READ)
def stream() -> Response:
    """News of the tickets in this person's sight; 503 when every place is taken: the page works without."""
    live = house().live
    if not live.enter():
        return Response(status=503, headers={"Retry-After": str(_RETRY_AFTER_SECONDS)})
    try:
        after = cursor_of(request.headers.get("Last-Event-ID", "")) or live.newest()
    except BaseException:
        live.leave()
        raise
    news = _Stream(live, g.person, after)
    return Response(news, mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"})


class _Stream:
    """The lines of one stream; the server calls `close` however it ends, also before the first line."""

    def __init__(self, live: Live, person: Person, after: Cursor) -> None:
        self._live = live
        self._lines = live.stream(person, after)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return next(self._lines)

    def close(self) -> None:
        self._lines.close()  # type: ignore[attr-defined]  # a generator
        self._live.leave()
