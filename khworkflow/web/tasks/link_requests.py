"""By a letter's link: asking for more time, and agreeing to what the office wrote down; each with its receipt and way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, url_for

from khworkflow.core import clock
from khworkflow.core.authz import SYSTEM
from khworkflow.core.errors import Conflict, InvalidTransition, Refused
from khworkflow.core.transaction import unit_of_work
from khworkflow.tasks import agreeing, answering, extensions, own_replies, parties, policies, queries
from khworkflow.tasks.commands import Answer
from khworkflow.web.tasks import link_door, link_page, sending
from khworkflow.web.tasks.forms import TakingBackForm
from khworkflow.web.tasks.link_door import BARE, closed
from khworkflow.web.tasks.link_forms import AgreementForm, LinkTimeForm
from khworkflow.web.tasks.receipts import taking_back
from khworkflow.web.tasks.views import bp, explain

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from khworkflow.tasks.answering import Opened
    from khworkflow.tasks.models import Extension, Reply

__all__ = ["bp"]


@bp.post("/answer/<secret>/extensions")
@link_door.opens
def ask_for_time_by_link(secret: str, found: Opened) -> ResponseReturnValue:
    """Ask for a later due day, with the name of who asks."""
    form = LinkTimeForm(prefix=link_page.TIME, meta=BARE)
    form.name_people(parties.people(found.task))
    if not form.validate() or form.due_on.data is None:
        return sending.not_taken(form, lambda: link_page.show(secret, found, time=form))
    words, key = form.words.data, form.client_key.data or ""
    answer = Answer(words, key, form.seen_version.data or 0, said=form.said(found.person))
    try:
        with unit_of_work():
            extension = extensions.ask(found.actor, found.task, answer, form.due_on.data)
    except (Refused, Conflict, InvalidTransition) as error:
        task = queries.get(SYSTEM, answering.opened(secret).task.id)
        same = extensions.with_key(task, key)
        if same is None and isinstance(error, Refused):
            explain(form, error)
            return sending.not_taken(form, lambda: link_page.show(secret, answering.opened(secret), time=form))
        if same is None:
            return link_page.too_late(secret, found, words)
        extension = same  # it was this very form, sent twice at once
    to = url_for(".request_receipt", secret=secret, extension_id=extension.id)
    return sending.taken(to, code=answering.receipt_of_request(extension))


@bp.get("/answer/<secret>/extensions/<int:extension_id>")
@link_door.opens
def request_receipt(secret: str, found: Opened, extension_id: int) -> ResponseReturnValue:
    """Show the number of the request to read out, how it stands, and until when it can be taken back."""
    return closed(_request(secret, found, queries.extension_of(found.task, extension_id)))


@bp.post("/answer/<secret>/extensions/<int:extension_id>/taking-back")
@link_door.opens
def take_back_request_by_link(secret: str, found: Opened, extension_id: int) -> ResponseReturnValue:
    """Ask for the time no more; a machine that presses buttons ticks nothing."""
    return taking_back(
        secret,
        found,
        get=lambda task: queries.extension_of(task, extension_id),
        draw=lambda again, extension, form: _request(secret, again, extension, form),
        undo=extensions.take_back,
        to=url_for(".request_receipt", secret=secret, extension_id=extension_id),
    )


@bp.post("/answer/<secret>/replies/<int:reply_id>/agreement")
@link_door.opens
def agree_by_link(secret: str, found: Opened, reply_id: int) -> ResponseReturnValue:
    """Agree to what the office wrote down, with the name of who agrees: one tap, and none made beforehand."""
    reply = own_replies.get(found.task, reply_id)
    form = AgreementForm(prefix=f"agree{reply_id}-", meta=BARE)
    form.name_people(parties.people(found.task))
    if not form.validate():
        return link_page.show(secret, found, agreement=form), 422
    said = form.said(found.person)
    try:
        with unit_of_work():
            agreeing.agree(found.actor, found.task, reply, said_by=said.by if said else None)
    except (Conflict, InvalidTransition):
        return link_page.too_late(secret, found, "")
    return sending.taken(url_for(".agreement_receipt", secret=secret, reply_id=reply_id))


@bp.get("/answer/<secret>/replies/<int:reply_id>/agreement")
@link_door.opens
def agreement_receipt(secret: str, found: Opened, reply_id: int) -> ResponseReturnValue:
    """Show what was agreed to, and until when that can be taken back."""
    return closed(_agreement(secret, found, own_replies.get(found.task, reply_id)))


@bp.post("/answer/<secret>/replies/<int:reply_id>/agreement/taking-back")
@link_door.opens
def take_back_agreement_by_link(secret: str, found: Opened, reply_id: int) -> ResponseReturnValue:
    """Agree no more; a machine that presses buttons ticks nothing."""
    return taking_back(
        secret,
        found,
        get=lambda task: own_replies.get(task, reply_id),
        draw=lambda again, reply, form: _agreement(secret, again, reply, form),
        undo=agreeing.take_back,
        to=url_for(".agreement_receipt", secret=secret, reply_id=reply_id),
    )


def _request(secret: str, found: Opened, extension: Extension, back: TakingBackForm | None = None) -> str:
    is_own = policies.take_back_request(found.actor, found.task, extension)
    undoable = is_own and extensions.can_be_taken_back(extension, clock.now())
    return render_template(
        "tasks/receipt_request.html",
        task=found.task,
        one=extension,
        code=answering.receipt_of_request(extension),
        secret=secret,
        until=extension.asked_at + own_replies.TIME_TO_TAKE_BACK if undoable else None,
        back_form=back or TakingBackForm(formdata=None, meta=BARE),
    )


def _agreement(secret: str, found: Opened, reply: Reply, back: TakingBackForm | None = None) -> str:
    is_own = policies.take_back_agreement(found.actor, found.task, reply)
    undoable = is_own and agreeing.can_be_taken_back(found.task, queries.replies(found.task), reply, clock.now())
    agreed_at = reply.agreed_at
    return render_template(
        "tasks/receipt_agreement.html",
        task=found.task,
        reply=reply,
        code=answering.receipt(reply),
        secret=secret,
        until=agreed_at + own_replies.TIME_TO_TAKE_BACK if undoable and agreed_at else None,
        back_form=back or TakingBackForm(formdata=None, meta=BARE),
    )
