"""The ledger of mails: to whom, when, what the mail server said; one mail as its reader gets it, or gets it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for

from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _, lazy_gettext as _l
from khworkflow.core.text import one_line
from khworkflow.core.transaction import unit_of_work
from khworkflow.mailing.post import room
from khworkflow.reminders import commands, queries
from khworkflow.web import history
from khworkflow.web.access import current_actor
from khworkflow.web.paging import Page, page_number
from khworkflow.web.reminders.forms import HoldForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from khworkflow.reminders.queries import Entry

bp = Blueprint("reminders", __name__, url_prefix="/reminders")

#: State of a mail → colour, shape and word. "Accepted by the mail server", never "read".
MARKS: Final[dict[str, tuple[str, str, Any]]] = {
    "planned": ("wait", "assigned", _l("Not sent yet")),
    "claimed": ("going", "in_progress", _l("Being sent")),
    "sending": ("going", "in_progress", _l("Being sent")),
    "sent": ("done", "accepted", _l("Accepted by the mail server")),
    "failed": ("late", "overdue", _l("Refused by the mail server")),
    "dropped": ("none", "withdrawn", _l("Not needed any more")),
}
KINDS: Final[dict[str, Any]] = {
    "letter": _l("Letter of the day"),
    "invitation": _l("Invitation"),
    "password_reset": _l("New password"),
    "trial": _l("Trial letter to oneself"),
}


#: Why something owed is not told → as the page says it.
BECAUSE: Final[dict[str, Any]] = {
    "no longer true": _l("no longer true when the letter was made"),
    "the person may not be written to": _l("the account is closed"),
    "answered meanwhile": _l("answered meanwhile"),
    "taken back meanwhile": _l("the task was taken back meanwhile"),
    "another due day meanwhile": _l("the due day was moved meanwhile"),
    "waits for another body": _l("it waits for another body"),
    "somebody else answers for it now": _l("somebody else answers for it now"),
    "the next week's digest tells it": _l("the next digest tells it"),
    "the digest was switched off": _l("the reader switched the digest off"),
    "nothing left to tell": _l("nothing was left to tell"),
    "the digest of that week was missed for more than two days": _l("the digest was missed for more than two days"),
    "the step came before reminding began; the digest tells it": _l("it was due before reminding began; the digest tells it"),
    "before this installation began to write": _l("from before this installation began to write"),
    "held back, and let go without it": _l("letters were held back, and let go without it"),
}
WHAT: Final[dict[str, Any]] = {
    "task_step": _l("reminder of a due day"),
    "digest": _l("weekly digest"),
    "conclusion_issued": _l("tasks of a new conclusion"),
}


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
        words=words,
        state=state,
        room=queries.mail_room(actor),
        not_told=queries.not_told(actor),
        because=BECAUSE,
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


def _show(entry: Entry, refusal: str = "") -> str:
    actor = current_actor()
    return render_template(
        "reminders/show.html", entry=entry, rendered=queries.preview(actor, entry), marks=MARKS, kinds=KINDS, refusal=refusal,
        may_send_again=queries.can_be_sent_again(entry.mail), steps=history.of(actor, f"mail:{entry.mail.id}"),
    )  # fmt: skip
