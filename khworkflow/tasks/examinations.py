"""Looking at the answers to a directive, one at a time: so that two of the committee do not decide past each other."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from khworkflow.core.authz import Actor, ensure
from khworkflow.core.clock import OFFICE
from khworkflow.core.db import database, lock_on
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.eventlog.log import moment_of_record
from khworkflow.tasks import policies
from khworkflow.tasks.side_models import Examination

if TYPE_CHECKING:
    from khworkflow.tasks.models import Task

#: Whoever went away without a word holds nobody up for longer.
LASTS: Final = timedelta(minutes=30)


def present(directive_id: int) -> Examination | None:
    """Return who is looking at the directive's answers now."""
    looking = select(Examination).where(Examination.directive_id == directive_id, Examination.until > moment_of_record())
    return database.session.scalar(looking.options(joinedload(Examination.person)))


def begin(actor: Actor, task: Task) -> None:
    """Say that one is looking at the answers to the task's directive; saying it again holds it for longer.

    Raises:
        Refused: somebody else is looking at them.

    """
    ensure(policies.examine_answers, actor, task)
    lock_on(f"examination-{task.directive_id}")
    ensure_free(actor, task)
    row = database.session.scalar(select(Examination).where(Examination.directive_id == task.directive_id))
    if row is None:
        row = Examination(directive_id=task.directive_id)
        database.session.add(row)
    row.person_id, row.until = actor.user_id or 0, moment_of_record() + LASTS


def end(actor: Actor, task: Task) -> None:
    """Leave the answers to whoever comes next; what another looks at stays his."""
    ensure(policies.examine_answers, actor, task)
    row = present(task.directive_id)
    if row is not None and row.person_id == actor.user_id:
        database.session.delete(row)


def ensure_free(actor: Actor, task: Task) -> None:
    """Let the decision pass unless somebody else is looking at the answers; a share has one confirmer only.

    Raises:
        Refused: names him, and until when.

    """
    row = present(task.directive_id) if task.parent_id is None else None
    if row is not None and row.person_id != actor.user_id:
        until = f"{row.until.astimezone(OFFICE):%H:%M}"
        raise Refused(_("%(name)s is looking at these answers until %(hour)s.", name=row.person.name, hour=until), "choice")
