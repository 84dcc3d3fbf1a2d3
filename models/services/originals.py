"""How a value that left the text is sealed and found again; one rule for pleas and notes."""

from __future__ import annotations

from models.domain.personal import Original, comparable
from models.services.act import Act


def sealed(act: Act, original: Original) -> dict[str, object]:
    """Columns of `original` for one value: token, kind, ciphertext and blind index."""
    return {
        "token": original.token,
        "kind": original.kind,
        "value_sealed": act.keys.encrypt(original.value, purpose="original"),
        "value_index": act.keys.blind_index(
            comparable(original.kind, original.value), purpose=_index(original.kind)
        ),
    }


def _index(kind: str) -> str:
    # Phones inside texts share the index of callers' phones, so that one search finds both.
    return "phone" if kind == "phone" else f"original.{kind}"
