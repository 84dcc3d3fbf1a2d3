"""Labels that a training contradicted: a supervisor says whether they are right or shall teach nothing."""

from __future__ import annotations

from models.domain.decisions import DecisionKind
from models.domain.errors import InvalidInput, NotFound
from models.queries import bundles
from models.queries import decisions as decision_rows
from models.queries.tickets import lock_visible, visible_ticket
from models.services import decisions
from models.services.act import Act
from models.tables.tickets import Ticket

MANIFEST_KEY = (
    "doubtful"  # numbers of tickets, in the manifest of the bundle that did not learn them
)
REVIEWS = frozenset({DecisionKind.TAUGHT, DecisionKind.DROPPED})


def open_doubts(act: Act) -> list[Ticket]:
    """Of the last training, what this person may see and nobody has looked at since."""
    manifest = bundles.newest_manifest(act.session) or {}
    numbers = [str(one) for one in manifest.get(MANIFEST_KEY, ())]
    tickets = [visible_ticket(act.session, act.person, number) for number in numbers]
    seen = [ticket for ticket in tickets if ticket is not None]
    done = decision_rows.reviewed(act.session, [ticket.id for ticket in seen], REVIEWS)
    return [ticket for ticket in seen if ticket.id not in done]


def review(act: Act, number: str, kind: DecisionKind) -> None:
    """TAUGHT: the label is right and teaches from the next training on. DROPPED: it never does.

    Raises NotFound for a ticket out of sight, InvalidInput when it is not in doubt (any more).
    """
    if kind not in REVIEWS:
        raise InvalidInput("请选择“标注正确”或“不用于训练”。")
    found = lock_visible(act.session, act.person, number)
    if found is None:
        raise NotFound(f"没有工单 {number}，或您无权查看。")
    if found[0].id not in {ticket.id for ticket in open_doubts(act)}:
        raise InvalidInput(f"工单 {number} 的标注没有疑问，或已有人处理。")
    decisions.keep_review(act, found[0], kind)
