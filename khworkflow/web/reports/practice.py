"""Pages of lessons and good practice: read what works elsewhere, mark it, share it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from khworkflow.core.authz import ensure
from khworkflow.core.errors import NotFound, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.reports import lessons, policies
from khworkflow.web.access import current_actor
from khworkflow.web.reports.forms import LessonForm
from khworkflow.web.reports.views import bp, refused

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/lessons")
def list_lessons() -> ResponseReturnValue:
    """List what works, with its source; offer the latest results to be marked."""
    ensure(policies.see_lessons, current_actor())
    return _page(None)


@bp.post("/lessons")
def mark_lesson() -> ResponseReturnValue:
    """Mark what works in a reply."""
    actor, form = current_actor(), LessonForm()
    ensure(policies.see_lessons, actor)
    if form.reply_id.data is None:
        raise NotFound
    source = lessons.reply(actor, form.reply_id.data)
    ensure(policies.mark_lesson, actor, source.task)
    if not form.validate():
        return _page(form), 422
    try:
        with unit_of_work():
            lessons.mark(actor, lessons.reply(actor, form.reply_id.data), form.words.data)
    except Refused as error:
        return _page(refused(form, error, "words")), 422
    flash(_("It stands among the lessons, with its source."))
    return redirect(url_for(".list_lessons"), 303)


@bp.post("/lessons/<int:lesson_id>/sharing")
def share_lesson(lesson_id: int) -> ResponseReturnValue:
    """Let every association of the house read it."""
    actor = current_actor()
    ensure(policies.share_lesson, actor, lessons.get(actor, lesson_id).task)
    with unit_of_work():
        lessons.share(actor, lessons.get(actor, lesson_id))
    return redirect(url_for(".list_lessons"), 303)


@bp.post("/lessons/<int:lesson_id>/removal")
def drop_lesson(lesson_id: int) -> ResponseReturnValue:
    """Count it as a lesson no more."""
    actor = current_actor()
    ensure(policies.mark_lesson, actor, lessons.get(actor, lesson_id).task)
    with unit_of_work():
        lessons.drop(actor, lessons.get(actor, lesson_id))
    return redirect(url_for(".list_lessons"), 303)


def _page(form: LessonForm | None) -> str:
    actor = current_actor()
    found = lessons.of(actor)
    return render_template(
        "reports/lessons.html",
        lessons=found,
        may_mark={one.id for one in found if policies.mark_lesson(actor, one.task)},
        may_share={one.id for one in found if policies.share_lesson(actor, one.task)},
        candidates=lessons.candidates(actor),
        form=form,
    )
