"""The pages behind the link of a letter: one task, answered without signing in."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.core.errors import Conflict, InvalidTransition, NotFound, Refused
from khworkflow.core.transaction import unit_of_work
from khworkflow.files import commands as files
from khworkflow.tasks import answering, commands, items, judging, parties, policies, queries, shares
from khworkflow.tasks.commands import Answer, Said, SaidHow
from khworkflow.tasks.lifecycle import CLAIMS, WITH_ASSOCIATION, Action
from khworkflow.web.access import by_link, current_actor, uploads
from khworkflow.web.tasks import amending, board, counting, deciding, sending, shares as handing_down, sharing, steps, waiting
from khworkflow.web.tasks.answers import what_stands
from khworkflow.web.tasks.forms import LinkForm
from khworkflow.web.tasks.receipts import closed, over
from khworkflow.web.tasks.views import bp, explain, fresh

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from khworkflow.tasks.answering import Opened
    from khworkflow.tasks.models import Reply

__all__ = ["amending", "board", "bp", "deciding", "handing_down", "sharing", "steps", "waiting"]


@bp.get("/answer/<secret>")
@by_link
def open_link(secret: str) -> ResponseReturnValue:
    """Show the one task; nothing is written, whoever or whatever opens it."""
    try:
        return _show(secret, answering.opened(secret))
    except NotFound:
        return over()


@bp.post("/answer/<secret>/replies")
@uploads
@by_link
def answer_link(secret: str) -> ResponseReturnValue:
    """Answer, with a choice that nobody made beforehand, and the name of who answers."""
    try:
        found = answering.opened(secret)
    except NotFound:
        return over()
    form = _form(found, LinkForm(meta={"csrf": False}), queries.State.ACKNOWLEDGED)  # a double click is no mistake
    if not form.validate():
        return sending.not_taken(form, lambda: _show(secret, found, form))
    task_id = found.task.id
    try:
        with unit_of_work():
            reply = _carry_out(found, form)
    except Refused as error:
        explain(form, error)
        return sending.not_taken(form, lambda: _show(secret, answering.opened(secret), form))
    except (Conflict, InvalidTransition):
        task = queries.get(SYSTEM, task_id)
        reply = queries.reply_with_key(task, form.client_key.data or "")
        if reply is None:  # else it was this very form, sent twice at once
            known = what_stands(found.actor, task) | {"words": form.words.data, "back": url_for(".open_link", secret=secret)}
            return closed(render_template("tasks/conflict.html", **known)), 409
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


def _show(secret: str, found: Opened, form: LinkForm | None = None) -> Response:
    form = form or _form(found, LinkForm(data=fresh(found.task), meta={"csrf": False}, formdata=None))
    page = render_template(
        "tasks/answer_link.html",
        task=found.task,
        form=form,
        secret=secret,
        is_open=found.task.state in WITH_ASSOCIATION,
        replies=(latest := [one for one in queries.replies(found.task) if one.taken_back_at is None][-1:]),
        has_receipt=any(policies.add_evidence(found.actor, found.task, one) for one in latest),
        not_accepted=judging.not_accepted(found.task),
        rights={"work": False},
        items=items.of(found.task),
        open_shares=(handed_down := shares.unfinished(found.task)),
        rolled=handed_down,
        **counting.standing(found.task),
    )
    return closed(page)


def _form(found: Opened, form: LinkForm, *received: queries.State) -> LinkForm:
    """Offer those who may be answering, and the answers that are the reader's to give."""
    form.offer(parties.people(found.task), may_acknowledge=found.task.state in (queries.State.ASSIGNED, *received))
    if not policies.submit_task(found.actor, found.task):
        form.leave_out_claims()
    return form


def _carry_out(found: Opened, form: LinkForm) -> Reply | None:
    given = files.keep_all(found.actor, form.files.given)
    counting.report_beside(found.actor, found.task, form.words.data, form.client_key.data or "")
    name = form.name_of_who
    said = None if name == found.person.name else Said(name, SaidHow.LINK, clock.now())
    percent = form.percent.data if form.action is Action.REPORT_PROGRESS else None
    key = form.client_key.data or secrets.token_urlsafe(16)
    answer = Answer(
        form.words.data, key, form.seen_version.data or 0, given, percent, said, despite_open=form.despite_open.data
    )  # fmt: skip
    if form.action is Action.ACKNOWLEDGE:
        return commands.acknowledge_with(found.actor, found.task, answer)
    if form.action in CLAIMS:
        return commands.submit(found.actor, found.task, answer, form.action)
    if form.action is Action.WAIT_OUTSIDE:
        return commands.wait_outside(found.actor, found.task, answer)
    return commands.report_progress(found.actor, found.task, answer)
