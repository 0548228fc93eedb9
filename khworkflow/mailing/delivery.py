"""The steps of one mail through the ledger; every step is fenced by the lease of who took it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from khworkflow.core.db import database
from khworkflow.core.i18n import gettext as _, in_locale
from khworkflow.mailing.letter import UNTRUE, Rendered, blanked, compose, stop_link
from khworkflow.mailing.message import Envelope, UnsafeMessage, build
from khworkflow.mailing.models import Mail, MailState, Owed
from khworkflow.mailing.post import room
from khworkflow.mailing.smtp import Answer, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from khworkflow.mailing.parts import Recipient

LEASE: Final = timedelta(minutes=2)
BACK_OFF: Final = (1, 5, 15, 60)  # minutes after each try in vain; the last one again and again
TRIES_MOST: Final = 50  # about two days
GONE: Final = "the person may not be written to"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outgoing:
    """A message ready to be handed over."""

    raw: bytes
    address: str
    is_fresh: bool  # rendered now; else a text that may already be in the reader's hands


def claim(ids: Sequence[int], owner: str, now: datetime) -> None:
    """Take the planned mails under a lease."""
    taken = update(Mail).where(Mail.id.in_(ids), Mail.state == MailState.PLANNED)
    _execute(taken.values(state=MailState.CLAIMED, lease_owner=owner, lease_until=now + LEASE))


def settle(now: datetime) -> int:
    """Put back what a dead run left behind; return how many.

    A claimed mail was never handed over. One that was being sent is doubtful: it goes out again
    under the same Message-ID and with the very same text.
    """
    left = update(Mail).where(Mail.state.in_((MailState.CLAIMED, MailState.SENDING)), Mail.lease_until < now)
    return _execute(left.values(state=MailState.PLANNED, lease_owner=None, lease_until=None))


def let_go(owner: str) -> int:
    """Put back what this run took and did not begin."""
    mine = update(Mail).where(Mail.state == MailState.CLAIMED, Mail.lease_owner == owner)
    return _execute(mine.values(state=MailState.PLANNED, lease_owner=None, lease_until=None))


def plan_again(mail: Mail, now: datetime) -> bool:
    """Plan a letter that failed for good once more; return whether it had failed (two may press at once).

    Refused by the server, it surely reached nobody and is rendered anew. Given up after tries in
    vain, it may have: then its text stays what it was.
    """
    failed = update(Mail).where(Mail.id == mail.id, Mail.state == MailState.FAILED)
    text = {} if mail.attempts >= TRIES_MOST else {"subject": None, "text": None, "html": None}
    return bool(_execute(failed.values(state=MailState.PLANNED, attempts=0, next_attempt_at=now, answer=None, **text)))


def drop_all(person_id: int, now: datetime) -> int:
    """Drop everything owed to a person who may not be written to any more."""
    owed = update(Owed).where(Owed.person_id == person_id, Owed.settled_at.is_(None), Owed.mail_id.is_(None))
    return _execute(owed.values(settled_at=now, dropped_because=GONE))


def begin(mail_id: int, owner: str, now: datetime) -> Outgoing | str:
    """Render the mail and note that it is being sent; return it, or the end it met instead.

    A mail rendered before keeps its text: it may already be in the reader's hands.
    """
    mail = _held(mail_id, owner, MailState.CLAIMED, now)
    if mail is None:
        return "lost"
    recipient = room().recipient(mail.person_id)
    if recipient is None:
        _settle_owed(mail_id, now, GONE)
        return _end(mail, MailState.DROPPED, GONE)
    if not recipient.address:
        return _put_back(mail, now, "no address", counted=True)
    rendered = before = _as_before(mail)
    if rendered is None:
        greeted = _with_sharers(mail, recipient, now)
        mail = _held(mail_id, owner, MailState.CLAIMED, now) or mail  # read anew: some of it may have parted company
        composed = compose(mail, greeted)
        reasons = dict(composed.untrue)
        for one in mail.owed:
            if one.id in reasons:
                one.settled_at, one.dropped_because = now, reasons[one.id]
        if composed.rendered is None:
            return _end(mail, MailState.DROPPED, UNTRUE)
        rendered = composed.rendered
    try:
        raw = build(_envelope(mail, recipient, now), rendered.subject, rendered.text, rendered.html)
    except UnsafeMessage as error:
        _log.exception("mail %s cannot be built", mail.id)
        return _end(mail, MailState.FAILED, f"not built: {error}")
    mail.state, mail.lease_until, mail.attempts = MailState.SENDING, now + LEASE, mail.attempts + 1
    mail.subject, mail.text, mail.html, mail.address = rendered.subject, rendered.text, rendered.html, recipient.address
    return Outgoing(raw, recipient.address, is_fresh=before is None)


def conclude(mail_id: int, owner: str, answer: Answer, now: datetime, *, is_fresh: bool) -> str:
    """Note what became of the mail; nothing, when the lease has meanwhile become another's."""
    mail = _held(mail_id, owner, MailState.SENDING, None)
    if mail is None:
        return "lost"
    mail.answer = answer.words
    match answer.verdict:
        case Verdict.ACCEPTED:
            _settle_owed(mail_id, now, None)
            mail.sent_at = now
            return _end(mail, MailState.SENT, answer.words)
        case Verdict.NEVER:
            return _end(mail, MailState.FAILED, answer.words)
        case Verdict.LATER | Verdict.DOUBTFUL if mail.attempts >= TRIES_MOST:
            return _end(mail, MailState.FAILED, answer.words)
        case Verdict.LATER:
            _forget_text(mail)
            _put_back(mail, now, answer.words, counted=True)
        case Verdict.DOUBTFUL:
            _put_back(mail, now, answer.words, counted=True)
        case _:
            mail.attempts -= 1
            if is_fresh:
                _forget_text(mail)
            _put_back(mail, now, answer.words, counted=False)
    return answer.verdict.value


def _held(mail_id: int, owner: str, state: MailState, now: datetime | None) -> Mail | None:
    """Return the mail, locked, if it is still ours in that state (and the lease holds, where a moment is given)."""
    ours = (
        select(Mail)
        .where(Mail.id == mail_id, Mail.lease_owner == owner, Mail.state == state)
        .options(selectinload(Mail.owed))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return database.session.scalar(ours if now is None else ours.where(Mail.lease_until > now))


def _end(mail: Mail, state: MailState, words: str) -> str:
    mail.state, mail.answer = state, words
    mail.lease_owner = mail.lease_until = None
    mail.text, mail.html = blanked(mail.text, mail.payload), blanked(mail.html, mail.payload)
    mail.payload = {}
    return state.value


def _put_back(mail: Mail, now: datetime, words: str, *, counted: bool) -> str:
    """Plan the mail again, later the more often it was tried."""
    minutes = BACK_OFF[min(max(mail.attempts, 1), len(BACK_OFF)) - 1] if counted else BACK_OFF[0]
    mail.state, mail.answer, mail.next_attempt_at = MailState.PLANNED, words, now + timedelta(minutes=minutes)
    mail.lease_owner = mail.lease_until = None
    return Verdict.LATER.value


def _forget_text(mail: Mail) -> None:
    """Surely nobody has it: it is rendered anew from the state of its next try."""
    mail.subject = mail.text = mail.html = None


def _settle_owed(mail_id: int, now: datetime, because: str | None) -> None:
    told = update(Owed).where(Owed.mail_id == mail_id, Owed.settled_at.is_(None))
    _execute(told.values(settled_at=now, dropped_because=because))


def _with_sharers(mail: Mail, recipient: Recipient, now: datetime) -> Recipient:
    """Return the recipient as all are greeted who share his mailbox and are told something.

    Who has moved to another mailbox since gets a letter of his own; who may not be written to any more is left out.
    """
    others = {one.person_id for one in mail.owed if one.settled_at is None} - {recipient.person_id}
    known = room().recipients(others) if others else {}
    is_told = not others or any(one.person_id == recipient.person_id for one in mail.owed)
    names = {recipient.person_id: recipient.name} if is_told else {}
    for person_id in sorted(others):
        theirs, told = known.get(person_id), Owed.mail_id == mail.id
        mine = update(Owed).where(told, Owed.person_id == person_id, Owed.settled_at.is_(None))
        if theirs is None:
            _execute(mine.values(settled_at=now, dropped_because=GONE))
        elif (theirs.address or "").lower() != (recipient.address or "").lower():
            _execute(mine.values(mail_id=None))
        else:
            names[person_id] = theirs.name
    *first, last = names.values() or [recipient.name]
    with in_locale(recipient.locale):
        return replace(recipient, name=_("%(first)s and %(last)s", first=", ".join(first), last=last) if first else last)


def _as_before(mail: Mail) -> Rendered | None:
    if mail.subject is None or mail.text is None or mail.html is None:
        return None
    return Rendered(mail.subject, mail.text, mail.html)


def _envelope(mail: Mail, recipient: Recipient, now: datetime) -> Envelope:
    post = room()
    told = [one for one in mail.owed if one.dropped_because is None]  # settled or not: a copy carries the same
    about = {one.subject for one in told}
    return Envelope(
        message_id=mail.message_id,
        sender=post.sender,
        sender_name=post.office(),
        to=recipient.address or "",
        to_name=recipient.name,
        list_id=f"{mail.kind.replace('_', '-')}.{post.domain}",
        at=now,
        stop=stop_link({one.person_id for one in told if one.kind in post.optional}),
        thread=post.message_id(about.pop()) if len(about) == 1 else None,
    )


def _execute(statement: Any) -> int:
    result: Any = database.session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)
