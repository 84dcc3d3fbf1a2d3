"""The ticket's paper and its neighbours: nothing of the caller leaves, nobody sees more beside a ticket than in a list."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

from flask.testing import FlaskClient

from hotline.papers import paper
from models.services.plea import CallerSaid
from tests.api.browsing import browser_of
from tests.builders import World


def _words(docx: bytes) -> str:
    folder = zipfile.ZipFile(io.BytesIO(docx))
    assert folder.testzip() is None
    root = ElementTree.fromstring(folder.read("word/document.xml"))  # our own file
    return "".join(root.itertext())


def test_the_paper_has_the_case_and_not_the_caller(client: FlaskClient, world: World) -> None:
    """The plea with its tokens, the owner, the clocks; neither name nor phone."""
    number = world.dispatched(text="厂里欠薪，我电话13800009999，<b>&急</b>").number
    browser = browser_of(client, world, "social_security")

    answer = browser.send(f"/tickets/{number}/paper", f"/tickets/{number}")

    words = _words(answer.data)
    assert number in words
    assert "<b>&急</b>" in words
    assert "金水区总工会" in words
    assert "13800009999" not in words
    assert "张某某" not in words
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_paper_of_somebody_elses_ticket_is_not_found(client: FlaskClient, world: World) -> None:
    """The same sight as the page."""
    number = world.dispatched().number
    browser = browser_of(client, world, "city_legal")

    assert browser.send(f"/tickets/{number}/paper", "/department").status_code == 404


def test_whatever_was_typed_makes_a_paper_that_opens() -> None:
    """Control characters and half of a surrogate pair are no XML."""
    assert "甲乙" in _words(paper("题", [("a", "甲\x00\x0b\ud800乙")]))


def test_neighbours_are_named_and_strangers_are_not(client: FlaskClient, world: World) -> None:
    """Same phone and same employer stand beside the ticket; another department's reader sees none of it."""
    first = world.dispatched(employer="某某纺织厂").number
    second = world.dispatched(employer="某某纺织厂").number
    other = world.dispatched(caller=CallerSaid(None, "13900000000", True)).number

    page = browser_of(client, world, "social_security").get(f"/tickets/{second}").text
    neighbours = page.split("相似与历史工单")[1].split("</ul>")[0]
    ties = dict(re.findall(r"/tickets/(\S+?)\".*?<br><span[^>]*>([^<]*)<", neighbours))

    assert ties == {first: "同一来电人、同一单位、本单位同类", other: "本单位同类"}
