"""«Thư trả lời»: what came in by mail, and the drafts that a person confirms into a task or drops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for

from khworkflow.core.authz import Actor, ensure
from khworkflow.core.errors import NotFound, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.transaction import unit_of_work
from khworkflow.inbound import commands, letters, policies, queries
from khworkflow.inbound.commands import Confirmation
from khworkflow.inbound.reception import reception
from khworkflow.tasks import policies as task_policies, queries as tasks
from khworkflow.tasks.lifecycle import Action
from khworkflow.web import history
from khworkflow.web.access import current_actor
from khworkflow.web.downloads import download
from khworkflow.web.mails import FATES
from khworkflow.web.paging import Page, page_number
from khworkflow.web.tasks.inbound_forms import DropForm, MailForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from khworkflow.inbound.models import InboundMail

bp = Blueprint("inbound", __name__, url_prefix="/inbound")


@bp.get("")
def index() -> ResponseReturnValue:
    """Show what waits, the oldest first; to the office also what else came, and what became of it."""
    actor, number = current_actor(), page_number()
    waiting = queries.waiting(actor)
    others, total = queries.others(actor, number=number)
    return render_template(
        "inbound/index.html",
        waiting=waiting,
        others=others,
        pages=Page(number, total),
        fates=FATES,
        drafts=queries.DRAFTS,
        is_office=policies.see_all_inbound(actor),
        returns=reception().returns,
    )


@bp.get("/<int:inbound_id>")
def show(inbound_id: int) -> ResponseReturnValue:
    """Show one mail: the draft with its form, or what became of it."""
    actor = current_actor()
    mail = queries.get(actor, inbound_id)
    return _page(actor, mail)


@bp.get("/<int:inbound_id>/files/<int:file_id>")
def attachment(inbound_id: int, file_id: int) -> ResponseReturnValue:
    """Hand out a file that hung on the mail, as a download that the browser must not run."""
    return download(queries.attached(queries.get(current_actor(), inbound_id), file_id))


@bp.post("/<int:inbound_id>/confirmation")
def confirm(inbound_id: int) -> ResponseReturnValue:
    """Enter the draft as a reply about a task."""
    actor = current_actor()
    mail = queries.get(actor, inbound_id)
    ensure(policies.settle_inbound_mail, actor, mail)
    form = _offered(actor, mail, MailForm())
    if not form.validate():
        return _page(actor, mail, form), 422
    try:
        with unit_of_work():
            reply = commands.confirm(actor, mail, _wanted(actor, form))
            task_id = reply.task_id
    except Refused as error:
        field = error.field if error.field in form else "words"
        form[field].errors = [*form[field].errors, error.message]
        return _page(actor, queries.get(actor, inbound_id), form), 422
    flash(_("Entered. It stands in the history as said by mail."))
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@bp.post("/<int:inbound_id>/dropping")
def drop(inbound_id: int) -> ResponseReturnValue:
    """Do not enter the mail."""
    actor, form = current_actor(), DropForm()
    mail = queries.get(actor, inbound_id)
    ensure(policies.settle_inbound_mail, actor, mail)
    if not form.validate():
        return _page(actor, mail, dropping=form), 422
    with unit_of_work():
        commands.drop(actor, mail, form.reason.data)
    flash(_("The mail is not entered; the reason is kept with it."))
    return redirect(url_for(".index"), 303)


def _wanted(actor: Actor, form: MailForm) -> Confirmation:
    try:
        task = tasks.get(actor, form.task_id.data or 0)
    except NotFound:
        raise Refused(_("Please choose a task that this association has in hand."), "task_id") from None
    percent = form.percent.data if form.action is Action.REPORT_PROGRESS else None
    return Confirmation(task, form.action, form.words.data, form.said_by.data, percent, form.kept.data or [])


def _offered(actor: Actor, mail: InboundMail, form: MailForm) -> MailForm:
    """Offer what can be chosen: tasks, files, and the answers that are this person's to give."""
    choices = letters.choices(actor, mail)
    form.offer(choices, mail)
    is_own = any(task_policies.work_on_task(actor, task) for task in choices)
    if is_own and not any(task_policies.submit_task(actor, task) for task in choices):
        form.leave_out_claims()
    return form


def _page(actor: Actor, mail: InboundMail, form: MailForm | None = None, dropping: DropForm | None = None) -> str:
    may_settle = policies.settle_inbound_mail(actor, mail) and mail.settled_at is None and mail.fate in queries.OPEN
    if form is None and may_settle:
        reader = mail.person.name if mail.person and mail.fate in queries.DRAFTS else mail.from_name
        form = _offered(actor, mail, MailForm(formdata=None, words=mail.words, said_by=reader))
        form.begin(mail)
    letter = queries.letter_of(mail)
    return render_template(
        "inbound/show.html",
        mail=mail,
        form=form,
        dropping=dropping or DropForm(formdata=None),
        may_settle=may_settle,
        is_draft=mail.fate in queries.DRAFTS,
        fates=FATES,
        letter=letter,
        checks_sender=reception().authserv_id is not None,
        steps=history.of(actor, f"inbound:{mail.id}"),
    )
