"""The life of a task, as one table; pure, importable anywhere.

``python -m khworkflow.tasks.lifecycle`` prints the table as the README shows it.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from khworkflow.core.errors import InvalidTransition


class State(StrEnum):
    ASSIGNED = "assigned"  # Đã giao
    ACKNOWLEDGED = "acknowledged"  # Đã tiếp nhận
    IN_PROGRESS = "in_progress"  # Đang thực hiện
    WAITING_OUTSIDE = "waiting_outside"  # Chờ cơ quan khác
    SUBMITTED = "submitted"  # Chờ xác nhận
    RETURNED = "returned"  # Trả lại, bổ sung
    ACCEPTED = "accepted"  # Hoàn thành
    ACCEPTED_IN_PART = "accepted_in_part"  # Hoàn thành một phần
    CLOSED_NOT_DONE = "closed_not_done"  # Không thực hiện được
    WITHDRAWN = "withdrawn"  # Đã thu hồi
    SUPERSEDED = "superseded"  # Đã thay thế


class Action(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    START = "start"
    REPORT_PROGRESS = "report_progress"
    WAIT_OUTSIDE = "wait_outside"
    RESUME = "resume"
    SUBMIT = "submit"
    SAY_DONE_BEFORE = "say_done_before"
    SAY_NOT_APPLICABLE = "say_not_applicable"
    REFUSE = "refuse"
    TAKE_BACK = "take_back"  # the answer sent last, by its author, within a day
    TAKE_BACK_COMPLETION = "take_back_completion"  # the same, where that answered what had been returned
    ACCEPT = "accept"
    ACCEPT_IN_PART = "accept_in_part"
    HAND_BACK = "hand_back"
    CLOSE_NOT_DONE = "close_not_done"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    SUPERSEDE = "supersede"


class Claim(StrEnum):
    """What the association says of a task that it lays before the committee."""

    DONE = "done"
    DONE_BEFORE = "done_before"  # already done before the conclusion
    NOT_APPLICABLE = "not_applicable"  # does not apply here
    REFUSED = "refused"  # cannot be done, with a reason


#: With whom the next step lies: the association, the committee, or nobody.
WITH_ASSOCIATION: Final = frozenset(
    {State.ASSIGNED, State.ACKNOWLEDGED, State.IN_PROGRESS, State.WAITING_OUTSIDE, State.RETURNED}
)
WITH_COMMITTEE: Final = frozenset({State.SUBMITTED})
UNFINISHED: Final = WITH_ASSOCIATION | WITH_COMMITTEE
DONE: Final = frozenset({State.ACCEPTED, State.ACCEPTED_IN_PART})
DECIDED: Final = DONE | {State.CLOSED_NOT_DONE}
ENDED: Final = frozenset(State) - UNFINISHED

#: Which claim an answer lays before the committee.
CLAIMS: Final = MappingProxyType(
    {
        Action.SUBMIT: Claim.DONE,
        Action.SAY_DONE_BEFORE: Claim.DONE_BEFORE,
        Action.SAY_NOT_APPLICABLE: Claim.NOT_APPLICABLE,
        Action.REFUSE: Claim.REFUSED,
    }
)
#: An answer counts no more: the task is as it was before it.
TAKEN_BACK: Final = frozenset({Action.TAKE_BACK, Action.TAKE_BACK_COMPLETION})
#: What can be decided about a claim; nothing is confirmed as done that nobody says was done.
DECISIONS: Final = MappingProxyType(
    {
        Claim.DONE: (Action.ACCEPT, Action.ACCEPT_IN_PART, Action.HAND_BACK, Action.CLOSE_NOT_DONE),
        Claim.DONE_BEFORE: (Action.ACCEPT, Action.HAND_BACK, Action.CLOSE_NOT_DONE),
        Claim.NOT_APPLICABLE: (Action.CLOSE_NOT_DONE, Action.HAND_BACK),
        Claim.REFUSED: (Action.CLOSE_NOT_DONE, Action.HAND_BACK),
    }
)
#: Claims with which the committee agrees by closing the task.
AGREED_BY_CLOSING: Final = frozenset({Claim.NOT_APPLICABLE, Claim.REFUSED})
OF_COMMITTEE: Final = frozenset(
    {Action.ACCEPT, Action.ACCEPT_IN_PART, Action.HAND_BACK, Action.CLOSE_NOT_DONE, Action.REOPEN}
    | {Action.WITHDRAW, Action.SUPERSEDE}
)

#: Answers that an association gives from wherever the task lies with it.
_ANSWERS: Final = {
    Action.REPORT_PROGRESS: State.IN_PROGRESS,
    Action.WAIT_OUTSIDE: State.WAITING_OUTSIDE,
    Action.SUBMIT: State.SUBMITTED,
    Action.SAY_DONE_BEFORE: State.SUBMITTED,
    Action.SAY_NOT_APPLICABLE: State.SUBMITTED,
    Action.REFUSE: State.SUBMITTED,
}
_ENDINGS: Final = {Action.WITHDRAW: State.WITHDRAWN, Action.SUPERSEDE: State.SUPERSEDED}

TRANSITIONS: Final = MappingProxyType(
    {(state, action): end for state in State if state in WITH_ASSOCIATION for action, end in _ANSWERS.items()}
    | {
        (State.ASSIGNED, Action.ACKNOWLEDGE): State.ACKNOWLEDGED,
        (State.ACKNOWLEDGED, Action.START): State.IN_PROGRESS,
        (State.RETURNED, Action.START): State.IN_PROGRESS,
        (State.WAITING_OUTSIDE, Action.RESUME): State.IN_PROGRESS,
        (State.ACKNOWLEDGED, Action.TAKE_BACK): State.ACKNOWLEDGED,  # words that came with it
        (State.IN_PROGRESS, Action.TAKE_BACK): State.IN_PROGRESS,
        (State.WAITING_OUTSIDE, Action.TAKE_BACK): State.IN_PROGRESS,
        (State.SUBMITTED, Action.TAKE_BACK): State.IN_PROGRESS,
        (State.IN_PROGRESS, Action.TAKE_BACK_COMPLETION): State.RETURNED,
        (State.WAITING_OUTSIDE, Action.TAKE_BACK_COMPLETION): State.RETURNED,
        (State.SUBMITTED, Action.TAKE_BACK_COMPLETION): State.RETURNED,
        (State.SUBMITTED, Action.ACCEPT): State.ACCEPTED,
        (State.SUBMITTED, Action.ACCEPT_IN_PART): State.ACCEPTED_IN_PART,
        (State.SUBMITTED, Action.HAND_BACK): State.RETURNED,
        (State.SUBMITTED, Action.CLOSE_NOT_DONE): State.CLOSED_NOT_DONE,
        (State.ACCEPTED, Action.REOPEN): State.RETURNED,
        (State.ACCEPTED_IN_PART, Action.REOPEN): State.RETURNED,
        (State.CLOSED_NOT_DONE, Action.REOPEN): State.RETURNED,
    }
    | {(state, action): end for state in State if state in UNFINISHED for action, end in _ENDINGS.items()}
)


def after(state: State, action: Action) -> State:
    """Return the state that the action leads to.

    Raises:
        InvalidTransition: the action is not possible from that state.

    """
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise InvalidTransition(f"{action} from {state}") from None


def possible(state: State) -> frozenset[Action]:
    """Return what can be done from the state; the buttons of the page."""
    return frozenset(action for start, action in TRANSITIONS if start == state)


def ensure_fits(claim: Claim | None, action: Action) -> None:
    """Let the decision pass if it answers what is claimed.

    Raises:
        InvalidTransition: as when a refusal were to be confirmed as done.

    """
    if claim is None or action not in DECISIONS[claim]:
        raise InvalidTransition(f"{action} of {claim}")


def table() -> str:
    """Return the transitions as a table in Markdown, in the order of the states and actions."""
    states, actions = list(State), list(Action)
    rows = sorted(TRANSITIONS.items(), key=lambda row: (states.index(row[0][0]), actions.index(row[0][1])))
    lines = [f"| `{start}` | `{action}` | `{end}` |" for (start, action), end in rows]
    return "\n".join(["| from | action | to |", "| --- | --- | --- |", *lines])


if __name__ == "__main__":
    print(table())  # noqa: T201 - that is what it is asked for
