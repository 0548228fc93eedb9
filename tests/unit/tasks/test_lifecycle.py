"""The life of a task is one table."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from khworkflow.core.errors import InvalidTransition
from khworkflow.tasks import lifecycle, schedule
from khworkflow.tasks.lifecycle import CLAIMS, DECIDED, DECISIONS, ENDED, TRANSITIONS, UNFINISHED, Action, Claim, State

DUE = date(2019, 9, 30)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_every_pair_of_state_and_action_is_in_the_table_or_refused(state, action):
    if (state, action) in TRANSITIONS:
        assert lifecycle.after(state, action) is TRANSITIONS[state, action]
        assert action in lifecycle.possible(state)
    else:
        with pytest.raises(InvalidTransition):
            lifecycle.after(state, action)
        assert action not in lifecycle.possible(state)


def test_every_state_is_either_unfinished_or_ended():
    assert set(State) == UNFINISHED | ENDED
    assert not UNFINISHED & ENDED
    assert {(start, action) for start, action in TRANSITIONS if start in ENDED} == {(one, Action.REOPEN) for one in DECIDED}


def test_a_task_is_overdue_strictly_after_its_day_and_never_while_submitted_or_waiting_outside():
    assert schedule.days_overdue(State.IN_PROGRESS, DUE, DUE) == 0
    assert schedule.days_overdue(State.IN_PROGRESS, DUE, date(2019, 10, 1)) == 1
    assert schedule.days_overdue(State.SUBMITTED, DUE, date(2019, 10, 30)) == 0
    assert schedule.days_overdue(State.WAITING_OUTSIDE, DUE, date(2019, 10, 30)) == 0
    assert schedule.days_overdue(State.ACCEPTED, DUE, date(2020, 10, 30)) == 0
    assert schedule.days_overdue(State.ASSIGNED, None, date(2020, 10, 30)) == 0


def test_a_due_day_is_near_from_seven_days_before_until_it_ends():
    assert not schedule.is_near(State.ASSIGNED, DUE, date(2019, 9, 22))
    assert schedule.is_near(State.ASSIGNED, DUE, date(2019, 9, 23))
    assert schedule.is_near(State.ASSIGNED, DUE, DUE)
    assert not schedule.is_near(State.ASSIGNED, DUE, date(2019, 10, 1))


def test_the_readme_shows_the_table_of_the_code():
    readme = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")

    assert lifecycle.table() in readme


def test_every_claim_has_its_decisions_and_what_nobody_says_was_done_is_not_confirmed():
    assert set(DECISIONS) == set(Claim) == set(CLAIMS.values())
    for claim, decisions in DECISIONS.items():
        assert Action.HAND_BACK in decisions
        assert all((State.SUBMITTED, decision) in TRANSITIONS for decision in decisions)
        assert (Action.ACCEPT in decisions) == (claim in (Claim.DONE, Claim.DONE_BEFORE))
    with pytest.raises(InvalidTransition):
        lifecycle.ensure_fits(Claim.REFUSED, Action.ACCEPT)
    with pytest.raises(InvalidTransition):
        lifecycle.ensure_fits(None, Action.ACCEPT)


def test_days_of_waiting_beyond_the_due_day_are_not_counted_as_delay():
    due = date(2019, 9, 10)

    assert schedule.late_after_waiting(due, date(2019, 9, 1), date(2019, 9, 9)) == due
    assert schedule.late_after_waiting(due, date(2019, 9, 8), date(2019, 9, 15)) == date(2019, 9, 15)
    assert schedule.late_after_waiting(due, date(2019, 9, 12), date(2019, 9, 15)) == date(2019, 9, 13)
    assert schedule.late_after_waiting(None, date(2019, 9, 12), date(2019, 9, 15)) is None
    assert schedule.days_submitted_late(date(2019, 9, 13), date(2019, 9, 15)) == 2
    assert schedule.days_submitted_late(None, date(2019, 9, 15)) == 0
    assert schedule.days_left(None, due) is None
