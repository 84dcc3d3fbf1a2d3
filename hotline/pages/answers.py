"""常用答复: all ready answers as a list to read and copy; the call desk shows the few that fit."""

from __future__ import annotations

from flask import Blueprint, g, render_template

from hotline.doors import open_act
from hotline.permits import permit
from models.domain.permissions import Permission
from models.policy.knowledge import default_answers

pages = Blueprint("answers", __name__)


@pages.get("/call-desk/answers")
@permit(Permission.RECORD)
def show() -> str:
    """Under the name of the matter that each answer is first about."""
    with open_act(g.person) as act:
        parents = act.policy.taxonomy.parents
    shelves = [
        (name, [one for one in default_answers() if one.categories[0][:2] == code])
        for code, name in parents.items()
    ]
    return render_template("answers.html", shelves=[shelf for shelf in shelves if shelf[1]])
