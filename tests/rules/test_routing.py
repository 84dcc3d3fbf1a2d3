"""Catalogue and routing: 69 rows, and one meaning of emergency for all of them."""

from __future__ import annotations

from itertools import product

import pytest

from models.domain.errors import HotlineError
from models.domain.routing import COLLECTIVE, route
from models.domain.words import Level, Queue, Urgency
from models.policy.load import default_policy

TAXONOMY = default_policy().taxonomy
PERSONS = (None, 0, 1, 9, 10, 29, 30, 300)
CASES = list(product(TAXONOMY.codes, Urgency, (False, True), PERSONS))
LETTERS = {
    "U": Queue.UNION,
    "L": Queue.LEGAL,
    "S": Queue.SOCIAL_SECURITY,
    "E": Queue.EMERGENCY,
}


def test_the_catalogue_has_14_parents_and_69_rows_with_a_scope_each() -> None:
    """domain.md 2.4, in the order of the codes."""
    assert len(TAXONOMY.parents) == 14
    assert len(TAXONOMY.codes) == 69
    assert list(TAXONOMY.codes) == sorted(TAXONOMY.codes)
    assert all(TAXONOMY.get(code).scope for code in TAXONOMY.codes)
    assert len({TAXONOMY.get(code).name for code in TAXONOMY.codes}) == 69


@pytest.mark.parametrize(
    ("code", "letters", "urgency"),
    [
        ("0101", "SU", "P2"),
        ("0107", "SLE", "P2"),
        ("0205", "UL", "P3"),
        ("0206", "USL", "P2"),
        ("0403", "S", "P4"),
        ("0505", "ESU", "P1"),
        ("0601", "E", "P1"),
        ("0602", "UE", "P2"),
        ("0703", "LU", "P2"),
        ("0704", "ES", "P1"),
        ("0901", "US", "P3"),
        ("0904", "LS", "P3"),
        ("1104", "U", "P3"),
        ("1203", "USL", "P3"),
        ("1303", "ES", "P1"),
        ("1305", "UE", "P2"),
        ("1404", "U", "P4"),
    ],
)
def test_rows_of_the_catalogue(code: str, letters: str, urgency: str) -> None:
    """The first letter owns, the others help."""
    row = TAXONOMY.get(code)

    assert (row.queue, *row.co_handlers) == tuple(LETTERS[letter] for letter in letters)
    assert row.urgency == urgency


def test_matters_of_the_city_and_matters_of_silence() -> None:
    """Five matters start at the city; harassment is confidential by default."""
    city = {code for code in TAXONOMY.codes if TAXONOMY.get(code).lowest_level is Level.CITY}

    assert city == {"0402", "0403", "0501", "0502", "1205"}
    assert [code for code in TAXONOMY.codes if TAXONOMY.get(code).confidential] == ["0703"]


def test_an_unknown_code_is_refused_with_a_sentence() -> None:
    """Never a KeyError at a door."""
    with pytest.raises(HotlineError, match="没有分类代码 9999"):
        TAXONOMY.get("9999")


def test_routing_holds_its_promises_for_every_category_urgency_and_number_of_persons() -> None:
    """emergency <=> P1 <=> queue emergency; ten persons are at least P2 with union and 人社."""
    for code, urgency, emergency, persons in CASES:
        found = route(TAXONOMY, code, urgency=urgency, emergency=emergency, persons=persons)
        case = (code, urgency, emergency, persons, found)
        involved = (found.queue, *found.co_handlers)
        wanted = emergency or urgency is Urgency.P1
        assert (found.urgency is Urgency.P1) == wanted, case
        assert (found.queue is Queue.EMERGENCY) == wanted, case
        assert len(set(involved)) == len(involved), case
        assert Queue.DISPATCH_DESK not in involved, case
        assert found.urgency.rank <= urgency.rank, case
        row = TAXONOMY.get(code)
        assert {row.queue, *row.co_handlers} <= set(involved), case
        if wanted:
            assert Queue.UNION in found.co_handlers, case
            assert found.lowest_level is Level.COUNTY, case
        collective = (persons or 0) >= COLLECTIVE
        assert ("collective" in found.flags) == collective, case
        if collective:
            assert found.urgency.rank <= Urgency.P2.rank, case
            assert {Queue.UNION, Queue.SOCIAL_SECURITY} <= set(involved), case


@pytest.mark.parametrize(
    ("code", "owner"),
    [("0601", "union"), ("0505", "social_security"), ("0704", "social_security"), ("1301", "union")],
)  # fmt: skip
def test_a_lowered_emergency_is_a_hazard_with_the_emergency_department_beside_it(
    code: str, owner: str
) -> None:
    """A P2 hazard has the union or 人社 as its owner and 应急 as co-handler (design.md 2)."""
    found = route(TAXONOMY, code, urgency=Urgency.P2, emergency=False, persons=None)

    assert found.queue == owner
    assert Queue.EMERGENCY in found.co_handlers
