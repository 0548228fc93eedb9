"""A reminder with the answering link, taken by the office to be sent by Zalo; and one's own reply after it was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from khworkflow.core import clock
from khworkflow.core.authz import ensure
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.files import commands as files
from khworkflow.tasks import agreeing, extensions, handing_on, own_replies, parties, policies, queries
from khworkflow.web import session
from khworkflow.web.access import current_actor, uploads
from khworkflow.web.tasks import sending
from khworkflow.web.tasks.forms import EvidenceForm
from khworkflow.web.tasks.views import bp

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

__all__ = ["bp"]
_TAKEN = "reminder"


@bp.get("/<int:task_id>/reminder")
def reminder(task_id: int) -> ResponseReturnValue:
    """Offer to take a reminder with the link; show, once, the one that was just taken."""
    actor = current_actor()
    task = queries.get(actor, task_id)
    ensure(policies.take_link, actor, task)
    people = parties.people(task)
    taken = session.shown_once(_TAKEN) or ""
    number, _colon, person_id = taken.partition(":")
    person = next((one for one in people if f"{one.id}" == person_id), None) if number == f"{task.id}" else None
    words = handing_on.words(task, person, actor, clock.today()) if person else None
    return render_template("tasks/reminder.html", task=task, people=people, person=person, words=words)


@bp.post("/<int:task_id>/reminder")
def take_link(task_id: int) -> ResponseReturnValue:
    """Take a reminder with the link of somebody of the association; it is written down who took it for whom."""
    actor = current_actor()
    with unit_of_work():
        person = handing_on.take(actor, queries.get(actor, task_id), request.form.get("person_id", type=int))
        session.show_once(_TAKEN, f"{task_id}:{person.id}")
    return redirect(url_for(".reminder", task_id=task_id), 303)


@bp.post("/<int:task_id>/replies/<int:reply_id>/evidence")
@uploads
def add_evidence(task_id: int, reply_id: int) -> ResponseReturnValue:
    """Add files to one's own reply."""
    actor, form = current_actor(), EvidenceForm()
    task = queries.get(actor, task_id)
    reply = own_replies.get(task, reply_id)

    def add() -> None:
        ensure(policies.add_evidence, actor, task, reply)
        given = files.keep_all(actor, form.files.given, beside=[one.file for one in reply.evidence])
        own_replies.add_evidence(actor, task, reply, given)

    return sending.files_added(form, add, url_for(".show", task_id=task_id))


@bp.post("/<int:task_id>/extensions/<int:extension_id>/taking-back")
def take_back_request(task_id: int, extension_id: int) -> ResponseReturnValue:
    """Ask for the time no more."""
    actor = current_actor()
    task = queries.get(actor, task_id)
    with unit_of_work():
        extensions.take_back(actor, task, queries.extension_of(task, extension_id))
    flash(_("The request for time was taken back. The due day stays as it is."))
    return redirect(url_for(".show", task_id=task_id), 303)


@bp.post("/<int:task_id>/replies/<int:reply_id>/agreement/taking-back")
def take_back_agreement(task_id: int, reply_id: int) -> ResponseReturnValue:
    """Agree no more to what the office wrote down."""
    actor = current_actor()
    task = queries.get(actor, task_id)
    with unit_of_work():
        agreeing.take_back(actor, task, own_replies.get(task, reply_id))
    flash(_("Noted: the association does not agree to what was written down."))
    return redirect(url_for(".show", task_id=task_id), 303)


@bp.post("/<int:task_id>/replies/<int:reply_id>/taking-back")
def take_back(task_id: int, reply_id: int) -> ResponseReturnValue:
    """Let one's own reply count no more."""
    actor = current_actor()
    task = queries.get(actor, task_id)
    with unit_of_work():
        own_replies.take_back(actor, task, own_replies.get(task, reply_id))
    flash(_("The answer was taken back. It stays in the history, and the task waits for another one."))
    return redirect(url_for(".show", task_id=task_id), 303)
