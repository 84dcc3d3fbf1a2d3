"""The 69 second-level codes (domain.md 2.4) that the reader knows, and those that mean danger to life."""

from __future__ import annotations

CODES: tuple[str, ...] = tuple(
    f"{parent:02d}{child:02d}"
    for parent, children in {
        1: 7, 2: 8, 3: 3, 4: 5, 5: 5, 6: 5, 7: 4, 8: 4, 9: 4, 10: 6, 11: 4, 12: 5, 13: 5, 14: 4
    }.items()
    for child in range(1, children + 1)
)  # fmt: skip
PARENTS: tuple[str, ...] = tuple(sorted({code[:2] for code in CODES}))

# Emergency <=> P1 <=> one of these: the reader never answers one without the other (design.md 2).
P1_CODES: frozenset[str] = frozenset({"0505", "0601", "0704", "1301", "1302", "1303", "1304"})
