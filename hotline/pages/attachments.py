"""Files of a ticket: upload, download, withdraw. The only route that takes more than a megabyte."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from flask import Blueprint, Flask, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from hotline.doors import House, house, open_act
from hotline.permits import permit
from models.domain.attachments import MIB, MOST_TOGETHER
from models.domain.errors import HotlineError
from models.domain.permissions import Permission, Person
from models.services import attachments
from models.services.act import Act

pages = Blueprint("attachments", __name__)
UPLOAD = "attachments.keep"
_MOST_BYTES = MOST_TOGETHER + MIB  # a form around the files
_MOST_FILES = 20
# Whatever it is: never shown inside the site, never guessed at, and no script in it would run.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def raise_limit(app: Flask) -> None:
    """More than a megabyte for the one upload route, and only after its sender was admitted: register it between the
    guard of permissions and whatever reads forms."""

    @app.before_request
    def check() -> None:
        if request.endpoint == UPLOAD:
            request.max_content_length = _MOST_BYTES


@pages.post("/tickets/<number>/attachments")
@permit(Permission.READ)
def keep(number: str) -> Response:
    """Keep all files of the form or none."""
    try:
        files = [one for one in request.files.getlist("files") if one.filename]
        if len(files) > _MOST_FILES:
            flash(f"一次最多上传 {_MOST_FILES} 个文件。", "error")
            return _back(number)
        uploads = [attachments.Upload(one.filename or "", one.stream) for one in files]
        with open_act(g.person) as act:
            attachments.attach(act, number, uploads)
        flash(f"已添加 {len(uploads)} 个附件。")
    except HotlineError as error:
        flash(_words(error), "error")
    return _back(number)


@pages.post("/tickets/<number>/attachments/<int:attachment_id>")
@permit(Permission.READ)
def take(number: str, attachment_id: int) -> Response:
    """The file, piece by piece; a download that breaks off has been written down all the same."""
    with open_act(g.person) as act:
        found = attachments.take_away(act, number, attachment_id)
        name, size = found.name, found.size
    answer = Response(
        _pieces(house(), g.person, attachment_id), mimetype="application/octet-stream"
    )
    answer.headers.update(_HEADERS)
    answer.headers["Content-Length"] = str(size)
    plain = f"{number}-{attachment_id}.{found.kind}"
    told = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    answer.headers["Content-Disposition"] = told
    return answer


@pages.post("/tickets/<number>/attachments/<int:attachment_id>/withdraw")
@permit(Permission.READ)
def withdraw(number: str, attachment_id: int) -> Response:
    """Withdrawn with a reason; nothing is deleted."""
    try:
        with open_act(g.person) as act:
            attachments.withdraw(act, number, attachment_id, request.form.get("reason", ""))
        flash("已撤回附件。")
    except HotlineError as error:
        flash(_words(error), "error")
    return _back(number)


def _pieces(here: House, person: Person, attachment_id: int) -> Iterator[bytes]:
    """Each piece in a transaction of its own: a slow line holds no connection."""
    place = 0
    while True:
        with here.sessions.begin() as session:
            policy = here.shelf.latest
            act = Act(session, here.clock.now(), person, policy, here.keys)
            body = attachments.piece_of(act, attachment_id, place)
        if body is None:
            return
        yield body
        place += 1


def _words(error: HotlineError) -> str:
    return "；".join([error.message, *(fault.message for fault in error.errors)])


def _back(number: str) -> Response:
    return redirect(url_for("tickets.show", number=number, _anchor="attachments"))
