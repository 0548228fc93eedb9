"""The only place that commits; imported by the edges and by ``runs`` alone."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.orm.exc import StaleDataError

from khworkflow.core import wake
from khworkflow.core.db import database
from khworkflow.core.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Make everything done inside true together, or none of it.

    A wake-up for the workers is sent after the commit when something became owed; it may fail
    without harm, for the timetable looks every minute anyway.

    Raises:
        Conflict: somebody else changed one of the rows in the meantime.

    """
    try:
        yield
        database.session.commit()
    except StaleDataError as error:
        _undo()
        raise Conflict(str(error)) from error
    except BaseException:
        _undo()
        raise
    wake.after_commit()


@contextmanager
def rehearsal() -> Iterator[None]:
    """Let everything be tried inside as it would be done, and make none of it true."""
    try:
        yield
    finally:
        _undo()


def _undo() -> None:
    database.session.rollback()
    wake.forget()
