"""After an answer by a letter's link: the receipt, files that follow, taking it back, and that the link was shown.

No receipt goes by mail. A person gets one letter a day (promise 3), and it would say the next morning what
stands on this page, which the link opens again for as long as the answer can be taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, make_response, render_template, request, url_for

from khworkflow.core import clock
from khworkflow.core.errors import NotFound, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import clean
from khworkflow.core.transaction import unit_of_work
from khworkflow.files import commands as files
from khworkflow.tasks import answering, openings, own_replies, policies, queries
from khworkflow.web.access import by_link, current_actor, uploads
from khworkflow.web.tasks import sending
from khworkflow.web.tasks.forms import EvidenceForm, TakingBackForm
from khworkflow.web.tasks.views import bp, explain

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from khworkflow.tasks.answering import Opened
    from khworkflow.tasks.models import Reply

_BARE = {"csrf": False}


@bp.get("/answer/<secret>/receipt")
@by_link
def receipt(secret: str) -> ResponseReturnValue:
    """Show the number to read out on the telephone, and what can still be done with the answer."""
    try:
        found = answering.opened(secret)
        number = request.args.get("reply", type=int)
        reply = own_replies.get(found.task, number) if number else None
    except NotFound:
        return over()
    return closed(_receipt(secret, found, reply))


@bp.post("/answer/<secret>/replies/<int:reply_id>/evidence")
@uploads
@by_link
def add_evidence_by_link(secret: str, reply_id: int) -> ResponseReturnValue:
    """Add files to the answer that was sent by the same link."""
    try:
        found = answering.opened(secret)
        reply = own_replies.get(found.task, reply_id)
    except NotFound:
        return over()
    form = EvidenceForm(meta=_BARE)
    try:
        with unit_of_work():
            given = files.keep_all(found.actor, form.files.given, beside=[one.file for one in reply.evidence])
            own_replies.add_evidence(found.actor, found.task, reply, given)
    except Refused as error:
        explain(form, error)
        return sending.not_taken(form, lambda: closed(_receipt(secret, *_again(secret, reply_id), evidence=form)), error)
    return sending.taken(url_for(".receipt", secret=secret, reply=reply_id))


@bp.post("/answer/<secret>/replies/<int:reply_id>/taking-back")
@by_link
def take_back_by_link(secret: str, reply_id: int) -> ResponseReturnValue:
    """Let the answer that was sent by the same link count no more; a machine that presses buttons ticks nothing."""
    try:
        found = answering.opened(secret)
        reply = own_replies.get(found.task, reply_id)
    except NotFound:
        return over()
    form = TakingBackForm(meta=_BARE)
    if not form.validate():
        return closed(_receipt(secret, found, reply, back=form)), 422
    try:
        with unit_of_work():
            own_replies.take_back(found.actor, found.task, reply)
    except Refused as error:
        explain(form, error)
        return closed(_receipt(secret, *_again(secret, reply_id), back=form)), 422
    return sending.taken(url_for(".receipt", secret=secret, reply=reply_id))


@bp.post("/answer/<secret>/opening")
@by_link
def note_opening(secret: str) -> ResponseReturnValue:
    """Remember that the page was really shown on a device (static/opened.js says so after some seconds)."""
    if request.form.get("shown") != "1":
        return "", 422
    try:
        found = answering.opened(secret)
    except NotFound:
        return over()
    reader = current_actor()
    if reader.user_id is None or policies.work_on_task(reader, found.task):  # not the office, trying the link
        with unit_of_work():
            openings.note(found)
    return "", 204


def over() -> ResponseReturnValue:
    """Say that the link is over, and keep what was typed on the page; of what kind the link was is told to nobody."""
    words = _("This link does not open anything any more")
    return closed(render_template("tasks/link_over.html", title=words, words=clean(request.form.get("words", "")))), 410


def closed(page: str) -> Response:
    """Return the page, kept out of caches and search machines."""
    answer = make_response(page)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


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
        evidence_form=evidence or EvidenceForm(formdata=None, meta=_BARE),
        back_form=back or TakingBackForm(formdata=None, meta=_BARE),
    )
