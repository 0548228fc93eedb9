"""Rendering a mail from the state of now, in its reader's language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from khworkflow.core import links
from khworkflow.core.i18n import gettext as _, in_locale, ngettext
from khworkflow.core.render import render
from khworkflow.core.text import one_line
from khworkflow.mailing import tokens
from khworkflow.mailing.parts import Counts, Part, Recipient, Untold, bundled
from khworkflow.mailing.post import room

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from khworkflow.mailing.models import Mail, Owed

LETTER: Final = "letter"
TRIAL: Final = "trial"  # a copy of a letter to whoever looks after them
BLANK: Final = "…"
UNTRUE: Final = "no longer true"


@dataclass(frozen=True)
class Rendered:
    """A mail as its reader gets it."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Composed:
    """A letter and which of the things owed it no longer tells, for they have become untrue."""

    rendered: Rendered | None
    untrue: tuple[tuple[int, str], ...] = field(default=())  # what is owed, and why it is told no more


def compose(mail: Mail, recipient: Recipient, owed: Iterable[Owed] | None = None) -> Composed:
    """Render the mail; ``rendered`` is None when nothing of it is true any more.

    Args:
        mail: whose kind and day it is.
        recipient: as he is greeted.
        owed: what it is to tell; all that stands in it, unless given.

    """
    with in_locale(recipient.locale):
        if mail.kind == TRIAL:
            return Composed(Rendered(mail.payload["subject"], mail.payload["text"], mail.payload["html"]))
        if mail.kind != LETTER:
            return Composed(_filled(mail.kind, recipient, **mail.payload))
        return letter(mail.owed if owed is None else owed, recipient)


def letter(owed: Iterable[Owed], recipient: Recipient) -> Composed:
    """Render one letter of everything still to be told; the reader's language is spoken already."""
    told, untrue, optional, people = list[Part](), list[tuple[int, str]](), set[int](), set[int]()
    for one in owed:
        if one.settled_at is not None:
            continue
        render_part = room().parts.get(one.kind)
        part = render_part(one) if render_part else None
        if part is None or isinstance(part, Untold):
            untrue.append((one.id, part.because if part else UNTRUE))
        else:
            told.extend(part if isinstance(part, tuple) else (part,))
            people.add(one.person_id)
            if one.kind in room().optional:
                optional.add(one.person_id)
    parts = bundled(told)
    if not parts:
        return Composed(None, tuple(untrue))
    counts = _together(parts)
    in_all = room().standing(people) if counts.late or counts.due else Counts()
    besides = in_all - counts  # whoever is reminded of some of it hears in the same letter how much there is in all
    said = about(counts | besides)
    known = {
        "parts": parts,
        "about": said,
        "besides": about(besides) if besides.late or besides.due else "",
        "home": links.to("/"),
        "wishes": links.to("/reminders/wishes"),
        "takes_replies": room().returns is not None,
    }
    return Composed(_filled(LETTER, recipient, **known, stop=stop_link(optional)), tuple(untrue))


def stop_link(person_ids: Collection[int]) -> str | None:
    """Return the link by which these people switch off, with one click, what may be switched off; None for nobody."""
    if not person_ids:
        return None
    return links.stop_digest(tokens.make(tokens.DIGEST, "-".join(str(number) for number in sorted(person_ids))))


def about(counts: Counts) -> str:
    """Return what a letter is about in a few words: "1 việc quá hạn, 3 việc đến hạn"."""
    due = counts.due - counts.late
    said = [
        ngettext("%(num)s explanation asked for", "%(num)s explanations asked for", len(counts.explain))
        if counts.explain
        else "",
        ngettext("%(num)s explanation given", "%(num)s explanations given", len(counts.explained)) if counts.explained else "",
        ngettext("%(num)s task overdue", "%(num)s tasks overdue", len(counts.late)) if counts.late else "",
        ngettext("%(num)s task due soon", "%(num)s tasks due soon", len(due)) if due else "",
        ngettext("%(num)s new task", "%(num)s new tasks", len(counts.new)) if counts.new else "",
        ngettext("%(num)s result to confirm", "%(num)s results to confirm", len(counts.waiting)) if counts.waiting else "",
        ngettext("%(num)s request for time", "%(num)s requests for time", len(counts.asking)) if counts.asking else "",
        ngettext("%(num)s task reminded of in vain", "%(num)s tasks reminded of in vain", len(counts.raised))
        if counts.raised
        else "",
        ngettext("%(num)s task not acknowledged", "%(num)s tasks not acknowledged", len(counts.silent)) if counts.silent else "",
        ngettext("%(num)s decision", "%(num)s decisions", len(counts.decided)) if counts.decided else "",
        ngettext("%(num)s failure of the mail server", "%(num)s failures of the mail server", len(counts.outages))
        if counts.outages
        else "",
        ngettext("%(num)s file that may do harm", "%(num)s files that may do harm", len(counts.harmful))
        if counts.harmful
        else "",
    ]
    words = ", ".join(one for one in said if one)
    rest = counts.open - counts.late - counts.due - counts.new
    if not words and rest:
        words = ngettext("%(num)s task in hand", "%(num)s tasks in hand", len(rest))
    return words or _("news of your tasks")


def blanked(text: str | None, payload: dict[str, Any]) -> str | None:
    """Return the text as it may be kept after sending: without the secret of its link."""
    secret = payload.get("secret")
    if text and secret:
        text = text.replace(str(secret), BLANK)
    return links.without_secrets(text) if text else text


def _together(parts: list[Part]) -> Counts:
    counts = Counts()
    for part in parts:
        counts |= part.counts
    return counts


def _filled(name: str, recipient: Recipient, **known: Any) -> Rendered:
    known = {**known, "recipient": recipient, "office": room().office_name()}
    return Rendered(
        one_line(render(f"mail/{name}.subject.txt", **known)),
        render(f"mail/{name}.txt", **known),
        render(f"mail/{name}.html", **known),
    )
