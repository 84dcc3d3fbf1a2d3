"""不予受理: the caller hears the reason and where the matter belongs, in the policy's words unless somebody knew better."""

from __future__ import annotations

import html

import pytest
from flask.testing import FlaskClient

from models.domain.refusals import REJECT_LABELS, RejectReason
from models.policy.lines import lines_of
from models.policy.load import default_body
from models.services.track import track_code
from tests.api.asking import Api
from tests.api.browsing import Browser, browser_of
from tests.builders import World


def _tracked(client: FlaskClient, world: World, number: str) -> str:
    browser = Browser(client)
    code = track_code(world.keys, number)
    return html.unescape(browser.send("/track", "/track", number=number, code=code).text)


@pytest.mark.parametrize("reason", RejectReason)
def test_the_caller_reads_the_reason_and_the_right_channel(
    api: Api, client: FlaskClient, world: World, reason: RejectReason
) -> None:
    """Refusing without words of one's own tells those of the policy (domain.md 3.7)."""
    number = api.kept()

    refused = api.move(number, "reject", {"reason": reason})

    assert refused.status_code == 200, refused.text
    page = _tracked(client, world, number)
    assert "不予受理告知" in page
    assert REJECT_LABELS[reason] in page
    assert world.policy.right_channels[reason] in page


def test_the_operators_own_words_take_the_place_of_the_channel(
    api: Api, client: FlaskClient, world: World
) -> None:
    """They may know the very office; the reason is told all the same."""
    number = api.kept()

    api.move(number, "reject", {"reason": "secrecy", "told": "请到人民路 1 号当面反映。"})

    page = _tracked(client, world, number)
    assert REJECT_LABELS[RejectReason.SECRECY] in page
    assert "请到人民路 1 号当面反映。" in page
    assert world.policy.right_channels[RejectReason.SECRECY] not in page


def test_the_form_brings_the_channel_of_each_reason(client: FlaskClient, world: World) -> None:
    """The script fills it in; without a script an empty field tells the same words."""
    number = world.receive().number

    page = html.unescape(browser_of(client, world, "operator").get(f"/tickets/{number}").text)

    for reason in RejectReason:
        assert f'data-words="{world.policy.right_channels[reason]}"' in page
    assert 'data-fills="reject-told"' in page
    assert "fill.js" in page


def test_a_province_writes_its_own_channels(client: FlaskClient, world: World) -> None:
    """A line of the policy page, in force from the next refusal on."""
    supervisor = browser_of(client, world, "supervisor")
    mine = "请拨打市总工会 0371-60000000。"  # the number of an office is nobody's personal data
    text = "\n".join(
        f"other_region | 不属于本地区 | {mine}" if line.startswith("other_region") else line
        for line in lines_of(default_body(), "refusals").splitlines()
    )
    supervisor.send("/policy/draft/refusals", "/policy", text=text)
    supervisor.send("/policy/publish", "/policy", reason="本省号码")
    number = world.receive().number

    supervisor.send(f"/tickets/{number}/reject", f"/tickets/{number}", reason="other_region")

    assert mine in _tracked(client, world, number)
