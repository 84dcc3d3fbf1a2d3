"""How pages look to this person: light or dark, normal or large type. Kept in a cookie, before and after the log-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from hotline.pages.account import is_ours
from hotline.permits import permit
from models.domain.permissions import Permission

pages = Blueprint("look", __name__)
COOKIE = "hotline_look"
_KEPT = timedelta(days=365)
THEMES = {"auto": "跟随系统", "light": "浅色", "dark": "深色"}
TYPES = {"normal": "标准字号", "large": "大字号"}
# dark.css is linked for these media; light links none of it.
_DARK_FOR = {"auto": "(prefers-color-scheme: dark)", "dark": "all"}


@dataclass(frozen=True, slots=True)
class Look:
    """What was chosen; the system's own preference counts until somebody chooses."""

    theme: str = "auto"
    type: str = "normal"

    @property
    def dark_for(self) -> str | None:
        """The media for which the dark colours are linked."""
        return _DARK_FOR.get(self.theme)


@pages.post("/look")
@permit(Permission.PUBLIC)
def choose() -> Response:
    """Remember one choice and show the same page again."""
    before = look()
    chosen = Look(
        _known(THEMES, request.form.get("theme"), before.theme),
        _known(TYPES, request.form.get("type"), before.type),
    )
    target = request.form.get("next", "")
    answer = make_response(redirect(target if is_ours(target) else url_for("account.home")))
    answer.set_cookie(
        COOKIE, f"{chosen.theme}.{chosen.type}", max_age=_KEPT, httponly=True, samesite="Lax"
    )
    return answer


def look() -> Look:
    """The look of this request; an unknown cookie counts as none."""
    theme, _, size = request.cookies.get(COOKIE, "").partition(".")
    return Look(_known(THEMES, theme, "auto"), _known(TYPES, size, "normal"))


def _known(choices: dict[str, str], wanted: str | None, otherwise: str) -> str:
    return wanted if wanted in choices else otherwise
