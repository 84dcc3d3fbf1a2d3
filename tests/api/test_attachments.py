"""Files of a ticket: several at once, sealed in pieces, given back only as downloads and with a trace, never deleted."""

from __future__ import annotations

import io
import re
import tracemalloc

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import ProgrammingError
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from hotline.identity import COOKIE
from models.domain.words import Status
from models.services.attachments import PIECE, Upload, attach
from models.tables.attachments import Attachment, AttachmentPiece
from tests.api.browsing import Browser, browser_of
from tests.builders import World
from tests.services.standing import stand

MIB = 1024 * 1024
PNG = b"\x89PNG\r\n\x1a\n" + "宏达砖厂的工资条".encode()
SECRET = "宏达砖厂的工资条".encode()


@pytest.fixture
def staff(client: FlaskClient, world: World) -> Browser:
    """The department's."""
    return browser_of(client, world, "social_security")


def _upload(browser: Browser, number: str, *files: tuple[bytes, str]) -> TestResponse:
    page = browser.get(f"/tickets/{number}").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    return _send(browser.client, number, "attachments", token[1], *files)


def _send(
    client: FlaskClient, number: str, move: str, token: str, *files: tuple[bytes, str]
) -> TestResponse:
    streams = [FileStorage(io.BytesIO(body), filename=name) for body, name in files]
    boundary, body = encode_multipart({"csrf_token": token, "files": streams})
    kind = f'multipart/form-data; boundary="{boundary}"'
    path = f"/tickets/{number}/{move}"
    return client.post(path, data=body, content_type=kind, follow_redirects=True)


def _take(browser: Browser, number: str, place: int = 1) -> TestResponse:
    return browser.send(f"/tickets/{number}/attachments/{place}", f"/tickets/{number}")


def test_what_was_attached_comes_back_byte_by_byte_and_as_a_download_only(
    staff: Browser, world: World
) -> None:
    """Over several pieces; sandboxed, not sniffed, under its own name; who took it is an event."""
    number = world.dispatched().number
    body = PNG + bytes(range(256)) * (3 * PIECE // 256)

    shown = _upload(staff, number, (body, "/照片/工资条.png"), (b"%PDF-1.7 x", "合同.pdf"))
    answer = _take(staff, number)

    assert "已添加 2 个附件" in shown.text
    assert "工资条.png" in shown.text
    assert "照片" not in shown.text
    assert answer.data == body
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="')
    assert "%E5%B7%A5%E8%B5%84%E6%9D%A1.png" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Cache-Control"] == "no-store"
    assert world.kinds(number)[-3:] == ["attached", "attached", "attachment_taken"]


def test_neither_content_nor_name_is_readable_in_the_tables(staff: Browser, world: World) -> None:
    """And the program cannot delete or change a piece at all."""
    number = world.dispatched().number
    _upload(staff, number, (PNG, "宏达砖厂.png"))

    with world.sessions() as session:
        row, piece = session.query(Attachment).one(), session.query(AttachmentPiece).one()
        assert SECRET not in bytes(piece.body_sealed)
        assert "宏达".encode() not in bytes(row.name_sealed)
        with pytest.raises(ProgrammingError, match="permission denied"):
            session.query(AttachmentPiece).delete()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([(b"MZ\x90 program", "照片.jpg")], "照片.jpg：内容不是允许的类型"),
        ([(PNG, "好.png"), (b"<script>", "坏.png")], "坏.png：内容不是允许的类型"),
        ([(b"PK\x03\x04 no archive", "表.xlsx")], "表.xlsx：内容不是允许的类型"),
        ([(PNG + b"x" * 10 * MIB, "大.png")], "大.png：每个文件不超过 10 MB"),
        (
            [(PNG + b"x" * 9 * MIB, f"{n}.png") for n in range(5)] + [(PNG + b"x" * 6 * MIB, "6")],
            "太大|合计不超过",
        ),
        ([], "请先选择文件"),
    ],
)
def test_one_faulty_file_keeps_none(
    staff: Browser, world: World, files: list[tuple[bytes, str]], words: str
) -> None:
    """By name, with what is allowed; nothing is half-kept."""
    number = world.dispatched().number

    answer = _upload(staff, number, *files)

    assert re.search(words, answer.text)
    with world.sessions() as session:
        assert session.query(Attachment).count() == session.query(AttachmentPiece).count() == 0


def test_all_files_of_a_ticket_together_have_a_limit(staff: Browser, world: World) -> None:
    """Also over several uploads; what was withdrawn does not count."""
    number = world.dispatched().number
    for _ in range(2):
        _upload(staff, number, *[(PNG + b"x" * (8 * MIB), f"{n}.png") for n in range(3)])

    refused = _upload(staff, number, (PNG + b"x" * (3 * MIB), "多.png"))
    staff.send(f"/tickets/{number}/attachments/1/withdraw", f"/tickets/{number}", reason="传错了")
    kept = _upload(staff, number, (PNG + b"x" * (3 * MIB), "多.png"))

    assert "合计不超过 50 MB" in refused.text
    assert "已添加 1 个附件" in kept.text


def test_only_this_route_takes_more_than_a_megabyte_and_only_after_a_log_in(
    client: FlaskClient, staff: Browser, world: World
) -> None:
    """A stranger's fifty megabytes are refused before they are read."""
    number = world.dispatched().number
    big = PNG + b"x" * (2 * MIB), "a.png"
    staff.get(f"/tickets/{number}")

    elsewhere = _send(client, number, "chase", "", big)
    client.delete_cookie(COOKIE)
    stranger = _send(client, number, "attachments", "", big)

    assert elsewhere.status_code == 413
    assert stranger.request.path == "/log-in"


def test_withdrawn_is_hidden_from_others_but_never_gone(
    staff: Browser, app_client: FlaskClient, world: World
) -> None:
    """With its reason on the page; the supervisor may still look."""
    number = world.dispatched().number
    _upload(staff, number, (PNG, "错.png"))
    path = f"/tickets/{number}/attachments/1/withdraw"
    over = browser_of(app_client, world, "supervisor")

    assert "请写明为什么撤回" in staff.send(path, f"/tickets/{number}", reason=" ").text
    page = staff.send(path, f"/tickets/{number}", reason="传错了工单").text

    assert "传错了工单" in page
    assert _take(staff, number).status_code == 404
    assert _take(over, number).data == PNG


def test_files_are_for_who_sees_the_ticket(
    staff: Browser, app_client: FlaskClient, world: World
) -> None:
    """Another department has neither page nor file, nor a ticket's file under another's number."""
    number, other = world.dispatched().number, world.dispatched().number
    _upload(staff, number, (PNG, "a.png"))
    stranger = browser_of(app_client, world, "city_legal")
    token = re.search(r'csrf_token" value="([^"]+)"', stranger.get("/department").text)
    assert token is not None

    form = {"csrf_token": token[1]}
    assert stranger.client.post(f"/tickets/{number}/attachments/1", data=form).status_code == 404
    assert staff.send(f"/tickets/{other}/attachments/1", f"/tickets/{other}").status_code == 404


def test_an_archived_ticket_takes_no_more_files(client: FlaskClient, world: World) -> None:
    """Read-only is read-only."""
    number = stand(world, Status.ARCHIVED)
    over = browser_of(client, world, "supervisor")

    assert 'type="file"' not in over.get(f"/tickets/{number}").text
    assert "已归档的工单只读" in _upload(over, number, (PNG, "a.png")).text


def test_an_upload_does_not_stand_in_memory_whole(staff: Browser, world: World) -> None:
    """Nine megabytes go through in pieces: the program's peak is a fraction of the file."""
    number = world.dispatched().number
    _upload(staff, number, (PNG, "warm.png"))
    file = io.BytesIO(PNG + b"x" * (9 * MIB))
    tracemalloc.start()
    with world.act("social_security") as act:
        before = tracemalloc.get_traced_memory()[0]
        attach(act, number, [Upload("大.png", file)])
        peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()

    assert peak < 4 * MIB
