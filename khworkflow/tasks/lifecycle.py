"""The life of a task, as one table; pure, importable anywhere."""

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
    REPORT_PROGRESS = "report_progress"
    WAIT_OUTSIDE = "wait_outside"
    SUBMIT = "submit"
    ACCEPT = "accept"
    ACCEPT_IN_PART = "accept_in_part"
    HAND_BACK = "hand_back"
    CLOSE_NOT_DONE = "close_not_done"


TRANSITIONS: Final = MappingProxyType(
    {
        (State.ASSIGNED, Action.ACKNOWLEDGE): State.ACKNOWLEDGED,
        (State.ASSIGNED, Action.REPORT_PROGRESS): State.IN_PROGRESS,
        (State.ASSIGNED, Action.WAIT_OUTSIDE): State.WAITING_OUTSIDE,
        (State.ASSIGNED, Action.SUBMIT): State.SUBMITTED,
        (State.ACKNOWLEDGED, Action.REPORT_PROGRESS): State.IN_PROGRESS,
        (State.ACKNOWLEDGED, Action.WAIT_OUTSIDE): State.WAITING_OUTSIDE,
        (State.ACKNOWLEDGED, Action.SUBMIT): State.SUBMITTED,
        (State.IN_PROGRESS, Action.REPORT_PROGRESS): State.IN_PROGRESS,
        (State.IN_PROGRESS, Action.WAIT_OUTSIDE): State.WAITING_OUTSIDE,
        (State.IN_PROGRESS, Action.SUBMIT): State.SUBMITTED,
        (State.WAITING_OUTSIDE, Action.REPORT_PROGRESS): State.IN_PROGRESS,
        (State.WAITING_OUTSIDE, Action.WAIT_OUTSIDE): State.WAITING_OUTSIDE,
        (State.WAITING_OUTSIDE, Action.SUBMIT): State.SUBMITTED,
        (State.SUBMITTED, Action.ACCEPT): State.ACCEPTED,
        (State.SUBMITTED, Action.ACCEPT_IN_PART): State.ACCEPTED_IN_PART,
        (State.SUBMITTED, Action.HAND_BACK): State.RETURNED,
        (State.SUBMITTED, Action.CLOSE_NOT_DONE): State.CLOSED_NOT_DONE,
        (State.RETURNED, Action.REPORT_PROGRESS): State.IN_PROGRESS,
        (State.RETURNED, Action.WAIT_OUTSIDE): State.WAITING_OUTSIDE,
        (State.RETURNED, Action.SUBMIT): State.SUBMITTED,
    }
)

#: With whom the next step lies: the association, the committee, or nobody.
WITH_ASSOCIATION: Final = frozenset(
    {State.ASSIGNED, State.ACKNOWLEDGED, State.IN_PROGRESS, State.WAITING_OUTSIDE, State.RETURNED}
)
WITH_COMMITTEE: Final = frozenset({State.SUBMITTED})
UNFINISHED: Final = WITH_ASSOCIATION | WITH_COMMITTEE
DONE: Final = frozenset({State.ACCEPTED, State.ACCEPTED_IN_PART})
ENDED: Final = frozenset(State) - UNFINISHED


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
