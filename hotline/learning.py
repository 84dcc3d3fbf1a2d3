"""From decisions to a challenger: hold out by time, learn, compare, promote or refuse. One transaction writes, at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from classifier.corpus_files import Example
from classifier.cut import Cutter
from classifier.format import Bundle, pack, unpack
from classifier.labels import P1_CODES
from classifier.learn.adapt import Correction, adapted, doubts
from classifier.learn.compare import Figures, figures, objections
from classifier.model import Classifier
from models.database import Sessions, database_now
from models.domain.decisions import freshness
from models.domain.errors import InvalidInput, NotFound
from models.domain.permissions import SYSTEM
from models.keys import KeyRing
from models.policy.load import default_policy
from models.queries import bundles as bundle_rows
from models.services import bundles
from models.services.act import Act
from models.services.corrections import Confirmed, confirmed
from models.services.doubts import MANIFEST_KEY

_HELD_OUT_SHARE = 5  # the newest fifth judges
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Lessons:
    """What is there to learn from: the bundle in use, the corpus' own below it, and the corrections."""

    champion_id: str
    champion: Bundle
    base: Bundle
    corrections: tuple[Confirmed, ...]
    now: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it. `doubtful` are numbers of tickets whose label a person should look at."""

    challenger_id: str
    learnt: int
    before: Figures
    after: Figures
    objections: tuple[str, ...]
    doubtful: tuple[str, ...]


def lessons(sessions: Sessions, keys: KeyRing) -> Lessons:
    """Read everything; no transaction stays open while the machine learns."""
    with sessions() as session:
        now = database_now(session)
        champion_id = bundle_rows.id_in_use(session)
        if champion_id is None:
            raise NotFound("还没有正在使用的模型。请先启动热线，让它装入自带的模型。")
        champion = unpack(bundle_rows.body(session, champion_id))
        base_id = str(champion.manifest.get("base", champion_id))
        base = champion if base_id == champion_id else unpack(bundle_rows.body(session, base_id))
        act = Act(session, now, SYSTEM, default_policy(), keys)
        found = [one for one in confirmed(act) if one.emergency == (one.category in P1_CODES)]
    return Lessons(champion_id, champion, replace(base, sha256=base_id), tuple(found), now)


def learn(sessions: Sessions, known: Lessons, cutter: Cutter, corpus: Sequence[Example]) -> Outcome:
    """Train and judge outside any transaction; killed before the last lines, the champion stays.

    What is promoted is what was measured: the corrections that judged it teach the next one.
    """
    teaching, judging = _by_time(known)
    if not teaching:
        raise InvalidInput("还没有经两人确认的更正，没有可学的内容。")
    corrections = [_correction(one, known.now) for one in teaching]
    places = doubts(known.base, corrections, cutter)
    doubtful = [at for at in places if not teaching[at].reviewed]
    kept = [one for at, one in enumerate(corrections) if at not in set(doubtful)]
    taught = adapted(known.base, kept, cutter)
    numbers = tuple(teaching[at].number for at in doubtful)
    manifest = {
        **taught.manifest,
        MANIFEST_KEY: list(numbers),
        "base": known.base.sha256,
        "learnt_until": teaching[-1].at.isoformat(),
    }
    raw = pack(replace(taught, manifest=manifest))
    held_out = [_correction(one, known.now) for one in judging]
    before = figures(Classifier(known.champion, cutter), held_out, corpus)
    after = figures(Classifier(unpack(raw), cutter), held_out, corpus)
    against = objections(before, after)
    with sessions.begin() as session:
        challenger_id = bundles.keep(session, bundles.Trained(raw, manifest), database_now(session))
        if not against and bundle_rows.id_in_use(session) == known.champion_id:
            reason = f"从 {len(kept)} 条更正中学习，检验未变差"
            bundles.promote(session, challenger_id, reason, database_now(session))
    return Outcome(challenger_id, len(kept), before, after, tuple(against), numbers)


def _by_time(known: Lessons) -> tuple[list[Confirmed], list[Confirmed]]:
    """The newest fifth judges, and of it only what the champion did not learn from either."""
    cut = len(known.corrections) - len(known.corrections) // _HELD_OUT_SHARE
    until = str(known.champion.manifest.get("learnt_until", ""))
    unseen = [
        one
        for one in known.corrections[cut:]
        if not until or one.at > datetime.fromisoformat(until)
    ]
    return list(known.corrections[:cut]), unseen


def _correction(one: Confirmed, now: datetime) -> Correction:
    weight = freshness((now - one.at) / _DAY)
    return Correction(one.text, one.category, weight, one.demand_type, one.urgency)
