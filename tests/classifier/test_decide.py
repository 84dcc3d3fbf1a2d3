"""Promises about the answer: its parts never contradict each other, whatever model and rules say."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from classifier.decide import IS_P1, Believed, Evidence, alternatives, believed, decide
from classifier.format import DEMANDS, URGENCIES
from classifier.labels import CODES, P1_CODES, PARENTS
from classifier.redflags import scan
from models.domain.verdict import RedFlag
from models.domain.words import DemandType, Urgency
from models.policy.load import default_policy

FLAGS = st.lists(
    st.builds(
        RedFlag,
        rule=st.just("x-01"),
        version=st.just(1),
        group=st.sampled_from(["life", "collective", "flight", "hazard", "weak"]),
        urgency=st.sampled_from([Urgency.P1, Urgency.P2]),
        category=st.sampled_from(sorted(P1_CODES)),
        word=st.just("x"),
        start=st.just(0),
        end=st.just(1),
    ),
    max_size=4,
).map(tuple)


def chances(many: int) -> st.SearchStrategy[np.ndarray]:
    """Probabilities that sum to 1."""
    sizes = st.lists(st.floats(0.001, 1000), min_size=many, max_size=many)
    return sizes.map(lambda parts: np.array(parts) / sum(parts))


def peaked(code: str, share: float = 0.9) -> np.ndarray:
    """Nearly all probability on one code."""
    codes = np.full(len(CODES), (1 - share) / (len(CODES) - 1))
    codes[CODES.index(code)] = share
    return codes


def evidence(code: str, text: str = "", persons: int | None = None, share: float = 0.9) -> Evidence:
    """The model is sure of `code`; the rules read `text`; demand and urgency lean to help and P3."""
    demand = np.eye(len(DEMANDS))[DEMANDS.index(DemandType.HELP)]
    urgency = np.eye(len(URGENCIES))[URGENCIES.index(Urgency.P3)]
    return Evidence(believe(peaked(code, share), demand, urgency), scan(text), persons)


def believe(codes: np.ndarray, demands: np.ndarray, urgencies: np.ndarray) -> Believed:
    """What the model believes of a single text."""
    danger = codes[None, IS_P1].sum(axis=1)
    return believed(codes[None], demands[None], urgencies[None], danger, np.array([100]))[0]


@given(
    chances(len(CODES)),
    chances(len(DEMANDS)),
    chances(len(URGENCIES)),
    FLAGS,
    st.none() | st.integers(2, 5000),
    st.floats(0.05, 0.95),
)
def test_emergency_urgency_and_category_never_disagree(
    codes: np.ndarray,
    demands: np.ndarray,
    urgencies: np.ndarray,
    flags: tuple[RedFlag, ...],
    persons: int | None,
    alarm_at: float,
) -> None:
    """Emergency <=> P1 <=> a P1 category <=> demand type E (design 2)."""
    answer = decide(Evidence(believe(codes, demands, urgencies), flags, persons), alarm_at=alarm_at)

    meanings = {
        answer.emergency,
        answer.urgency is Urgency.P1,
        answer.category in P1_CODES,
        answer.demand_type is DemandType.EMERGENCY,
    }
    assert len(meanings) == 1


def test_a_rule_outvotes_a_model_that_is_sure_of_something_harmless() -> None:
    """Danger first: the model may be wrong, a human looks within minutes."""
    answer = decide(evidence("1002", "不想活了"), alarm_at=0.5)

    assert answer.category == "1301"


def test_a_sure_model_alarms_without_any_danger_word() -> None:
    """Danger can be said in words that no rule knows."""
    answer = decide(evidence("1301", "我把猫送人了，谢谢大家"), alarm_at=0.3)

    assert answer.emergency


def test_without_an_alarm_the_best_calm_category_answers() -> None:
    """Below the alarm level a P1 category cannot win, though it be the likeliest."""
    answer = decide(evidence("1302", "我们想反映", share=0.4), alarm_at=0.6)

    assert answer.category not in P1_CODES


def test_many_people_without_an_act_are_urgent_and_no_emergency() -> None:
    """300 people without housing fund are P2 (domain 2.5), thirty at the gate are P1."""
    text = "三百个人没交公积金"
    calm = decide(evidence("0405", text, persons=300), alarm_at=0.3)
    act = decide(evidence("0102", "我们三百个人明天去上访", persons=300), alarm_at=0.3)

    assert (calm.urgency, calm.category) == (Urgency.P2, "0405")
    assert act.category == "1302"


def test_a_fled_owner_is_urgent_and_no_emergency() -> None:
    """Flight without a threat to life or a gathering is P2 (domain 2.4, 0107)."""
    answer = decide(evidence("0107", "老板跑路了，电话关机"), alarm_at=0.3)

    assert (answer.category, answer.urgency) == ("0107", Urgency.P2)


@given(chances(len(CODES)))
def test_alternatives_cover_what_they_promise(codes: np.ndarray) -> None:
    """Best first, together 95 %, and not one more than needed."""
    found = alternatives(codes[None], cover=0.95)[0]

    shares = [codes[CODES.index(code)] for code, _ in found]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) >= 0.95 - 1e-9
    assert sum(shares[:-1]) < 0.95 + 1e-9


def test_the_readers_codes_are_those_of_the_catalogue() -> None:
    """The list in the reader and the default policy are the same 69, with the same P1 rows."""
    taxonomy = default_policy().taxonomy

    assert tuple(taxonomy.codes) == CODES
    assert sorted({code[:2] for code in CODES}) == list(PARENTS)
    assert {c for c in CODES if taxonomy.get(c).urgency is Urgency.P1} == P1_CODES
