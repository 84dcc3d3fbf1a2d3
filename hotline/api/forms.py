"""Bodies of the API. Pages read the same ones from their forms."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field
from pydantic_core import PydanticCustomError

from hotline.api.bodies import Body
from hotline.forms import MAX_PERSONS, MAX_TEXT
from models.domain.call_backs import CallOutcome, Rating
from models.domain.refusals import RejectReason
from models.domain.words import (
    Channel,
    ContactWay,
    DemandType,
    Difficulty,
    PauseReason,
    QualityFault,
    Queue,
    Urgency,
)

Words = Annotated[str, Field(min_length=1, max_length=4000)]
Short = Annotated[str, Field(max_length=120)]
Code = Annotated[str, Field(min_length=4, max_length=4)]


def _plausible(at: datetime) -> datetime:
    """Outside these years a time is a slip, and conversion between zones may leave the calendar."""
    if not 1900 <= at.year <= 2199:
        raise PydanticCustomError("moment", "年份应在 1900 至 2199 之间，请核对。")
    return at.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_plausible)]


class CallerBody(Body):
    """Who calls; everything is optional, a bad phone is kept and warned of."""

    name: Annotated[str, Field(max_length=60)] | None = None
    phone: Annotated[str, Field(max_length=40)] | None = None
    anonymous: bool = False


class TicketBody(Body):
    """A plea."""

    text: Annotated[str, Field(min_length=1, max_length=MAX_TEXT)]
    channel: Channel
    demand_type: DemandType | None = None
    caller: CallerBody = CallerBody()
    employer: Short | None = None
    credit_code: Annotated[str, Field(max_length=40)] | None = None
    region_code: Annotated[str, Field(max_length=12)] | None = None
    persons: Annotated[int, Field(ge=1, le=MAX_PERSONS)] | None = None
    external_id: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    occurred_at: Moment | None = None


class Nothing(Body):
    """A move that needs no words."""


class TargetBody(Body):
    """Where a ticket shall go; without queue and unit the catalogue and the place decide."""

    category: Code | None = None
    demand_type: DemandType | None = None
    queue: Queue | None = None
    unit_code: Annotated[str, Field(max_length=12)] | None = None
    reason: Words | None = None


class AnswerBody(Body):
    text: Words


class RejectBody(Body):
    reason: RejectReason
    told: Words | None = None  # without it: the right channel of the policy


class ReturnBody(Body):
    reason: Words
    law_basis: Short | None = None
    suggested_queue: Queue | None = None


class DecideReturnBody(TargetBody):
    agreed: bool
    reason: Words


class DesignateBody(TargetBody):
    reason: Words


class AssistBody(Body):
    question: Words
    queue: Queue
    unit_code: Annotated[str, Field(max_length=12)] | None = None


class AssistAnswerBody(Body):
    answer: Words


class ContactBody(Body):
    reached: bool
    words: Words | None = None


class ExtensionBody(Body):
    days: Annotated[int, Field(ge=1, le=30)]
    reason: Words


class DecideExtensionBody(Body):
    granted: bool
    reason: Words
    told: Words | None = None


class SuspendBody(Body):
    reason: PauseReason
    resume_at: Moment
    words: Words


class ResumeBody(Body):
    words: Words | None = None


class ReplyBody(Body):
    answer: Words
    internal: Words | None = None
    confirmed: bool | None = None
    beyond_duty: bool | None = None
    solved: bool | None = None
    unsolved_reason: Words | None = None
    contacted_at: Moment | None = None
    contact_way: ContactWay | None = None
    without_answers: Words | None = None


class CallBackBody(Body):
    """`result`, `manner` and `speed`: what the caller thought of each; without `satisfied` they decide it."""

    reached: bool
    outcome: CallOutcome | None = None
    solved: bool | None = None
    satisfied: bool | None = None
    result: Rating | None = None
    manner: Rating | None = None
    speed: Rating | None = None
    words: Words | None = None


class QualityCheckBody(Body):
    passed: bool
    fault: QualityFault | None = None
    words: Words | None = None


class CloseBody(Body):
    ruling: Words | None = None


class ConsultBody(Body):
    reason: Words
    queue: Queue | None = None
    unit_code: Annotated[str, Field(max_length=12)] | None = None


class ReasonBody(Body):
    reason: Words


class RelapseBody(Body):
    """`phone` is the number that calls: only the ticket's own caller brings it back."""

    phone: Annotated[str, Field(min_length=1, max_length=40)]
    words: Words


class MergeBody(Body):
    into: Annotated[str, Field(min_length=1, max_length=20)]
    reason: Words | None = None


class LevelBody(Body):
    to: Urgency
    reason: Words


class MarkBody(Body):
    difficulty: Difficulty
    reason: Words
    told: Words


class ReportBody(Body):
    words: Words
    again: bool = False  # the danger that was declared over is back


class ChaseBody(Body):
    words: Words | None = None
