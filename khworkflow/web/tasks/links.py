"""The pages behind the link of a letter: one task, answered without signing in."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from flask import make_response, redirect, render_template, request, url_for

from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.core.errors import Conflict, InvalidTransition, NotFound, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.files import commands as files
from khworkflow.tasks import answering, commands, judging, parties, policies, queries
from khworkflow.tasks.commands import Answer, Said, SaidHow
from khworkflow.tasks.lifecycle import CLAIMS, WITH_ASSOCIATION, Action
from khworkflow.web.access import by_link, current_actor, uploads
from khworkflow.web.tasks import board, deciding, steps, waiting
from khworkflow.web.tasks.forms import LinkForm
from khworkflow.web.tasks.views import bp, explain, fresh

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from khworkflow.tasks.answering import Opened
    from khworkflow.tasks.models import Reply

__all__ = ["board", "bp", "deciding", "steps", "waiting"]


@bp.get("/answer/<secret>")
@by_link
def open_link(secret: str) -> ResponseReturnValue:
    """Show the one task; nothing is written, whoever or whatever opens it."""
    try:
        return _show(secret, answering.opened(secret))
    except NotFound:
        return _over()


@bp.post("/answer/<secret>/replies")
@uploads
@by_link
def answer_link(secret: str) -> ResponseReturnValue:
    """Answer, with a choice that nobody made beforehand, and the name of who answers."""
    try:
        found = answering.opened(secret)
    except NotFound:
        return _over()
    form = _form(found, LinkForm(meta={"csrf": False}))
    if not form.validate():
        return _show(secret, found, form), 422
    task_id = found.task.id
    try:
        with unit_of_work():
            reply = _carry_out(found, form)
    except Refused as error:
        explain(form, error)
        return _show(secret, answering.opened(secret), form), 422
    except (Conflict, InvalidTransition):
        task = queries.get(SYSTEM, task_id)
        known = {"replies": queries.replies(task), "words": form.words.data, "back": url_for(".open_link", secret=secret)}
        return _closed(make_response(render_template("tasks/conflict.html", task=task, **known))), 409
    number = reply.id if reply else None
    return redirect(url_for(".receipt", secret=secret, reply=number), 303)


@bp.get("/answer/<secret>/receipt")
@by_link
def receipt(secret: str) -> ResponseReturnValue:
    """Show the number to read out on the telephone."""
    try:
        found = answering.opened(secret)
        number = request.args.get("reply", type=int)
        reply = queries.reply_of(found.task, number) if number else None
    except NotFound:
        return _over()
    code = answering.receipt(reply) if reply else None
    known = {"task": found.task, "reply": reply, "code": code, "secret": secret}
    return _closed(make_response(render_template("tasks/receipt.html", **known)))


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
        replies=queries.replies(found.task)[-1:],
        not_accepted=judging.not_accepted(found.task),
        rights={"work": False},
    )
    return _closed(make_response(page))


def _form(found: Opened, form: LinkForm) -> LinkForm:
    """Offer those who may be answering, and the answers that are the reader's to give."""
    form.offer(parties.people(found.task), may_acknowledge=found.task.state is queries.State.ASSIGNED)
    if not policies.submit_task(found.actor, found.task):
        form.leave_out_claims()
    return form


def _carry_out(found: Opened, form: LinkForm) -> Reply | None:
    if form.choice.data == Action.ACKNOWLEDGE.value:
        commands.acknowledge(found.actor, found.task, seen_version=form.seen_version.data or 0)
        return None
    given = files.keep_all(found.actor, form.files.given)
    name = form.name_of_who
    said = None if name == found.person.name else Said(name, SaidHow.LINK, clock.now())
    answer = Answer(
        form.words.data, form.client_key.data or secrets.token_urlsafe(16), form.seen_version.data or 0, given, said=said
    )
    if form.action in CLAIMS:
        return commands.submit(found.actor, found.task, answer, form.action)
    if form.action is Action.WAIT_OUTSIDE:
        return commands.wait_outside(found.actor, found.task, answer)
    return commands.report_progress(found.actor, found.task, answer)


def _over() -> ResponseReturnValue:
    """Say that the link is over; of what kind it was is told to nobody."""
    words = _("This link does not open anything any more")
    return _closed(make_response(render_template("tasks/link_over.html", title=words))), 410


def _closed(answer: Response) -> Response:
    """Keep the page out of caches and search machines."""
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
