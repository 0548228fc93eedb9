"""What people do about the ledger of mails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.core import wake
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.errors import Conflict, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.eventlog.log import moment_of_record, record
from khworkflow.mailing import delivery
from khworkflow.reminders import policies, queries, wishes
from khworkflow.reminders.events import LetterSentAgain

if TYPE_CHECKING:
    from khworkflow.mailing.models import Mail


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
