"""What people do about the ledger of mails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.core import clock, wake
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.errors import Conflict, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.mailing import delivery, traffic, watch
from khworkflow.mailing.commands import plan_account_mail, settle_past
from khworkflow.mailing.letter import TRIAL, Rendered
from khworkflow.reminders import policies, queries, wishes
from khworkflow.reminders.events import DoubtSettled, LetterSentAgain, LettersHeld, LettersReleased, MailResumed

if TYPE_CHECKING:
    from khworkflow.mailing.models import Mail

#: What stands as the answer of a mail that a person settled.
ARRIVED: Final = "a person says that it arrived"
#: Why what was owed while letters were held is told no more.
HELD: Final = "held back, and let go without it"


def send_again(actor: Actor, mail: Mail) -> None:
    """Let a letter that failed for good go out again, with what is still true of it.

    It keeps its Message-ID, so that a copy that did arrive is known for one, and it is the letter
    of the day on which it leaves: the person still gets one a day at most.

    Raises:
        Conflict: it has not failed, or was sent again already, or there is nothing left to tell.
        Refused: there is no address to send it to.

    """
    ensure(policies.read_mail, actor, mail)
    if not queries.can_be_sent_again(mail):
        raise Conflict
    recipient = wishes.recipients([mail.person_id]).get(mail.person_id)
    if recipient is None or not recipient.address:
        raise Refused(_("There is no address to send it to. Please give the person an e-mail address first."))
    if not delivery.plan_again(mail, moment_of_record()):
        raise Conflict
    record(actor, f"mail:{mail.id}", LetterSentAgain(mail.id, mail.person_id))
    wake.soon()


def settle_doubt(actor: Actor, mail: Mail, *, has_arrived: bool) -> None:
    """Say of a mail in doubt that it arrived, or let it go out again under the same Message-ID, word for word.

    Raises:
        Conflict: it is in doubt no more.

    """
    ensure(policies.read_mail, actor, mail)
    now = moment_of_record()
    if not (delivery.believe(mail, now, ARRIVED) if has_arrived else delivery.repeat(mail, now)):
        raise Conflict
    record(actor, f"mail:{mail.id}", DoubtSettled(mail.id, mail.person_id, has_arrived))
    wake.soon()


def resume(actor: Actor) -> None:
    """Let the mail server be tried again at once, after a pause or after it refused us.

    Raises:
        Conflict: nothing keeps anybody from trying it.

    """
    ensure(policies.hold_letters, actor)
    row = traffic.book()
    if row.stopped_at is None and row.paused_until is None:
        raise Conflict
    traffic.resume(row)
    record(actor, "letters", MailResumed(row.trouble or ""))
    wake.soon()


def send_trial(actor: Actor, letter: Rendered) -> None:
    """Send a copy of a letter to the actor himself, marked as a trial; it owes nobody anything."""
    ensure(policies.read_ledger, actor)
    now, subject = moment_of_record(), _("[Trial] %(subject)s", subject=letter.subject)
    payload = {"subject": subject, "text": letter.text, "html": letter.html}
    plan_account_mail(actor.user_id or 0, TRIAL, f"trial-{actor.user_id}-{now:%Y%m%d%H%M%S%f}", payload)


def hold(actor: Actor, reason: str) -> None:
    """Let no letter leave until somebody lets them go; mails with a link into an account still do.

    A restored backup knows nothing of what was sent since it was made: whoever restores one holds
    the letters before the first worker starts.

    Raises:
        Conflict: they are held already.

    """
    ensure(policies.hold_letters, actor)
    row = traffic.book()
    if row.held_at is not None:
        raise Conflict
    row.held_at, row.held_because = moment_of_record(), reason
    record(actor, "letters", LettersHeld(reason))


def release(actor: Actor, *, forgetting: bool) -> int:
    """Let letters leave again; return how much of what was owed is told no more.

    Args:
        actor: who answers for it, having looked at what would leave.
        forgetting: settle what has been owed until now without a letter: it was told before the backup was restored.

    Raises:
        Conflict: none are held.

    """
    ensure(policies.hold_letters, actor)
    row = traffic.book()
    if row.held_at is None:
        raise Conflict
    if watch.is_held_for(row, watch.CLOCK):
        watch.believe_clock(row)
    row.held_at = row.held_because = None
    row.let_go_on = clock.day_of(moment_of_record())
    settled = settle_past(moment_of_record(), HELD) if forgetting else 0
    record(actor, "letters", LettersReleased(settled))
    wake.soon()
    return settled
