"""The ledger of mails: to whom, when, what the mail server said; one mail as its reader gets it, or gets it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for

from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import one_line
from khworkflow.core.transaction import unit_of_work
from khworkflow.mailing.post import room
from khworkflow.reminders import commands, ledger, queries, unreached
from khworkflow.tasks import openings, queries as tasks
from khworkflow.web import history
from khworkflow.web.access import current_actor
from khworkflow.web.mails import BECAUSE, KINDS, MARKS, WHAT, why_held
from khworkflow.web.paging import Page, page_number
from khworkflow.web.reminders import rules
from khworkflow.web.reminders.forms import HoldForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from khworkflow.reminders.queries import Entry

bp = Blueprint("reminders", __name__, url_prefix="/reminders")


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the rules, the mails, newest first, and what stands in none yet."""
    return overview(HoldForm(formdata=None))


def overview(hold: HoldForm) -> str:
    """Return the page of reminders."""
    actor, number = current_actor(), page_number()
    words, state = one_line(request.args.get("q", "")), request.args.get("state", "")
    entries, total = queries.ledger(actor, number=number, words=words, state=state)
    return render_template(
        "reminders/index.html",
        hold=hold,
        rules=rules.in_words(),
        words=words,
        state=state,
        room=ledger.mail_room(actor),
        doubtful=ledger.doubtful(actor),
        not_told=ledger.not_told(actor),
        unreached=unreached.everybody(actor),
        because=BECAUSE,
        why_held=why_held,
        what=WHAT,
        entries=entries,
        owed=queries.owed_without_letter(actor),
        pages=Page(number, total),
        marks=MARKS,
        kinds=KINDS,
        has_server=room().smtp_url is not None,
    )


@bp.get("/<int:mail_id>")
def show(mail_id: int) -> ResponseReturnValue:
    """Show one mail as plain text, as sent or as it would be sent now."""
    actor = current_actor()
    entry = queries.get(actor, mail_id)
    return _show(entry)


@bp.get("/tasks/<int:task_id>")
def of_task(task_id: int) -> ResponseReturnValue:
    """Show the letters about one task and what became of each, to whoever sees the task."""
    actor = current_actor()
    task = tasks.get(actor, task_id)
    told = ledger.of_task(actor, task)
    known = {"marks": MARKS, "what": WHAT, "because": BECAUSE, "openings": openings.of_task(task)}
    return render_template("reminders/of_task.html", task=task, told=told, **known)


@bp.post("/<int:mail_id>/sending")
def send_again(mail_id: int) -> ResponseReturnValue:
    """Let a letter that failed for good go out again."""
    actor = current_actor()
    try:
        with unit_of_work():
            commands.send_again(actor, queries.get(actor, mail_id).mail)
    except Refused as error:
        return _show(queries.get(actor, mail_id), refusal=error.message), 422
    flash(_("The letter will be sent again, in the office's hours."))
    return redirect(url_for(".show", mail_id=mail_id), 303)


@bp.post("/unreached/<int:user_id>/release")
def release_address(user_id: int) -> ResponseReturnValue:
    """Let letters go to a person's address again, where mail came back from."""
    with unit_of_work():
        unreached.release(current_actor(), user_id)
    flash(_("Letters go to this address again."))
    return redirect(url_for(".index"), 303)


@bp.post("/<int:mail_id>/arrival")
def note_arrival(mail_id: int) -> ResponseReturnValue:
    """Note that a mail in doubt arrived."""
    return _settled(mail_id, has_arrived=True)


@bp.post("/<int:mail_id>/repetition")
def repeat(mail_id: int) -> ResponseReturnValue:
    """Let a mail in doubt go out again, word for word."""
    return _settled(mail_id, has_arrived=False)


def _settled(mail_id: int, *, has_arrived: bool) -> ResponseReturnValue:
    actor = current_actor()
    mail = queries.get(actor, mail_id).mail
    with unit_of_work():
        commands.settle_doubt(actor, mail, has_arrived=has_arrived)
    flash(_("Noted: the mail had arrived.") if has_arrived else _("The mail goes out again under the same number."))
    return redirect(url_for(".show", mail_id=mail_id), 303)


def _show(entry: Entry, refusal: str = "") -> str:
    actor = current_actor()
    return render_template(
        "reminders/show.html", entry=entry, rendered=queries.preview(actor, entry), marks=MARKS, kinds=KINDS, refusal=refusal,
        may_send_again=queries.can_be_sent_again(entry.mail), steps=history.of(actor, f"mail:{entry.mail.id}"),
    )  # fmt: skip
