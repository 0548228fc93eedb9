"""Who hears of a mail that came in: the office in its letter; the sender once a day at most, and only a person we know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.associations import queries as associations
from khworkflow.core import clock, links
from khworkflow.core.authz import SYSTEM, Role
from khworkflow.core.db import database
from khworkflow.core.i18n import gettext as _
from khworkflow.inbound.fates import HELD, OPEN
from khworkflow.inbound.models import InboundMail
from khworkflow.mailing.commands import owe, plan_account_mail
from khworkflow.mailing.parts import Line, Part
from khworkflow.mailing.post import room
from khworkflow.reminders import unreached

if TYPE_CHECKING:
    from khworkflow.mailing.models import Mail, Owed
    from khworkflow.tasks.models import Task

NOTICE = "reply_notice"


def tell_office(row: InboundMail, task: Task) -> None:
    """Owe those who enter what associations say a word about the mail: the clerks, failing them the committee."""
    office = task.directive.conclusion.association_id
    people = associations.holders(Role.CLERK, office) or associations.holders(Role.COMMITTEE, office)
    for person in people:
        owe(person.id, "mail_answered", f"inbound:{row.id}", key=f"mail_answered-{row.id}-{person.id}")


def tell_of_blocked(person_id: int, words: str) -> None:
    """Owe the committee a word that mail to a person comes back."""
    seats = associations.seats_of(person_id)
    top = associations.root()
    if top is None or not seats:
        return
    for person in associations.holders(Role.COMMITTEE, top.id):
        if person.id != person_id:
            day = clock.today().isoformat()
            owe(
                person.id,
                "mail_blocked",
                f"person:{person_id}",
                key=f"mail_blocked-{person_id}.{day}-{person.id}",
                words=words[:200],
            )


def tell_sender(row: InboundMail, mail: Mail, *, is_reader: bool) -> None:
    """Plan a notice to the person whom the letter had gone to, one a day at most; it quotes nothing of what came.

    Whoever wrote from another address hears nothing: the person does, who may know nothing of it.
    """
    if not is_reader and row.fate not in HELD:
        return
    recipient = room().recipients([mail.person_id]).get(mail.person_id)
    if recipient is None or not recipient.address or recipient.is_blocked:
        return
    reason = "files" if row.fate not in HELD and row.notes else str(row.fate)
    payload = {"reason": reason, "files": [note["name"] for note in row.notes] if reason == "files" else [], "url": links.to("/")}
    plan_account_mail(mail.person_id, NOTICE, f"{NOTICE}-{mail.person_id}-{clock.today()}", payload)


def mail_answered(owed: Owed) -> Part | None:
    """Tell the office that an association answered by mail; no longer, once somebody entered or dropped it."""
    row = database.session.get(InboundMail, int(owed.subject.partition(":")[2]))
    if row is None or row.fate not in OPEN or row.settled_at is not None:
        return None
    unit = associations.names(SYSTEM).get(row.association_id or 0, "")
    held = _("held: it did not come from the reader's own address, or not provably")
    note = held if row.fate in HELD else _("answered by mail; please read it and enter it")
    text = f"{unit}: {row.subject}" if unit else row.subject
    return Part(_("Answers by mail"), (Line(text, note, links.to(f"/inbound/{row.id}"), key=f"inbound-{row.id}"),), rank=22)


def mail_blocked(owed: Owed) -> Part | None:
    """Tell the committee that mail to a person comes back."""
    known = unreached.among([int(owed.subject.partition(":")[2])])
    lines = tuple(
        Line(one.name, f"{one.address}: {one.words}", links.to("/reminders"), key=f"blocked-{one.person_id}")
        for one in known.values()
    )
    return Part(_("Mail that does not arrive"), lines, rank=24) if lines else None
