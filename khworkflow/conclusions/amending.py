"""The rows beside the locked words: what was changed of a directive after its issue, why, by which paper, who was told."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from khworkflow.conclusions.models import Amendment
from khworkflow.core.db import database
from khworkflow.core.text import clean, one_line
from khworkflow.eventlog.log import moment_of_record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from khworkflow.core.authz import Actor


@dataclass(frozen=True)
class Ground:
    """Why something is amended, and the paper that orders it, if there is one."""

    reason: str
    client_key: str
    paper_number: str = ""
    paper_on: date | None = None


@dataclass(frozen=True)
class Change:
    """One thing that an amendment changes, as it is kept: what it said before and what holds now."""

    what: str  # due, part, added, taken_back, replaced; of what was handed down: share_due, share_ended
    association_id: int
    name: str
    before: str = ""  # a day, or a part
    after: str = ""
    task_id: int = 0

    @property
    def is_of_share(self) -> bool:
        """Whether it follows for a part that was handed down, from what becomes of the whole."""
        return self.what in ("share_due", "share_ended")

    @property
    def says(self) -> str:
        """What is the same for several associations: what was changed, from what, to what."""
        return f"{self.what} {self.before} {self.after}"


def keep(  # noqa: PLR0913 - an amendment has that many facts
    actor: Actor,
    directive_id: int,
    ground: Ground,
    changes: Sequence[Change],
    told: Sequence[str],
    *,
    replaced_by_id: int | None = None,
) -> Amendment:
    """Keep the amendment beside the directive, with its number."""
    amendment = Amendment(
        directive_id=directive_id,
        reason=clean(ground.reason),
        paper_number=one_line(ground.paper_number) or None,
        paper_on=ground.paper_on,
        changes=[asdict(one) for one in changes],
        told=list(told),
        replaced_by_id=replaced_by_id,
        made_by_id=actor.user_id,
        made_at=moment_of_record(),
        client_key=ground.client_key,
    )
    database.session.add(amendment)
    database.session.flush()  # the log and the letters speak of its number
    return amendment


def of_key(directive_id: int, client_key: str) -> Amendment | None:
    """Return the amendment that this very form already made, if it did."""
    same = select(Amendment).where(Amendment.directive_id == directive_id, Amendment.client_key == client_key)
    return database.session.scalar(same)


def get(number: int) -> Amendment | None:
    """Return the amendment with this number."""
    return database.session.get(Amendment, number)


def changes_of(amendment: Amendment) -> list[Change]:
    """Return what the amendment changed."""
    return [Change(**one) for one in amendment.changes]
