"""Words and marks for mails and what they tell: on the ledger's pages and on each task's."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from khworkflow.core.i18n import gettext as _, lazy_gettext as _l, moment
from khworkflow.inbound.fates import Fate
from khworkflow.mailing import watch

#: State of a mail → colour, shape and word. "Accepted by the mail server", never "read".
MARKS: Final[dict[str, tuple[str, str, Any]]] = {
    "planned": ("wait", "assigned", _l("Not sent yet")),
    "claimed": ("going", "in_progress", _l("Being sent")),
    "sending": ("going", "in_progress", _l("Being sent")),
    "doubtful": ("due", "due_soon", _l("In doubt: it may have arrived")),
    "sent": ("done", "accepted", _l("Accepted by the mail server")),
    "failed": ("late", "overdue", _l("Refused by the mail server")),
    "bounced": ("late", "overdue", _l("Did not arrive")),
    "dropped": ("none", "withdrawn", _l("Not needed any more")),
}
KINDS: Final[dict[str, Any]] = {
    "letter": _l("Letter of the day"),
    "invitation": _l("Invitation"),
    "password_reset": _l("New password"),
    "reply_notice": _l("Notice about an answer by mail"),
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
    "asked for more time meanwhile": _l("more time was asked for meanwhile"),
    "it was past its day already when it was given; the digest tells it": _l(
        "it was past its day already when it was given; the digest tells it"
    ),
    "more at once than one person can bear; the digest tells it": _l("too many on one day for one letter; the digest tells it"),
    "more at once than one run may tell; the digest tells it": _l("too many at once; the digest tells it"),
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
    "explanation_asked": _l("an explanation is asked for"),
    "explanation_given": _l("an explanation was given"),
    "mail_answered": _l("answer by mail"),
    "mail_blocked": _l("mail that does not arrive"),
    "escalated": _l("brought before the next level"),
    "conclusion_issued": _l("tasks of a new conclusion"),
    "file_set_aside": _l("a file that may do harm"),
    "mail_trouble": _l("trouble with the mail server"),
}


def why_held(because: str | None) -> str:
    """Return why letters are held: a person's own words, or one of our reasons with its values (``mailing.watch``)."""
    why, *values = (because or "").split(" ")
    if why == watch.CLOCK and len(values) == 1:
        return _("The machine's clock has jumped ahead by %(hours)s hours. Please see whether it is right.", hours=values[0])
    if why == watch.FLOOD and len(values) == len(("whole", "usual")):
        return _(
            "Today would have %(whole)s letters; the most on one day before were %(usual)s. Please look at them first.",
            whole=values[0],
            usual=values[1],
        )
    if why == watch.RESTORED and len(values) == 1:
        made = moment(datetime.fromisoformat(values[0]))
        return _("A backup of %(moment)s was restored; what was sent since is not known here.", moment=made)
    return because or ""


#: What became of a mail that came in → colour, shape and words.
FATES: Final[dict[str, tuple[str, str, Any]]] = {
    Fate.DRAFT.value: ("wait", "submitted", _l("Waits to be entered")),
    Fate.DRAFT_TO_PLACE.value: ("wait", "submitted", _l("Waits to be entered; the letter told of several tasks")),
    Fate.OTHER_SENDER.value: ("late", "overdue", _l("Held: from another address than the letter's reader")),
    Fate.UNPROVEN_SENDER.value: ("late", "overdue", _l("Held: the sender is not proven")),
    Fate.WRONG_TOKEN.value: ("none", "withdrawn", _l("To a reply address that was never given")),
    Fate.REVOKED.value: ("none", "withdrawn", _l("The letter's links were made worthless")),
    Fate.CLOSED_TASK.value: ("none", "withdrawn", _l("The task is closed, or lies with the committee")),
    Fate.NO_TASK.value: ("none", "withdrawn", _l("The letter told of no task of its reader")),
    Fate.EMPTY.value: ("none", "withdrawn", _l("Empty")),
    Fate.ONLY_QUOTE.value: ("none", "withdrawn", _l("Nothing but the quoted letter")),
    Fate.TOO_LARGE.value: ("none", "withdrawn", _l("Too large")),
    Fate.TOO_DEEP.value: ("none", "withdrawn", _l("Parts within parts, too many to read")),
    Fate.UNREADABLE.value: ("late", "overdue", _l("Could not be read")),
    Fate.DUPLICATE.value: ("none", "withdrawn", _l("Came before")),
    Fate.AUTOMATIC.value: ("none", "withdrawn", _l("Automatic answer")),
    Fate.LIST.value: ("none", "withdrawn", _l("From a mailing list")),
    Fate.SPAM.value: ("none", "withdrawn", _l("Marked as unwanted")),
    Fate.OWN_ADDRESS.value: ("none", "withdrawn", _l("From an address of our own")),
    Fate.UNKNOWN_RECIPIENT.value: ("none", "withdrawn", _l("Answers no letter")),
    Fate.BOUNCE_HARD.value: ("late", "overdue", _l("A letter did not arrive: nobody at the address")),
    Fate.BOUNCE_SOFT.value: ("due", "due_soon", _l("A letter did not arrive: the mailbox is full or not reached")),
    Fate.BOUNCE_REFUSED.value: ("due", "due_soon", _l("A letter was refused, not for the address's sake")),
    Fate.BOUNCE_DELAY.value: ("wait", "waiting_outside", _l("A letter is delayed")),
    Fate.BOUNCE_UNKNOWN.value: ("none", "withdrawn", _l("A report about no letter of ours")),
}
