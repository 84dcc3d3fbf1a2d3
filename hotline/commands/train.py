"""`hotline train`: learn a classifier bundle from labelled texts and print how good it is."""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from pathlib import Path

from classifier.bundle import default_path, write
from classifier.corpus_files import Example, corpus_hash, read_corpus, read_examples
from classifier.cut import default_cutter
from classifier.format import pack
from classifier.train import train
from hotline.cli_types import Subparsers
from hotline.commands.evaluate import print_scores, read_file
from hotline.embedded import servers_for
from hotline.learning import learn, lessons
from models.database import engine_for, sessions_for
from models.settings import settings_from


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("train", help="训练分类模型并显示评分")
    parser.add_argument("--corpus", type=Path, help="标注文本 JSONL；默认使用内置语料")
    parser.add_argument("--out", type=Path, help="写入的模型文件；默认为内置模型的位置")
    parser.add_argument(
        "--corrections",
        action="store_true",
        help="从两人确认的更正中学习，与使用中的模型比较，不变差才启用",
    )
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> None:
    if arguments.corrections:
        _learn()
        return
    examples, corpus = _examples(arguments.corpus)
    out = arguments.out or _default_out(arguments.corpus)
    print(f"正在训练：{len(examples)} 条文本……", file=sys.stderr, flush=True)
    bundle = train(examples, cutter=default_cutter(), corpus=corpus)
    write(pack(bundle), out)
    print(f"模型已写入 {out}，以下评分由交叉验证得出（模型没有见过被评的文本）：")
    print_scores(bundle.manifest["scores"], texts=len(examples))


def _learn() -> None:
    with servers_for(settings_from(os.environ), print) as settings:
        engine = engine_for(settings.database_url)
        sessions = sessions_for(engine)
        known = lessons(sessions, settings.keys)
        done = learn(sessions, known, default_cutter(), read_corpus())
        engine.dispose()
    for name, before, after in (
        ("一级类别正确率", done.before.accuracy, done.after.accuracy),
        ("置信度误差 (ECE)", f"{done.before.ece:.4f}", f"{done.after.ece:.4f}"),
        ("紧急事件召回率", done.before.recall, done.after.recall),
        ("语料紧急事件召回率", done.before.corpus_recall, done.after.corpus_recall),
    ):
        print(f"{name}　使用中 {before}　新模型 {after}")
    for number in done.doubtful:
        print(f"标注存疑，没有学：{number}")
    for objection in done.objections:
        print(f"不启用：{objection}")
    state = "已保存，没有启用" if done.objections else "已启用"
    print(f"新模型 {done.challenger_id[:12]}（学了 {done.learnt} 条更正）{state}。")


def _examples(file: Path | None) -> tuple[list[Example], str]:
    if file is None:
        return read_corpus(), corpus_hash()
    content = read_file(file)
    return read_examples(content.split("\n"), name=file.name), hashlib.sha256(
        content.encode()
    ).hexdigest()


def _default_out(corpus: Path | None) -> Path:
    home = settings_from(os.environ).home
    return home / f"{corpus.stem}.hcb" if corpus else default_path(home)
