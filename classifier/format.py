"""The model as data (design.md D13): arrays, one vocabulary string, a manifest; no pickle, no code.

A file is a mark, the sha256 of what follows, and a compressed numpy archive. Whatever doesn't fit
(checksum, format, cutter, labels, words) stops the load with BundleInvalid.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier import features
from classifier.corpus_files import words_hash
from classifier.labels import CODES
from models.domain.errors import BundleInvalid
from models.domain.words import DemandType, Urgency

MARK = b"HOTLINE-BUNDLE-3\n"
DEMANDS: tuple[DemandType, ...] = tuple(DemandType)
URGENCIES: tuple[Urgency, ...] = (Urgency.P2, Urgency.P3, Urgency.P4)  # P1 is the detector's
HEADS = len(CODES) + len(DEMANDS) + len(URGENCIES) + 1  # the last one: danger, yes or no
_DIGEST = hashlib.sha256().digest_size
_ADVICE = "请用 hotline train 重新训练"


@dataclass(frozen=True, slots=True)
class Bundle:
    """`weights` is features × heads (codes, demand types, urgencies, danger); `bias` one a head."""

    vocabulary: features.Vocabulary
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    manifest: Mapping[str, Any]
    sha256: str = ""


def pack(bundle: Bundle) -> bytes:
    """The bundle as bytes; the same bundle gives the same bytes."""
    arrays: dict[str, NDArray[Any]] = {
        "weights": bundle.weights.astype(np.float16),
        "bias": bundle.bias.astype(np.float32),
        "idf": bundle.vocabulary.idf.astype(np.float32),
        "vocabulary": _bytes("\n".join(bundle.vocabulary.names)),
        "manifest": _bytes(json.dumps(bundle.manifest, ensure_ascii=False, sort_keys=True)),
    }
    body = io.BytesIO()
    np.savez_compressed(body, allow_pickle=False, **arrays)
    content = body.getvalue()
    return MARK + hashlib.sha256(content).digest() + content


def unpack(raw: bytes) -> Bundle:
    """Read what `pack` wrote. Raises BundleInvalid when a byte differs or a label doesn't fit."""
    start = len(MARK) + _DIGEST
    if not raw.startswith(MARK):
        raise BundleInvalid(f"这不是分类模型文件。{_ADVICE}。")
    if hashlib.sha256(raw[start:]).digest() != raw[len(MARK) : start]:
        raise BundleInvalid(f"分类模型文件已损坏（校验和不符）。{_ADVICE}。")
    try:
        bundle = _read(raw[start:], hashlib.sha256(raw).hexdigest())
    except (ValueError, KeyError, OSError, zipfile.BadZipFile, zlib.error) as fault:
        raise BundleInvalid(f"分类模型文件读不出来：{fault}。{_ADVICE}。") from fault
    _check(bundle)
    return bundle


def check_cutter(bundle: Bundle, cutter: str) -> None:
    """Raise BundleInvalid unless the bundle was trained with this cutter."""
    trained = bundle.manifest["cutter"]
    if trained != cutter:
        raise BundleInvalid(f"分类模型用 {trained} 分词训练，本机是 {cutter}。{_ADVICE}。")


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _read(content: bytes, sha256: str) -> Bundle:
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        names = arrays["vocabulary"].tobytes().decode().split("\n")
        vocabulary = features.Vocabulary.of(names, arrays["idf"])
        weights = arrays["weights"].astype(np.float32)
        bias = arrays["bias"]
        manifest = json.loads(arrays["manifest"].tobytes().decode())
    return Bundle(vocabulary, weights, bias, manifest, sha256)


def _check(bundle: Bundle) -> None:
    manifest = bundle.manifest
    expected = {
        "codes": list(CODES),
        "demand_types": [demand.value for demand in DEMANDS],
        "features": features.VERSION,
        "words": words_hash(),
    }
    wrong = [name for name, value in expected.items() if manifest.get(name) != value]
    size = len(bundle.vocabulary.names)
    if bundle.weights.shape != (size, HEADS) or bundle.bias.shape != (HEADS,):
        wrong.append("weights")
    if bundle.vocabulary.idf.shape != (size,) or not np.isfinite(bundle.weights).all():
        wrong.append("idf")
    if wrong:
        raise BundleInvalid(f"分类模型与本程序不匹配（{'、'.join(wrong)}）。{_ADVICE}。")
