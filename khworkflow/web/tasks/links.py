"""The pages behind the link of a letter: one task, answered without signing in."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import redirect, url_for

from khworkflow.core.authz import SYSTEM
from khworkflow.core.errors import Conflict, InvalidTransition, Refused
from khworkflow.core.transaction import unit_of_work
from khworkflow.files import commands as files
from khworkflow.tasks import answering, commands, queries
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.lifecycle import CLAIMS, Action
from khworkflow.web.access import current_actor, uploads
from khworkflow.web.tasks import (
    amending,
    board,
    counting,
    deciding,
    link_door,
    link_page,
    link_requests,
    sending,
    shares as handing_down,
    sharing,
    steps,
    waiting,
)
from khworkflow.web.tasks.link_forms import LinkForm
from khworkflow.web.tasks.views import bp, explain

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from khworkflow.tasks.answering import Opened
    from khworkflow.tasks.models import Reply

__all__ = ["amending", "board", "bp", "deciding", "handing_down", "link_requests", "sharing", "steps", "waiting"]


@bp.get("/answer/<secret>")
@link_door.opens
def open_link(secret: str, found: Opened) -> ResponseReturnValue:
    """Show the one task; nothing is written, whoever or whatever opens it."""
    return link_page.show(secret, found)


@bp.post("/answer/<secret>/replies")
@uploads
@link_door.opens
def answer_link(secret: str, found: Opened) -> ResponseReturnValue:
    """Answer, with a choice that nobody made beforehand, and the name of who answers."""
    form = link_page.answer_form(found, LinkForm(meta=link_door.BARE), queries.State.ACKNOWLEDGED)  # a double click is no mistake
    if not form.validate():
        return sending.not_taken(form, lambda: link_page.show(secret, found, form=form))
    task_id = found.task.id
    try:
        with unit_of_work():
            reply = _carry_out(found, form)
    except Refused as error:
        explain(form, error)
        return sending.not_taken(form, lambda: link_page.show(secret, answering.opened(secret), form=form), error)
    except (Conflict, InvalidTransition):
        task = queries.get(SYSTEM, task_id)
        reply = queries.reply_with_key(task, form.client_key.data or "")
        if reply is None:  # else it was this very form, sent twice at once
            return link_page.too_late(secret, found, form.words.data)
    if reply is None:
        return sending.taken(url_for(".receipt", secret=secret))
    return sending.taken(
        url_for(".receipt", secret=secret, reply=reply.id),
        evidence=url_for(".add_evidence_by_link", secret=secret, reply_id=reply.id),
        code=answering.receipt(reply),
    )


@bp.post("/<int:task_id>/links/revocation")
def revoke_links(task_id: int) -> ResponseReturnValue:
    """Make every link to the task that was sent so far worthless."""
    actor = current_actor()
    with unit_of_work():
        answering.revoke(actor, queries.get(actor, task_id))
    return redirect(url_for(".show", task_id=task_id), 303)


def _carry_out(found: Opened, form: LinkForm) -> Reply | None:
    given = files.keep_all(found.actor, form.files.given)
    counting.report_beside(found.actor, found.task, form.words.data, form.client_key.data or "")
    percent = form.percent.data if form.action is Action.REPORT_PROGRESS else None
    key = form.client_key.data or secrets.token_urlsafe(16)
    answer = Answer(
        form.words.data, key, form.seen_version.data or 0, given, percent, form.said(found.person), despite_open=form.despite_open.data
    )  # fmt: skip
    if form.action is Action.ACKNOWLEDGE:
        return commands.acknowledge_with(found.actor, found.task, answer)
    if form.action in CLAIMS:
        return commands.submit(found.actor, found.task, answer, form.action)
    if form.action is Action.WAIT_OUTSIDE:
        return commands.wait_outside(found.actor, found.task, answer)
    return commands.report_progress(found.actor, found.task, answer)
