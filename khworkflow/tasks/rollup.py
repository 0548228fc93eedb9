"""How far a task is whose parts were handed down: the mean of its shares; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from khworkflow.tasks.lifecycle import Claim, State

if TYPE_CHECKING:
    from collections.abc import Iterable

WHOLE: Final = 100


class Standing(Protocol):
    """What the rule asks of a share."""

    @property
    def state(self) -> State: ...  # noqa: D102 - as a task has them
    @property
    def claim(self) -> Claim | None: ...  # noqa: D102
    @property
    def percent(self) -> int | None: ...  # noqa: D102


@dataclass(frozen=True)
class Rolled:
    """The percents of the shares that count, together, and how many shares those are."""

    total: int
    count: int

    @property
    def percent(self) -> int:
        """The mean, rounded down: what is not finished never reads 100."""
        return self.total // self.count


def counts(share: Standing) -> bool:
    """Return whether the share counts: not when it was taken back, nor when it was agreed not to apply there."""
    is_void = share.state is State.CLOSED_NOT_DONE and share.claim is Claim.NOT_APPLICABLE
    return share.state not in (State.WITHDRAWN, State.SUPERSEDED) and not is_void


def percent_of(share: Standing) -> int:
    """Return what the share adds: 100 once it is confirmed as done; else what was reported last, 0 when nothing was."""
    return WHOLE if share.state is State.ACCEPTED else share.percent or 0


def rolled_up(shares: Iterable[Standing]) -> Rolled | None:
    """Return the sum that makes the parent's percent; None when no share counts."""
    counted = [percent_of(share) for share in shares if counts(share)]
    return Rolled(sum(counted), len(counted)) if counted else None
