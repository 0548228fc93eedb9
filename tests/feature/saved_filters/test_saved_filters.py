"""A filter is kept under a name, by its owner, and shared with his office if he wishes."""

from __future__ import annotations

import pytest

from khworkflow.core.authz import may
from khworkflow.core.errors import Forbidden, NotFound, Refused
from khworkflow.saved_filters import commands, policies, queries
from khworkflow.saved_filters.models import Filtered


def save(person, name="Quá hạn phía Tây", query="state=overdue&cluster=C%E1%BB%A5m&page=2&kind=", *, shared=False):
    return commands.save(person.actor, Filtered.BOARD, name, query, is_shared=shared)


def names(person, page=Filtered.BOARD):
    return [one.name for one in queries.of_page(person.actor, page)]


def test_a_filter_is_its_owners_and_keeps_what_filters(cast):
    saved = save(cast.hoa)

    assert saved.query == "state=overdue&cluster=C%E1%BB%A5m"
    assert names(cast.hoa) == ["Quá hạn phía Tây"]
    assert names(cast.hoa, Filtered.SEARCH) == names(cast.kien) == names(cast.lan) == []


def test_a_shared_one_is_seen_by_the_office_and_by_nobody_below(cast):
    saved = save(cast.kien, shared=True)

    assert names(cast.hoa) == names(cast.thu) == names(cast.binh) == ["Quá hạn phía Tây"]
    assert names(cast.lan) == names(cast.van) == []
    for person in cast.people.values():
        sees = saved in queries.of_page(person.actor, Filtered.BOARD)
        assert sees is may(policies.see_filter, person.actor, saved), person


def test_the_same_name_replaces(cast):
    first, second = save(cast.hoa), save(cast.hoa, query="kind=reporting", shared=True)

    assert (first.id, second.query) == (second.id, "kind=reporting")


def test_the_owner_drops_it_and_of_a_shared_one_the_committee_too(cast):
    own, shared = save(cast.kien), save(cast.kien, "Chung", shared=True)
    with pytest.raises(NotFound):
        queries.get(cast.hoa.actor, own.id)
    with pytest.raises(Forbidden):
        commands.drop(cast.thu.actor, shared)
    commands.drop(cast.hoa.actor, shared)
    commands.drop(cast.kien.actor, own)

    assert names(cast.kien) == []


def test_names_and_numbers_have_their_measure(cast):
    for name, query in ((" ", "a=b"), ("x" * 81, "a=b"), ("Dài", "a=" + "b" * 1_000)):
        with pytest.raises(Refused):
            save(cast.hoa, name, query)
    for number in range(commands.FILTERS_MOST):
        save(cast.hoa, f"Số {number}")
    with pytest.raises(Refused):
        save(cast.hoa, "Thêm một")
    save(cast.hoa, "Số 0", "kind=reporting")
