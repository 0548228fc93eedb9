from dataclasses import dataclass

import pytest

from khworkflow.tasks import rollup
from khworkflow.tasks.lifecycle import Claim, State


@dataclass
class Share:
    state: State = State.IN_PROGRESS
    percent: int | None = None
    claim: Claim | None = None


def test_the_percent_is_the_mean_of_the_parts_with_its_sum_and_their_number():
    rolled = rollup.rolled_up([Share(percent=30), Share(State.ACCEPTED, 80, Claim.DONE), Share()])

    assert rolled is not None
    assert (rolled.total, rolled.count, rolled.percent) == (130, 3, 43)


def test_what_is_not_finished_never_reads_a_hundred():
    rolled = rollup.rolled_up([Share(State.ACCEPTED)] * 199 + [Share(percent=99)])

    assert rolled is not None
    assert rolled.percent == 99


@pytest.mark.parametrize(
    ("share", "adds"),
    [
        (Share(State.WITHDRAWN, 50), None),
        (Share(State.SUPERSEDED, 50), None),
        (Share(State.CLOSED_NOT_DONE, 50, Claim.NOT_APPLICABLE), None),
        (Share(State.CLOSED_NOT_DONE, 50, Claim.REFUSED), 50),
        (Share(State.CLOSED_NOT_DONE, None, Claim.DONE), 0),
        (Share(State.ACCEPTED_IN_PART, 70, Claim.DONE), 70),
        (Share(State.SUBMITTED, None, Claim.DONE), 0),
        (Share(State.ACCEPTED, None, Claim.DONE_BEFORE), 100),
    ],
)
def test_each_part_adds_what_the_rule_says(share, adds):
    rolled = rollup.rolled_up([share])

    assert (rolled.total if rolled else None) == adds


def test_a_task_without_parts_has_nothing_to_roll_up():
    assert rollup.rolled_up([]) is None
