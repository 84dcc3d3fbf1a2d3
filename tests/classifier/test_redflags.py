"""Promises about danger words: what must alarm, what must not, and that looking costs no time."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.labels import P1_CODES
from classifier.redflags import RULES, scan
from models.domain.words import Urgency

ALARMS = [
    # own life
    ("工钱再要不到我就不想活了", "1301"),
    ("不 想 活 了", "1301"),
    ("不\u200b想活了", "1301"),
    ("我真的活不下去了，孩子托付给我妹", "1301"),
    ("老婆留了遗书人不见了", "1301"),
    ("昨晚割腕被室友发现", "1301"),
    ("我想從樓上跳下去", "1301"),
    ("沒有活下去的勇氣", "1301"),
    ("干脆死了算了", "1301"),
    ("工友说要喝农药", "1301"),
    ("我买了汽油，明天去公司门口，同归于尽", "1301"),
    ("再逼我，我就砍死老板", "1301"),
    ("如果今天不给钱，我就从楼顶跳下去", "1301"),
    ("这是我最后一次打电话给你们", "1301"),
    ("我老公有轻生的念头", "1301"),
    ("他现在站在天台上", "1301"),
    # wages and life
    ("几个人爬上塔吊讨薪", "1303"),
    ("拿不到工资我就跳楼", "1303"),
    ("不给钱就死在项目部", "1303"),
    # coercion
    ("扬言打死我，让我别再要工资", "1304"),
    ("包工头带人打我们工友", "1304"),
    ("去讨工钱被保安打伤了", "1304"),
    ("被关在砖窑里，有人看着不让走", "1304"),
    ("我被骗进传销窝点，出不来", "1304"),
    ("限制人身自由，不让出厂", "1304"),
    ("没收身份证，不让走，逼我们干活", "1304"),
    # collective
    ("厂里三百多人罢工了", "1302"),
    ("我们四十多个工人在厂门口拉横幅", "1302"),
    ("大伙明天去市政府讨说法", "1302"),
    ("工人们把大门堵了路也堵了", "1302"),
    ("明天集体上访", "1302"),
    ("司机停运抗议抽成", "1302"),
    ("准备进京上访", "1302"),
    # accidents
    ("车间刚刚爆炸，好几个人受伤", "0601"),
    ("基坑塌方，两个工友被埋在下面", "0601"),
    ("氨气泄漏了，大家都往外跑，有人晕倒", "0601"),
    ("井下透水，还有人被困", "0601"),
    ("宿舍着火了，有人没出来", "0601"),
    ("我爱人在工地从架子上掉下来当场死亡", "0505"),
    ("工友触电，正在抢救，昏迷不醒", "0505"),
    ("昨天有5名工人受伤", "0505"),
    ("老公上夜班猝死，单位不给说法", "0505"),
    ("出了事故死了两个人，矿上瞒报", "0505"),
    # minors
    ("这家厂用童工", "0704"),
    ("流水线上有十四岁的孩子在上夜班", "0704"),
    ("老板招了几个不满16岁的娃干活", "0704"),
]

CALM = [
    "加班累死了",
    "车间热死了，没有空调",
    "新开的店爆炸好吃",
    "我在消防公司上班，问社保",
    "我不会自杀，只是想问问工资",
    "我没有轻生的想法",
    "食堂难吃死了",
    "忙死了，没空去办卡",
    "商场跳楼价大甩卖",
    "跳槽要不要赔钱",
    "死等也等不来回复",
    "请问停工留薪期多长时间",
    "疫情停工停产期间工资怎么发",
    "三百人没交公积金",
    "如果发生爆炸事故，单位要承担什么责任",
    "避免人员聚集，食堂分批吃饭",
    "十三岁孩子上学学籍问题",
    "十五岁能打什么工",
    "使用童工的处罚是什么",
    "退休后因病去世，丧葬费怎么领",
    "打我电话没人接",
    "打工人太难了",
    "个人信息泄漏了怎么办",
    "工会组织集体去旅游",
    "公司举牌仪式在哪报名",
    "爬塔吊的工作要什么证",
    "工资被打了折扣",
    "他死了心不再投诉",
    "电脑死机了登不上",
    "希望完善防止自杀的心理热线",
    "老板让我去堵门店的漏水",
    "上了吊篮证就能干活吗",
]

RAISES = [
    ("老板跑路了，电话关机", "flight-01"),
    ("包工头联系不上，工资没人管", "flight-01"),
    ("脚手架上没有安全绳，还逼我们上去", "hazard-01"),
    ("车间安全出口被锁", "hazard-01"),
    ("再不处理我就发抖音曝光", "media-01"),
    ("已经联系记者来采访", "media-01"),
    ("以前上访过，没有结果", "collective-03"),
    ("听说隔壁厂有人要跳楼", "life-03"),
    ("几年前我自杀过，现在好多了", "life-01"),
    ("家里没钱治病，揭不开锅", "weak-01"),
]


@pytest.mark.parametrize(("text", "category"), ALARMS)
def test_danger_to_life_is_never_missed(text: str, category: str) -> None:
    """Each of these must be an emergency, and one flag must name its kind."""
    flags = [flag for flag in scan(text) if flag.urgency is Urgency.P1]

    assert category in {flag.category for flag in flags}


@pytest.mark.parametrize("text", CALM)
def test_figures_of_speech_and_denials_do_not_alarm(text: str) -> None:
    """A false alarm at three in the morning costs trust: none of these is an emergency."""
    assert not [flag for flag in scan(text) if flag.urgency is Urgency.P1]


@pytest.mark.parametrize(("text", "rule"), RAISES)
def test_lesser_dangers_raise_to_urgent_and_no_further(text: str, rule: str) -> None:
    """Flight, hazards, media and doubted signs are P2: a person looks soon, nobody is woken."""
    flags = scan(text)

    assert rule in {flag.rule for flag in flags}
    assert {flag.urgency for flag in flags} == {Urgency.P2}


@pytest.mark.parametrize(("text", "_category"), ALARMS)
def test_a_flag_marks_the_callers_own_words(text: str, _category: str) -> None:
    """The page underlines text[start:end]; it must be what the flag says it is."""
    for flag in scan(text):
        assert text[flag.start : flag.end] == flag.word


@given(st.text(max_size=300))
def test_any_text_can_be_scanned(text: str) -> None:
    """Emoji, controls, lone surrogates, other scripts: never an exception, offsets always true."""
    for flag in scan(text):
        assert text[flag.start : flag.end] == flag.word


@given(st.lists(st.sampled_from([text for text, _ in ALARMS] + CALM), min_size=1, max_size=6))
def test_more_sentences_never_hide_an_alarm(texts: list[str]) -> None:
    """A danger said in one paragraph counts whatever stands in the others."""
    alone = any(flag.urgency is Urgency.P1 for text in texts for flag in scan(text))
    together = any(flag.urgency is Urgency.P1 for flag in scan("\n\n".join(texts)))

    assert together >= alone


def _cost(text: str) -> float:
    """The least of three: processor seconds of one scan, whatever else the machine does."""
    spent = []
    for _ in range(3):
        begun = time.thread_time()
        scan(text)
        spent.append(time.thread_time() - begun)
    return min(spent)


@pytest.mark.parametrize(
    "unit", ["不想活", "上访", "我们", "喝药", "去政府我们", "打", "没有", "a 1"]
)
def test_a_page_of_twenty_thousand_characters_costs_in_proportion(unit: str) -> None:
    """The scan runs inside the intake request: repetition may make it longer, never quadratically so.

    Both are processor times of this thread in one run; a rule that runs away costs a hundredfold, not sixteen.
    """
    short, long = (unit * (length // len(unit)) for length in (2_500, 20_000))
    scan(short)

    assert _cost(long) < 40 * max(_cost(short), 0.0005)


def test_no_rule_can_run_away() -> None:
    """Bounded repetition only: an unbounded one inside an alternation is how regexes explode."""
    for rule in RULES:
        assert not re.search(r"(?<!\\)[*+]|\{\d+,\}", rule.pattern.pattern), rule.id


def test_rules_agree_with_the_one_meaning_of_emergency() -> None:
    """A P1 rule names a P1 category, a P2 rule of its own kind never does except for petitions."""
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        if rule.urgency is Urgency.P1:
            assert rule.category in P1_CODES, rule.id
