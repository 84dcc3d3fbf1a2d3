"""The supervisors' policy desk: draft, check, publish as a new version, return to an earlier one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.domain.errors import InvalidInput, NotAllowed, NotFound
from models.domain.policy import Policy
from models.domain.words import Level, Role
from models.policy.complete import completed
from models.policy.load import default_body, policy_from_body
from models.policy.reach import check_reach
from models.queries import policies
from models.services.act import Act
from models.services.policies import keep_version, stored_policy
from models.tables.policies import PolicyDraft, Publication

MAX_REASON = 500


def current_body(act: Act) -> dict[str, Any]:
    """The body in force, to begin a draft from; an older release's is completed first."""
    body = policies.body_of(act.session, act.policy.version)
    return completed(body or default_body(), default_body())


def draft_of(act: Act) -> PolicyDraft | None:
    """What this person is working on."""
    return policies.open_draft(act.session, _require(act))


def save_draft(act: Act, parts: Mapping[str, Any]) -> Policy:
    """Put these parts into the draft (begun from the version in force); raises PolicyInvalid, then nothing is kept."""
    user_id = _require(act)
    draft = policies.open_draft(act.session, user_id)
    base = completed(draft.body, default_body()) if draft else current_body(act)
    body = base | dict(parts)
    policy = checked(body)
    if draft is None:
        draft = PolicyDraft(
            base_id=act.policy.version, by_user_id=user_id, body=body, saved_at=act.now
        )
        act.session.add(draft)
    draft.body = body
    draft.saved_at = act.now
    act.session.flush()
    return policy


def discard_draft(act: Act) -> None:
    """Forget the draft; what is in force stays."""
    draft = draft_of(act)
    if draft is not None:
        draft.closed = "discarded"
        act.session.flush()


def publish(act: Act, reason: str) -> Publication:
    """The draft becomes the version in force for every act from now on; no running clock changes."""
    draft = draft_of(act)
    if draft is None:
        raise NotFound("没有可以发布的草稿。请先修改并保存草稿。")
    if draft.base_id != act.policy.version:
        raise InvalidInput("草稿开始之后已有人发布了新版本。请放弃草稿，在新版本上重新修改。")
    checked(draft.body)
    policy = keep_version(act.session, draft.body, act.now)
    draft.closed = "published"
    return put_in_force(act, policy.version, "edited", reason)


def return_to(act: Act, version: str, reason: str) -> Publication:
    """One click back: an earlier version comes into force again, as a new entry of the history."""
    _require(act)
    if version == act.policy.version:
        raise InvalidInput("这个版本正在使用。")
    if policies.body_of(act.session, version) is None:
        raise NotFound("没有这个版本。请从历史列表中选择。")
    stored_policy(
        act.session, version
    )  # a version that this release can't read must not come into force
    return put_in_force(act, version, "returned", reason)


def put_in_force(act: Act, version: str, kind: str, reason: str) -> Publication:
    """Write the publication; the caller has checked version and person."""
    words = reason.strip()
    if not words or len(words) > MAX_REASON:
        raise InvalidInput(f"请写明理由，最多 {MAX_REASON} 字。")
    row = Publication(
        policy_id=version, kind=kind, reason=words, by_user_id=act.person.user_id, at=act.now
    )
    act.session.add(row)
    act.session.flush()
    return row


def checked(body: Mapping[str, Any]) -> Policy:
    """The body as a policy; raises PolicyInvalid for contradictions and for rungs that nobody would ever reach."""
    policy = policy_from_body(body)
    check_reach(policy)
    return policy


def _require(act: Act) -> int:
    person = act.person
    if person.role is not Role.SUPERVISOR or person.level is not Level.PROVINCE:
        raise NotAllowed("时限、阶梯、日历和派单目录由省级督办修改。")
    assert person.user_id is not None
    return person.user_id
