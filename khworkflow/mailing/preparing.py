"""Writing the letters of a claimed batch: what they tell, their readers and the rest of the world are read once for all."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from khworkflow.core.db import database
from khworkflow.core.i18n import gettext as _, in_locale
from khworkflow.mailing import addresses, delivery, desk
from khworkflow.mailing.addresses import Way
from khworkflow.mailing.letter import LETTER, UNTRUE, Rendered, blanked, compose, stop_link
from khworkflow.mailing.message import Envelope, UnsafeMessage, build
from khworkflow.mailing.models import Mail, MailState
from khworkflow.mailing.post import room

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from khworkflow.mailing.models import Owed
    from khworkflow.mailing.parts import Recipient

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outgoing:
    """A message ready to be handed over."""

    mail_id: int
    raw: bytes
    address: str
    sender: str  # of the envelope: what comes back is known by it
    rendered: Rendered
    is_fresh: bool  # rendered now; else a text that may already be in the reader's hands
    payload: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def kept(self) -> dict[str, Any]:
        """The text as the ledger keeps it once the mail was sent: without what opens something."""
        return {
            "text": blanked(self.rendered.text, self.payload),
            "html": blanked(self.rendered.html, self.payload),
            "payload": {},
        }


def prepare(ids: Sequence[int], owner: str, now: datetime) -> tuple[list[Outgoing], Counter[str]]:
    """Write the claimed mails; return those ready to go, in their order, and how many met another end.

    What became untrue is not told. One mail that cannot be written fails alone. The lease of all runs anew.
    """
    ours = (Mail.id.in_(ids), Mail.lease_owner == owner, Mail.state == MailState.CLAIMED, Mail.lease_until > now)
    renewed = update(Mail).where(*ours).values(lease_until=now + delivery.LEASE)
    delivery.execute(renewed)
    rows = select(Mail).where(*ours).options(selectinload(Mail.owed)).execution_options(populate_existing=True)
    mails = {mail.id: mail for mail in database.session.scalars(rows)}
    ready, ends = [], Counter[str](lost=len(ids) - len(mails))
    owed = [one for mail in mails.values() for one in mail.owed if one.settled_at is None]
    people = room().recipients({mail.person_id for mail in mails.values()} | {one.person_id for one in owed})
    with desk.laid_out():
        _lay_out(owed)
        for mail in (mails[number] for number in ids if number in mails):
            written = _written(mail, people, now)
            if isinstance(written, str):
                ends[written] += 1
            else:
                ready.append(written)
    return ready, +ends


def _lay_out(owed: list[Owed]) -> None:
    """Lay out what the batch will ask for; where one of it makes no sense, each letter asks for itself, and that one fails alone."""
    try:
        room().lay_out(owed)
    except sa.exc.SQLAlchemyError:
        raise
    except Exception:  # noqa: BLE001 - as with the writing of one
        _log.exception("a batch is written without being laid out")


def _written(mail: Mail, people: Mapping[int, Recipient], now: datetime) -> Outgoing | str:
    """Return the mail ready to go, or the end it met instead.

    A mail rendered before keeps its text: it may already be in the reader's hands.
    """
    recipient = people.get(mail.person_id)
    if recipient is None:
        for one in mail.owed:
            _drop(one, now, delivery.GONE)
        return delivery.end(mail, MailState.DROPPED, delivery.GONE)
    if not recipient.address or recipient.is_blocked:
        words, minutes = (delivery.BLOCKED, delivery.BACK_OFF[-1]) if recipient.is_blocked else ("no address", 0)
        return delivery.put_back(mail, now, words, counted=True, at_least=minutes)
    rendered = before = _as_before(mail)
    try:
        if rendered is None:
            with database.session.no_autoflush:
                rendered = _composed(mail, recipient, people, now)
            if rendered is None:
                return delivery.end(mail, MailState.DROPPED, UNTRUE)
        raw = build(_envelope(mail, recipient, now), rendered.subject, rendered.text, rendered.html)
    except UnsafeMessage as error:
        _log.exception("mail %s cannot be built", mail.id)
        return delivery.end(mail, MailState.FAILED, f"not built: {error}")
    except sa.exc.SQLAlchemyError:  # the database's trouble is no mail's
        raise
    except Exception as error:  # noqa: BLE001 - one template that raises must not stop the others (C18, F30)
        _log.exception("mail %s cannot be written", mail.id)
        return delivery.end(mail, MailState.FAILED, f"not written: {type(error).__name__}: {error}"[:500])
    return Outgoing(mail.id, raw, recipient.address, _sender(mail), rendered, is_fresh=before is None, payload=dict(mail.payload))


def _composed(mail: Mail, recipient: Recipient, people: Mapping[int, Recipient], now: datetime) -> Rendered | None:
    greeted = _with_sharers(mail, recipient, people, now)
    composed = compose(mail, greeted, [one for one in mail.owed if one.mail_id == mail.id])
    reasons = dict(composed.untrue)
    for one in mail.owed:
        if one.id in reasons:
            _drop(one, now, reasons[one.id])
    return composed.rendered


def _with_sharers(mail: Mail, recipient: Recipient, people: Mapping[int, Recipient], now: datetime) -> Recipient:
    """Return the recipient as all are greeted who share his mailbox and are told something.

    Who has moved to another mailbox since gets a letter of his own; who may not be written to any more is left out.
    """
    others = {one.person_id for one in mail.owed if one.settled_at is None} - {recipient.person_id}
    is_told = not others or any(one.person_id == recipient.person_id for one in mail.owed)
    names = {recipient.person_id: recipient.name} if is_told else {}
    for person_id in sorted(others):
        theirs = people.get(person_id)
        mine = [one for one in mail.owed if one.person_id == person_id and one.settled_at is None]
        if theirs is None:
            for one in mine:
                _drop(one, now, delivery.GONE)
        elif (theirs.address or "").lower() != (recipient.address or "").lower():
            for one in mine:
                one.mail_id = None
        else:
            names[person_id] = theirs.name
    *first, last = names.values() or [recipient.name]
    with in_locale(recipient.locale):
        return replace(recipient, name=_("%(first)s and %(last)s", first=", ".join(first), last=last) if first else last)


def _drop(one: Owed, now: datetime, because: str) -> None:
    if one.settled_at is None:
        one.settled_at, one.dropped_because = now, because


def _as_before(mail: Mail) -> Rendered | None:
    if mail.subject is None or mail.text is None or mail.html is None:
        return None
    return Rendered(mail.subject, mail.text, mail.html)


def _thread(told: Sequence[Owed]) -> str | None:
    """Return the never-sent Message-ID to which the letter refers, so that mail programs lay what belongs together together.

    A letter about one thing stands in that thing's thread; a digest, whatever else is in it, in that of its reader's
    digests. A letter about several things refers to none: it would tie their threads into one.
    """
    about = {one.subject for one in told}
    digests = {one.subject for one in told if one.kind in room().optional}
    of = about if len(about) == 1 else digests
    return room().message_id(next(iter(of))) if len(of) == 1 else None


def _envelope(mail: Mail, recipient: Recipient, now: datetime) -> Envelope:
    post = room()
    told = [one for one in mail.owed if one.dropped_because is None and one.mail_id == mail.id]  # a copy carries the same
    return Envelope(
        message_id=mail.message_id,
        sender=post.sender,
        sender_name=post.office_name(),
        to=recipient.address or "",
        to_name=recipient.name,
        list_id=f"{mail.kind.replace('_', '-')}.{post.domain}",
        at=now,
        stop=stop_link({one.person_id for one in told if one.kind in post.optional}),
        thread=_thread(told),
        reply_to=_reply_to(mail),
    )


def _reply_to(mail: Mail) -> str | None:
    """Return where an answer to the letter goes, and keep the hash by which it will be known."""
    post = room()
    if post.returns is None or mail.kind != LETTER:
        return None
    tokens = [addresses.token(secret, mail.key) for secret in (post.secret, *post.older_secrets)]
    kept = next((one for one in tokens if addresses.hashed(one) == mail.reply_hash), tokens[0])
    mail.reply_hash = addresses.hashed(kept)
    return post.returns.address(Way.REPLY, kept)


def _sender(mail: Mail) -> str:
    returns = room().returns
    return returns.address(Way.BOUNCE, addresses.bounce_key(mail.message_id)) if returns else room().sender
