"""Lessons and good practice: what associations report as working, collected with its source, reported and shared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from khworkflow.associations.models import Association
from khworkflow.associations.queries import within
from khworkflow.conclusions.models import Conclusion, Directive
from khworkflow.core.authz import READERS, Actor, ensure
from khworkflow.core.db import database
from khworkflow.core.errors import NotFound, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.reports import policies
from khworkflow.reports.events import LessonDropped, LessonMarked, LessonShared
from khworkflow.reports.models import Lesson
from khworkflow.tasks.models import Reply, ReplyKind, Task

if TYPE_CHECKING:
    from sqlalchemy import Select

WORDS_MOST: Final = 2_000  # characters
LISTED_MOST: Final = 100


def visible(actor: Actor) -> Select[Lesson]:
    """Select the lessons that the actor may read: of those he follows up, his own, and what his house shared."""
    house = aliased(Association)
    rows = (
        select(Lesson)
        .join(Lesson.task)
        .join(Task.association)
        .join(Task.directive)
        .join(Directive.conclusion)
        .join(house, Conclusion.association_id == house.id)
        .options(
            contains_eager(Lesson.task).options(
                contains_eager(Task.association),
                contains_eager(Task.directive).contains_eager(Directive.conclusion).joinedload(Conclusion.association),
            )
        )
    )
    tops = {seat.path for seat in actor.seats if seat.role in READERS}
    shared = Lesson.shared_at.is_not(None) & house.path.in_(sorted(above for top in tops for above in _ways_up(top)))
    return rows.where(or_(within(actor.paths(READERS)), shared))


def of(actor: Actor) -> list[Lesson]:
    """Return the lessons that the actor may read, the latest first."""
    standing = visible(actor).where(Lesson.dropped_at.is_(None))
    return list(database.session.scalars(standing.order_by(Lesson.marked_at.desc(), Lesson.id.desc()).limit(LISTED_MOST)))


def get(actor: Actor, lesson_id: int) -> Lesson:
    """Return the lesson.

    Raises:
        NotFound: there is none, or the actor may not read it.

    """
    found = database.session.scalar(visible(actor).where(Lesson.id == lesson_id))
    if found is None:
        raise NotFound
    return found


def candidates(actor: Actor) -> list[Reply]:
    """Return the results reported last that are no lesson yet, of tasks that the actor may mark words of."""
    marked = select(Lesson.reply_id).where(Lesson.dropped_at.is_(None))
    rows = _replies(actor).where(Reply.id.not_in(marked), Reply.words != "")
    found = database.session.scalars(rows.order_by(Reply.id.desc()).limit(LISTED_MOST))
    return [one for one in found if policies.mark_lesson(actor, one.task)][:20]


def reply(actor: Actor, reply_id: int) -> Reply:
    """Return the reply.

    Raises:
        NotFound: there is none that could be a lesson, or the actor may not read it.

    """
    found = database.session.scalar(_replies(actor).where(Reply.id == reply_id))
    if found is None:
        raise NotFound
    return found


def mark(actor: Actor, source: Reply, words: str) -> Lesson:
    """Mark what works in the reply: its own words, or the part of them that tells it; marking again words it anew.

    Raises:
        Refused: it says nothing, or too much.

    """
    ensure(policies.mark_lesson, actor, source.task)
    if not words.strip():
        raise Refused(_("Please say what works."), "words")
    if len(words) > WORDS_MOST:
        raise Refused(_("At most %(most)s characters.", most=WORDS_MOST), "words")
    lesson = database.session.scalar(select(Lesson).where(Lesson.reply_id == source.id))
    if lesson is None:
        lesson = Lesson(reply_id=source.id, task_id=source.task_id, marked_by_id=actor.user_id, marked_at=moment_of_record())
        database.session.add(lesson)
    lesson.words, lesson.dropped_at = words.strip(), None
    record(actor, f"task:{source.task_id}", LessonMarked(source.task_id, source.id, lesson.words))
    return lesson


def share(actor: Actor, lesson: Lesson) -> None:
    """Let every association of the house read it; a second time changes nothing."""
    ensure(policies.share_lesson, actor, lesson.task)
    if lesson.shared_at is None and lesson.dropped_at is None:
        lesson.shared_at = moment_of_record()
        record(actor, f"task:{lesson.task_id}", LessonShared(lesson.task_id, lesson.reply_id))


def drop(actor: Actor, lesson: Lesson) -> None:
    """Count it as a lesson no more, and share it with nobody; the reply stays as it is."""
    ensure(policies.mark_lesson, actor, lesson.task)
    if lesson.dropped_at is None:
        lesson.dropped_at, lesson.shared_at = moment_of_record(), None
        record(actor, f"task:{lesson.task_id}", LessonDropped(lesson.task_id, lesson.reply_id))


def _replies(actor: Actor) -> Select[Reply]:
    rows = (
        select(Reply)
        .join(Reply.task)
        .join(Task.association)
        .options(
            contains_eager(Reply.task).options(
                contains_eager(Task.association),
                joinedload(Task.directive).joinedload(Directive.conclusion).joinedload(Conclusion.association),
            )
        )
    )
    return rows.where(within(actor.paths(READERS)), Reply.kind == ReplyKind.RESULT, Reply.taken_back_at.is_(None))


def _ways_up(path: str) -> list[str]:
    """Return the paths from the top down to this one: "1.5." gives "1." and "1.5."."""
    parts = path.rstrip(".").split(".")
    return [f"{'.'.join(parts[:length])}." for length in range(1, len(parts) + 1)]
