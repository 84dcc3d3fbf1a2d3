"""Bundles for the classifier's tests: a small one of a few invented lines, and the program's own."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from classifier.bundle import default_path
from classifier.corpus_files import Example
from classifier.cut import default_cutter
from classifier.format import MARK, Bundle, pack
from classifier.model import Classifier
from classifier.train import train
from models.domain.words import DemandType, Urgency

LINES = {
    "0102": ["厂里三个月没发工资", "公司拖欠工资一直不给", "上个月的薪水还没发", "老板欠我工资不给"],
    "0203": ["公司突然把我辞退了", "无缘无故被开除", "口头通知我不用来上班了", "怀疑是报复性解雇"],
    "0401": ["单位一直没给我交社保", "入职两年没有缴社保", "社保断缴了三个月", "公司不给员工参保"],
    "0501": ["上班路上被撞算工伤吗", "手被机器压伤要认定工伤", "公司不申报工伤认定", "工伤认定要什么材料"],
    "1001": ["我想加入工会怎么办", "公司没有工会能不能建", "怎么办理工会入会", "转会需要什么手续"],
    "1403": ["小区物业乱收费", "邻居半夜装修扰民", "房产证一直办不下来", "楼上漏水没人管"],
    "1301": ["活着没有意思不如死了", "我写好了遗书", "想从桥上跳下去", "不想活了谁也别找我"],
}  # fmt: skip


@pytest.fixture(scope="session")
def small_examples() -> list[Example]:
    """Seven categories, a few lines each, every line also with a polite start."""
    return [
        Example(
            text=start + line,
            code=code,
            demand_type=DemandType.CONSULT if code == "1001" else DemandType.HELP,
            urgency=Urgency.P1 if code == "1301" else Urgency.P2 if code == "0102" else Urgency.P3,
        )
        for code, lines in LINES.items()
        for line in lines
        for start in ("", "你好，", "请问一下，")
    ]


@pytest.fixture(scope="session")
def small_bundle(small_examples: list[Example]) -> Bundle:
    """Trained in about a second."""
    return train(small_examples, cutter=default_cutter(), corpus="small")


@pytest.fixture(scope="session")
def small(small_bundle: Bundle) -> Classifier:
    """A reader with the small bundle."""
    return Classifier.load(pack(small_bundle))


@pytest.fixture(scope="session")
def own_bundle_path(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The program's own bundle, trained once for the whole test run, over a file that was left broken.

    Two processes ask for it at once, as web and worker do; test_bundle.py says what must come of it.
    """
    base = tmp_path_factory.getbasetemp()
    home = (base if worker_id == "master" else base.parent) / "classifier"
    home.mkdir(exist_ok=True)
    path = default_path(home)
    with suppress(FileExistsError), path.open("xb") as broken:
        broken.write(MARK)  # as a full disk leaves it
    program = "import sys; from pathlib import Path; from classifier.bundle import ensure_default; print(ensure_default(Path(sys.argv[1]), lambda _: None))"
    command = [sys.executable, "-c", program, str(home)]
    asked = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    answers = [one.communicate()[0].strip() for one in asked]
    assert answers == [str(path)] * 2
    return path


@pytest.fixture(scope="session")
def own(own_bundle_path: Path) -> Classifier:
    """A reader with the program's own bundle."""
    return Classifier.load(own_bundle_path)
