"""After an answer by a letter's link: the receipt, files that follow, taking it back, and that the link was shown.

No receipt goes by mail. A person gets one letter a day (promise 3), and it would say the next morning what
stands on this page, which the link opens again for as long as the answer can be taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from flask import render_template, request, url_for

from khworkflow.core import clock
from khworkflow.core.errors import Refused
from khworkflow.core.transaction import unit_of_work
from khworkflow.files import commands as files
from khworkflow.tasks import answering, openings, own_replies, policies, queries
from khworkflow.web.access import current_actor, uploads
from khworkflow.web.tasks import link_door, sending
from khworkflow.web.tasks.forms import EvidenceForm, TakingBackForm
from khworkflow.web.tasks.link_door import BARE, closed
from khworkflow.web.tasks.views import bp, explain

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from khworkflow.core.authz import Actor
    from khworkflow.tasks.answering import Opened
    from khworkflow.tasks.models import Reply, Task

T = TypeVar("T")


@bp.get("/answer/<secret>/receipt")
@link_door.opens
def receipt(secret: str, found: Opened) -> ResponseReturnValue:
    """Show the number to read out on the telephone, and what can still be done with the answer."""
    number = request.args.get("reply", type=int)
    return closed(_receipt(secret, found, own_replies.get(found.task, number) if number else None))


@bp.post("/answer/<secret>/replies/<int:reply_id>/evidence")
@uploads
@link_door.opens
def add_evidence_by_link(secret: str, found: Opened, reply_id: int) -> ResponseReturnValue:
    """Add files to the answer that was sent by the same link."""
    reply = own_replies.get(found.task, reply_id)
    form = EvidenceForm(meta=BARE)
    try:
        with unit_of_work():
            given = files.keep_all(found.actor, form.files.given, beside=[one.file for one in reply.evidence])
            own_replies.add_evidence(found.actor, found.task, reply, given)
    except Refused as error:
        explain(form, error)
        return sending.not_taken(form, lambda: closed(_receipt(secret, *_again(secret, reply_id), evidence=form)), error)
    return sending.taken(url_for(".receipt", secret=secret, reply=reply_id))


@bp.post("/answer/<secret>/replies/<int:reply_id>/taking-back")
@link_door.opens
def take_back_by_link(secret: str, found: Opened, reply_id: int) -> ResponseReturnValue:
    """Let the answer that was sent by the same link count no more; a machine that presses buttons ticks nothing."""
    return taking_back(
        secret,
        found,
        get=lambda task: own_replies.get(task, reply_id),
        draw=lambda again, reply, form: _receipt(secret, again, reply, back=form),
        undo=own_replies.take_back,
        to=url_for(".receipt", secret=secret, reply=reply_id),
    )


def taking_back(  # noqa: PLR0913 - what differs between an answer, a request for time and an agreement
    secret: str,
    found: Opened,
    *,
    get: Callable[[Task], T],
    draw: Callable[[Opened, T, TakingBackForm], str],
    undo: Callable[[Actor, Task, T], object],
    to: str,
) -> ResponseReturnValue:
    """Take back what was sent by the link, if the box is ticked; refused, the receipt says why.

    Args:
        secret: of the link.
        found: what it opens.
        get: finds with the task what is taken back.
        draw: gives the receipt with the form on it.
        undo: lets it count no more.
        to: the receipt's address.

    """
    form = TakingBackForm(meta=BARE)
    sent = get(found.task)
    if not form.validate():
        return closed(draw(found, sent, form)), 422
    try:
        with unit_of_work():
            undo(found.actor, found.task, sent)
    except Refused as error:
        explain(form, error)
        again = answering.opened(secret)
        return closed(draw(again, get(again.task), form)), 422
    return sending.taken(to)


@bp.post("/answer/<secret>/opening")
@link_door.opens
def note_opening(secret: str, found: Opened) -> ResponseReturnValue:
    """Remember that the page was really shown on a device (static/opened.js says so after some seconds)."""
    del secret
    if request.form.get("shown") != "1":
        return "", 422
    reader = current_actor()
    if reader.user_id is None or policies.work_on_task(reader, found.task):  # not the office, trying the link
        with unit_of_work():
            openings.note(found)
    return "", 204


def _again(secret: str, reply_id: int) -> tuple[Opened, Reply]:
    """Read anew what a refused form was about."""
    found = answering.opened(secret)
    return found, own_replies.get(found.task, reply_id)


def _receipt(
    secret: str,
    found: Opened,
    reply: Reply | None,
    *,
    evidence: EvidenceForm | None = None,
    back: TakingBackForm | None = None,
) -> str:
    is_own = reply is not None and policies.add_evidence(found.actor, found.task, reply)
    undoable = own_replies.can_be_taken_back(found.task, queries.replies(found.task), clock.now())
    return render_template(
        "tasks/receipt.html",
        task=found.task,
        reply=reply,
        code=answering.receipt(reply) if reply else None,
        secret=secret,
        may_add=is_own and reply is not None and reply.taken_back_at is None,
        until=reply.at + own_replies.TIME_TO_TAKE_BACK if is_own and reply is not None and undoable is reply else None,
        evidence_form=evidence or EvidenceForm(formdata=None, meta=BARE),
        back_form=back or TakingBackForm(formdata=None, meta=BARE),
    )
