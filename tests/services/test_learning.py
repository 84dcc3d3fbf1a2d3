"""The loop: decisions teach a challenger, what is worse is refused, one command goes back; no restart."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from classifier.corpus_files import Example
from classifier.cut import default_cutter
from classifier.format import Bundle, pack
from classifier.labels import P1_CODES
from classifier.learn.compare import Figures, objections
from classifier.report import Share
from classifier.train import train
from hotline.learning import learn, lessons
from models.domain.decisions import DecisionKind
from models.domain.errors import InvalidInput, NotFound
from models.domain.words import DemandType, Urgency
from models.queries import bundles as bundle_rows
from models.services import accept, bundles, dispatch, doubts
from tests.builders import World, a_plea, a_verdict
from workers.reader import BundleReader

OWN = {
    "0102": ("厂里三个月没发工资", "公司拖欠工资一直不给", "老板欠我工资不给", "上个月薪水没发"),
    "0401": ("单位一直没给我交社保", "入职两年没有缴社保", "社保断缴了三个月", "公司不给参保"),
    "1301": ("活着没有意思不如死了", "我写好了遗书", "想从桥上跳下去", "不想活了谁也别找我"),
}
SAID = ("补缴社保的窗口在哪", "社保卡丢了怎么补办", "社保缴费记录到哪里打印", "社保转移要什么材料")


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    """Three categories in a few words."""
    return [
        Example(start + line, code, DemandType.HELP, Urgency.P1 if code in P1_CODES else Urgency.P3)
        for code, lines in OWN.items()
        for line in lines
        for start in ("", "你好，", "请问，")
    ]


@pytest.fixture(scope="module")
def own(examples: list[Example]) -> Bundle:
    """A champion that sends every word of 社保 to 0401."""
    return train(examples, cutter=default_cutter(), corpus="tiny")


def installed(world: World, own: Bundle) -> str:
    """The champion in use."""
    with world.act() as act:
        return bundles.use(act.session, bundles.Trained(pack(own), own.manifest), act.now)


def corrected(world: World, times: int) -> None:
    """People of this place agree that such questions are for 1201: the desk says so, the department signs."""
    for n in range(times):
        text = f"{SAID[n % len(SAID)]}，第{n}次打来"
        number = world.receive(a_plea(text=text, external_id=None)).number
        world.triage(a_verdict(category="0401", abstained=True))
        with world.act("dispatcher") as act:
            order = dispatch.DispatchOrder(category="0102", reason="按本地口径")
            dispatch.dispatch(act, number, order)
        with world.act("social_security") as act:
            accept.accept(act, number)
        world.clock.move(timedelta(minutes=1))


def test_corrections_make_a_better_model_that_all_readers_take_without_a_restart(
    world: World, own: Bundle, examples: list[Example], tmp_path: Path
) -> None:
    """And one command goes back."""
    champion = installed(world, own)
    reader = BundleReader(world.sessions, tmp_path)
    assert reader.prepare()
    corrected(world, 100)

    known = lessons(world.sessions, world.keys)
    done = learn(world.sessions, known, default_cutter(), examples)

    assert len(known.corrections) == 100
    assert done.objections == ()
    assert done.after.accuracy.good > done.before.accuracy.good
    assert reader.prepare()
    assert reader.verdicts([SAID[0]])[0].bundle == done.challenger_id
    with world.act() as act:
        assert bundle_rows.id_in_use(act.session) == done.challenger_id
        assert bundles.go_back(act.session, "试用结束", act.now) == champion
    assert reader.prepare()
    assert reader.verdicts([SAID[0]])[0].bundle == champion


def test_too_few_corrections_are_kept_and_not_promoted(
    world: World, own: Bundle, examples: list[Example]
) -> None:
    """Nothing can be compared; the bundle waits for a person's word."""
    champion = installed(world, own)
    corrected(world, 10)

    done = learn(world.sessions, lessons(world.sessions, world.keys), default_cutter(), examples)

    assert "无法比较" in done.objections[0]
    with world.act() as act:
        assert bundle_rows.id_in_use(act.session) == champion
        bundles.promote(act.session, done.challenger_id[:8], "督办同意", act.now)
        assert bundle_rows.id_in_use(act.session) == done.challenger_id


def test_confidential_tickets_and_names_teach_nothing(world: World, own: Bundle) -> None:
    """No report, no employer's name."""
    installed(world, own)
    for plea in (
        a_plea(demand_type=DemandType.REPORT),
        a_plea(text="金水面馆不交社保", employer="金水面馆"),
    ):
        number = world.receive(plea).number
        world.triage(a_verdict(category="0401", abstained=True))
        with world.act("supervisor") as act:
            dispatch.dispatch(act, number, dispatch.DispatchOrder(category="0401", reason="社保"))
        queue = world.ticket(number).queue
        with world.act(queue) as act:
            accept.accept(act, number)

    known = lessons(world.sessions, world.keys)

    assert [one.text for one in known.corrections] == ["某单位不交社保"]


def test_there_is_nothing_to_go_back_to_at_first(world: World, own: Bundle) -> None:
    """A sentence, no traceback."""
    installed(world, own)

    with pytest.raises(NotFound, match="无法退回"), world.act() as act:
        bundles.go_back(act.session, "退回", act.now)


def test_what_is_worse_is_refused_with_reasons() -> None:
    """Accuracy, calibration, emergencies, single categories."""
    good = Figures(Share(80, 100), 0.05, Share(9, 10), Share(500, 510), {"01": Share(19, 20)})
    bad = Figures(Share(79, 100), 0.09, Share(8, 10), Share(499, 510), {"01": Share(9, 20)})

    assert objections(good, good) == []
    assert len(objections(good, bad)) == 5


def test_a_doubted_label_waits_for_a_supervisor_and_their_word_holds(
    world: World, own: Bundle, examples: list[Example]
) -> None:
    """Kept, it teaches from the next training on, and nobody is asked twice."""
    installed(world, own)
    wrong = agreed(world, "厂里三个月没发工资，老板欠我工资不给", "0401")
    for line in (*OWN["0102"], "公司拖欠工资"):
        agreed(world, f"{line}，请帮忙", "0102")

    done = learn(world.sessions, lessons(world.sessions, world.keys), default_cutter(), examples)

    assert done.doubtful == (wrong,)
    with world.act("supervisor") as act:
        assert [one.number for one in doubts.open_doubts(act)] == [wrong]
        doubts.review(act, wrong, DecisionKind.TAUGHT)
        assert doubts.open_doubts(act) == []
        with pytest.raises(InvalidInput):
            doubts.review(act, wrong, DecisionKind.DROPPED)
    known = {one.number: one for one in lessons(world.sessions, world.keys).corrections}
    assert known[wrong].reviewed


def agreed(world: World, text: str, category: str) -> str:
    """The desk says so, the department signs."""
    number = world.receive(a_plea(text=text, external_id=None)).number
    world.triage(a_verdict(category="0102", abstained=True))
    with world.act("dispatcher") as act:
        dispatch.dispatch(act, number, dispatch.DispatchOrder(category=category, reason="看过"))
    with world.act("social_security") as act:
        accept.accept(act, number)
    world.clock.move(timedelta(minutes=1))
    return number
