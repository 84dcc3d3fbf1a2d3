"""How a ticket is spelled in the search index: what people may look for, and where it lies. Pure.

Words of people have no mark: pairs of characters and runs of letters or digits. `=` marks a word as the cutter
cut it, `~` three initials of an employer's name, `#` what is not text: number, place in the tree, month, window.
Text never begins with one of these marks, so that nobody can type a term of another kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from models.domain.permissions import Sight

RUN = re.compile(r"[㐀-鿿]+|[a-z0-9]+")
_HAN = re.compile(r"[㐀-鿿]")
TAIL = 4  # digits of a ticket's number by which it is remembered
_INITIALS = 3  # fewer letters would find half of the province
# Tickets of one window have neighbouring ids: a word that half of all tickets use is looked for in the newest
# windows first. Each level's windows hold eight times as many tickets as those of the level below.
WINDOW_BITS = (14, 17, 20)
# Characters that say nothing by themselves; as a part of a pair they still count.
EMPTY = frozenset(
    "的了是在我你他她它们这那有没不也就都而及与或把被给对从到向跟和要会能可以说呢吗吧啊呀哦嗯个月年日号天人"
    "上下里外中来去过着得地很太最更还又再才只但因为所如果很什么怎么样多少几谁哪"
)


def pairs(folded: str) -> Iterator[str]:
    """Neighbouring characters, and runs of letters or digits as a whole; over the folded text."""
    for run in RUN.findall(folded):
        if _HAN.match(run):
            yield from (run[at : at + 2] for at in range(len(run) - 1))
        else:
            yield run


def word_terms(words: Iterable[str]) -> Iterator[str]:
    """Words as they were cut; single characters that say nothing are left out."""
    return (f"={word}" for word in words if is_telling(word))


def is_telling(word: str) -> bool:
    """Whether a word of the cutter is worth looking for."""
    return bool(_HAN.match(word)) and not (len(word) == 1 and word in EMPTY)


def number_terms(number: str) -> list[str]:
    """A ticket's number: whole, its day, the part that counts, and that part's last digits."""
    day, _, count = number.partition("-")
    return [number_term(number), f"#day{day}", number_term(count), number_term(count[-TAIL:])]


def number_term(digits: str) -> str:
    """The term of a number or of a part of it."""
    return f"#n{digits}"


def initials_terms(initials: str) -> list[str]:
    """Three neighbouring initials each; a space stands between several ways to read a name."""
    return [
        f"~{way[at : at + _INITIALS]}"
        for way in initials.split()
        for at in range(len(way) - _INITIALS + 1)
    ]


def place_terms(
    *, units: Iterable[int], departments: Iterable[int], logger: int | None
) -> list[str]:
    """Where a ticket lies: the units that handle or received it with all above, its departments, who logged it."""
    terms = [f"#u{unit}" for unit in units] + [f"#o{department}" for department in departments]
    return terms if logger is None else [*terms, f"#l{logger}"]


def kind_terms(status: str, category: str | None, month: str) -> list[str]:
    """What lists are narrowed by; `month` is 202611."""
    terms = [f"#s{status}", f"#m{month}"]
    return terms if category is None else [*terms, f"#c{category[:2]}", f"#c{category}"]


def window_terms(ticket_id: int) -> list[str]:
    """The windows in which a ticket lies."""
    return [f"#w{bits}.{ticket_id >> bits}" for bits in WINDOW_BITS]


def newest_windows(bits: int, newest_id: int) -> list[str]:
    """The two newest windows of a level: the newest one alone may be nearly empty."""
    top = newest_id >> bits
    return [f"#w{bits}.{window}" for window in (top, top - 1) if window >= 0]


def lowest_id(bits: int, newest_id: int) -> int:
    """The first id inside `newest_windows`."""
    return max((newest_id >> bits) - 1, 0) << bits


def sight_terms(sight: Sight) -> list[str] | None:
    """One of these stands in every ticket that this sight sees; None: it sees all. It only makes the search
    short: what is seen is decided by the one rule of every list (models/queries/sight.py)."""
    if sight.everything:
        return None
    marks: Sequence[tuple[str, int | None]] = (
        ("#u", sight.below_unit),
        ("#o", sight.department),
        ("#l", sight.logger),
    )
    return [f"{mark}{value}" for mark, value in marks if value is not None]
