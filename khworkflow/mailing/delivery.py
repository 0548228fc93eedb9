"""The steps of one mail through the ledger; every step is fenced by the lease of who took it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import case, select, update
from sqlalchemy.orm import selectinload

from khworkflow.core.db import database
from khworkflow.mailing import bounces, doubt
from khworkflow.mailing.doubt import Doubt
from khworkflow.mailing.letter import blanked
from khworkflow.mailing.models import Mail, MailState, Owed
from khworkflow.mailing.smtp import Answer, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from khworkflow.mailing.preparing import Outgoing

LEASE: Final = timedelta(minutes=2)  # longer than one handing-over may take (``smtp.SEND_SECONDS``)
SKEW: Final = timedelta(minutes=10)  # no lease lasts longer, whatever the workers' clocks differ by
BACK_OFF: Final = (1, 5, 15, 60)  # minutes after each try in vain; the last one again and again
#: Whoever waits longer than any back-off, by a clock that was set back since, waits for nothing.
LONGEST: Final = timedelta(minutes=BACK_OFF[-1] + 60)
TRIES_MOST: Final = 50  # about two days
GONE: Final = "the person may not be written to"
BLOCKED: Final = "mail to the address came back"
BROKEN_OFF: Final = "the worker ended while the mail was being sent"


def claim(ids: Sequence[int], owner: str, now: datetime) -> None:
    """Take the planned mails under a lease."""
    taken = update(Mail).where(Mail.id.in_(ids), Mail.state == MailState.PLANNED)
    execute(taken.values(state=MailState.CLAIMED, lease_owner=owner, lease_until=now + LEASE))


def settle(now: datetime) -> int:
    """Put back what a dead run left behind; return how many.

    A claimed mail was never handed over. One that was being sent is doubtful: what becomes of it is decided by
    its kind (``mailing.doubt``). A lease that ends later than any can was given by a clock that was set back since.
    """
    over = (Mail.lease_until < now) | (Mail.lease_until > now + SKEW)
    unsent = update(Mail).where(Mail.state == MailState.CLAIMED, over)
    count = execute(unsent.values(state=MailState.PLANNED, lease_owner=None, lease_until=None))
    broken = (
        select(Mail)
        .where(Mail.state == MailState.SENDING, over)
        .options(selectinload(Mail.owed))
        .with_for_update(skip_locked=True)
    )
    for mail in database.session.scalars(broken.execution_options(populate_existing=True)):
        count += 1
        if not _doubted(mail, now, BROKEN_OFF):
            mail.state, mail.lease_owner, mail.lease_until = MailState.PLANNED, None, None
    far = update(Mail).where(Mail.state == MailState.PLANNED, Mail.next_attempt_at > now + LONGEST)
    execute(far.values(next_attempt_at=now))
    return count


def let_go(owner: str) -> int:
    """Put back what this run took and did not begin."""
    mine = update(Mail).where(Mail.state == MailState.CLAIMED, Mail.lease_owner == owner)
    return execute(mine.values(state=MailState.PLANNED, lease_owner=None, lease_until=None))


def plan_again(mail: Mail, now: datetime) -> bool:
    """Plan a letter that failed for good once more; return whether it had failed (two may press at once).

    Refused by the server, it surely reached nobody and is rendered anew. Given up after tries in
    vain, it may have: then its text stays what it was.
    """
    failed = update(Mail).where(Mail.id == mail.id, Mail.state.in_((MailState.FAILED, MailState.BOUNCED)))
    text = {} if mail.attempts >= TRIES_MOST else {"subject": None, "text": None, "html": None}
    return bool(
        execute(failed.values(state=MailState.PLANNED, sent_at=None, attempts=0, next_attempt_at=now, answer=None, **text))
    )


def put_in(letters: Mapping[int, int], now: datetime) -> int:
    """Put whatever waits for these people (person → letter) into their letters."""
    if not letters:
        return 0
    waiting = (Owed.settled_at.is_(None), Owed.mail_id.is_(None), Owed.owed_at <= now)
    theirs = update(Owed).where(Owed.person_id.in_(letters), *waiting)
    return execute(theirs.values(mail_id=case(dict(letters), value=Owed.person_id)))


def drop_all(people: Collection[int], now: datetime) -> int:
    """Drop everything owed to people who may not be written to any more."""
    owed = update(Owed).where(Owed.person_id.in_(people), Owed.settled_at.is_(None), Owed.mail_id.is_(None))
    return execute(owed.values(settled_at=now, dropped_because=GONE))


def begin(one: Outgoing, owner: str, now: datetime) -> bool:
    """Note that the mail is being sent; False when the lease has meanwhile become another's."""
    ours = update(Mail).where(Mail.id == one.mail_id, Mail.lease_owner == owner, Mail.state == MailState.CLAIMED)
    text = {"subject": one.rendered.subject, "text": one.rendered.text, "html": one.rendered.html} if one.is_fresh else {}
    values = {"state": MailState.SENDING, "lease_until": now + LEASE, "attempts": Mail.attempts + 1, "address": one.address}
    return bool(execute(ours.where(Mail.lease_until > now).values(**values, **text)))


def conclude(one: Outgoing, owner: str, answer: Answer, now: datetime) -> str:
    """Note what became of the mail; nothing, when the lease has meanwhile become another's."""
    if answer.verdict is Verdict.ACCEPTED:
        ours = update(Mail).where(Mail.id == one.mail_id, Mail.lease_owner == owner, Mail.state == MailState.SENDING)
        return MailState.SENT.value if _arrived(ours, one.mail_id, now, answer.words, one.kept) else "lost"
    mail = _held(one.mail_id, owner)
    if mail is None:
        return "lost"
    mail.answer = answer.words
    match answer.verdict:
        case Verdict.NEVER:
            bounces.refused(mail, answer.words, now)
            return end(mail, MailState.FAILED, answer.words)
        case Verdict.LATER | Verdict.DOUBTFUL if mail.attempts >= TRIES_MOST:
            return end(mail, MailState.FAILED, answer.words)
        case Verdict.LATER:
            _forget_text(mail)
            put_back(mail, now, answer.words, counted=True)
        case Verdict.DOUBTFUL:
            if not _doubted(mail, now, answer.words):
                put_back(mail, now, answer.words, counted=True)
        case _:
            mail.attempts -= 1
            if one.is_fresh:
                _forget_text(mail)
            put_back(mail, now, answer.words, counted=False)
    return answer.verdict.value


def believe(mail: Mail, now: datetime, words: str) -> bool:
    """Note of a mail in doubt that it arrived; False when it is in doubt no more."""
    doubted = update(Mail).where(Mail.id == mail.id, Mail.state == MailState.DOUBTFUL)
    kept: dict[str, Any] = {"text": blanked(mail.text, mail.payload), "html": blanked(mail.html, mail.payload), "payload": {}}
    return _arrived(doubted, mail.id, now, words, kept)


def wait_on(ids: Collection[int], now: datetime, words: str) -> None:
    """Leave mails in doubt for a while longer, and say why."""
    doubted = update(Mail).where(Mail.id.in_(ids), Mail.state == MailState.DOUBTFUL)
    execute(doubted.values(next_attempt_at=now + doubt.WAIT, answer=words[:500]))


def left_before(mail_id: int, now: datetime, words: str) -> bool:
    """Note of a mail that this database never saw leave that it did: the relay's log says so."""
    rows = update(Mail).where(
        Mail.id == mail_id, Mail.state.in_((MailState.PLANNED, MailState.CLAIMED, MailState.SENDING, MailState.DOUBTFUL))
    )
    return _arrived(rows, mail_id, now, words, {"payload": {}})


def repeat(mail: Mail, now: datetime) -> bool:
    """Plan a mail in doubt again, word for word; False when it is in doubt no more."""
    doubted = update(Mail).where(Mail.id == mail.id, Mail.state == MailState.DOUBTFUL)
    return bool(execute(doubted.values(state=MailState.PLANNED, next_attempt_at=now)))


def end(mail: Mail, state: MailState, words: str) -> str:
    """Note the end of a mail that is ours."""
    mail.state, mail.answer = state, words
    mail.lease_owner = mail.lease_until = None
    mail.text, mail.html = blanked(mail.text, mail.payload), blanked(mail.html, mail.payload)
    mail.payload = {}
    return state.value


def put_back(mail: Mail, now: datetime, words: str, *, counted: bool, at_least: int = 0) -> str:
    """Plan a mail that is ours again, later the more often it was tried."""
    minutes = max(at_least, BACK_OFF[min(max(mail.attempts, 1), len(BACK_OFF)) - 1] if counted else BACK_OFF[0])
    mail.state, mail.answer, mail.next_attempt_at = MailState.PLANNED, words, now + timedelta(minutes=minutes)
    mail.lease_owner = mail.lease_until = None
    return Verdict.LATER.value


def execute(statement: Any) -> int:
    """Write, and return how many rows that met."""
    result: Any = database.session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)


def _arrived(rows: Any, mail_id: int, now: datetime, words: str, kept: dict[str, Any]) -> bool:
    """Note that the mail was taken and what it told is told; False when the rows met none."""
    values = {"state": MailState.SENT, "sent_at": now, "answer": words, "lease_owner": None, "lease_until": None}
    if not execute(rows.values(**values, **kept)):
        return False
    execute(update(Owed).where(Owed.mail_id == mail_id, Owed.settled_at.is_(None)).values(settled_at=now))
    return True


def _doubted(mail: Mail, now: datetime, words: str) -> bool:
    """Leave the mail in doubt, until the relay's log or a person tells; False when it is simply sent again."""
    if doubt.policy_of(mail) is Doubt.RESEND:
        return False
    mail.state, mail.answer, mail.next_attempt_at = MailState.DOUBTFUL, words, now + doubt.WAIT
    mail.lease_owner = mail.lease_until = None
    return True


def _held(mail_id: int, owner: str) -> Mail | None:
    """Return the mail that is being sent, locked, if it is still ours."""
    ours = (
        select(Mail)
        .where(Mail.id == mail_id, Mail.lease_owner == owner, Mail.state == MailState.SENDING)
        .options(selectinload(Mail.owed))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return database.session.scalar(ours)


def _forget_text(mail: Mail) -> None:
    """Surely nobody has it: it is rendered anew from the state of its next try."""
    mail.subject = mail.text = mail.html = None
