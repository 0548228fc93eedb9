"""The ledger of mails: to whom, when, what the mail server said; one mail as its reader gets it, or gets it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, flash, redirect, render_template, url_for

from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _, lazy_gettext as _l
from khworkflow.core.transaction import unit_of_work
from khworkflow.mailing.post import room
from khworkflow.reminders import commands, queries
from khworkflow.web import history
from khworkflow.web.access import current_actor
from khworkflow.web.paging import Page, page_number

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
}


@bp.get("")
def index() -> ResponseReturnValue:
    """Show the mails, newest first, and what stands in none yet."""
    actor, number = current_actor(), page_number()
    entries, total = queries.ledger(actor, number=number)
    return render_template(
        "reminders/index.html",
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
