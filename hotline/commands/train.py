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
from models.settings import settings_from


def add(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser("train", help="训练分类模型并显示评分")
    parser.add_argument("--corpus", type=Path, help="标注文本 JSONL；默认使用内置语料")
    parser.add_argument("--out", type=Path, help="写入的模型文件；默认为内置模型的位置")
    parser.set_defaults(command=run)


def run(arguments: argparse.Namespace) -> None:
    examples, corpus = _examples(arguments.corpus)
    out = arguments.out or _default_out(arguments.corpus)
    print(f"正在训练：{len(examples)} 条文本……", file=sys.stderr, flush=True)
    bundle = train(examples, cutter=default_cutter(), corpus=corpus)
    write(pack(bundle), out)
    print(f"模型已写入 {out}，以下评分由交叉验证得出（模型没有见过被评的文本）：")
    print_scores(bundle.manifest["scores"], texts=len(examples))


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
