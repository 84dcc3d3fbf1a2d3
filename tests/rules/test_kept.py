"""Numbers that are slow to count are kept and dated; one thread counts, and who has older numbers does not wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Event, Thread

from hotline.kept import AGE, Dated, Kept

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def _timer(seconds: float) -> Callable[[], float]:
    """Every look at it comes `seconds` after the last."""
    return (each * seconds for each in count()).__next__


def _counter() -> Iterator[int]:
    return iter(count(1))


def test_what_is_quick_is_counted_each_time() -> None:
    """A small installation never sees an older number."""
    kept, calls = Kept(_timer(0.01)), _counter()

    found = [kept.take("key", NOON, lambda: next(calls)) for _ in range(3)]

    assert found == [Dated(1, NOON), Dated(2, NOON), Dated(3, NOON)]


def test_what_is_slow_is_kept_with_its_moment_until_it_is_old() -> None:
    """The moment is the one at which it was counted; another key has its own."""
    kept, calls = Kept(_timer(1)), _counter()

    first = kept.take("key", NOON, lambda: next(calls))
    later = kept.take("key", NOON + AGE / 2, lambda: next(calls))
    other = kept.take("other", NOON + AGE / 2, lambda: next(calls))
    old = kept.take("key", NOON + AGE, lambda: next(calls))

    assert first == later == Dated(1, NOON)
    assert other == Dated(2, NOON + AGE / 2)
    assert old == Dated(3, NOON + AGE)


def test_others_get_the_older_numbers_while_one_counts() -> None:
    """Nobody waits for a count that somebody else has begun, if there is anything to show."""
    kept, begun, go = Kept(_timer(1)), Event(), Event()
    kept.take("key", NOON, lambda: 1)
    late = NOON + AGE + timedelta(seconds=1)

    def slowly() -> int:
        begun.set()
        go.wait(10)
        return 2

    thread = Thread(target=lambda: kept.take("key", late, slowly))
    thread.start()
    begun.wait(10)
    meanwhile = kept.take("key", late, lambda: 3)
    go.set()
    thread.join(10)

    assert meanwhile == Dated(1, NOON)
    assert kept.take("key", late, lambda: 3) == Dated(2, late)


def test_a_count_that_fails_is_tried_again() -> None:
    """An error is nobody's number, and leaves nothing locked."""
    kept = Kept(_timer(1))

    def fails() -> int:
        raise RuntimeError

    for _ in range(2):
        try:
            kept.take("key", NOON, fails)
        except RuntimeError:
            continue

    assert kept.take("key", NOON, lambda: 1).value == 1


def test_there_is_an_end_to_what_is_kept() -> None:
    """The key that was asked for longest ago goes first."""
    kept, calls = Kept(_timer(1)), _counter()
    for key in range(300):
        kept.take(key, NOON, lambda: next(calls))

    assert kept.take(299, NOON, lambda: 0).value == 300
    assert kept.take(0, NOON, lambda: 0).value == 0
