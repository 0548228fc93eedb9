"""Sentences about conclusions and their directives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.conclusions.events import (
    ConclusionDrafted,
    ConclusionHeadSet,
    ConclusionIssued,
    ConclusionOriginalKept,
    ConclusionRead,
    ConclusionTextAmended,
    DirectiveAssigned,
    DirectiveDescribed,
    DirectiveJoined,
    DirectiveMarked,
    DirectiveMoved,
    DirectiveProposed,
    DirectiveSplit,
    DirectiveUnmarked,
)
from khworkflow.conclusions.queries import Kind, Recurrence
from khworkflow.conclusions.wording import kind_word, recurrence_word
from khworkflow.core.i18n import gettext as _, ngettext
from khworkflow.web.history.telling import Told, gist, written_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from khworkflow.eventlog.events import Event
    from khworkflow.web.history.telling import Sentence, Telling

_NAMES_MOST: Final = 12  # more than a line or two of names is a number


def _drafted(_telling: Telling, event: ConclusionDrafted) -> Told:
    return Told(_("Began the draft “%(title)s”.", title=event.title))


def _amended(_telling: Telling, event: ConclusionTextAmended) -> Told:
    if not event.lost:
        return Told(_("Changed the words of the draft; every directive kept its place."))
    lost = ngettext(
        "Changed the words of the draft; %(num)d directive no longer stood in it:",
        "Changed the words of the draft; %(num)d directives no longer stood in it:",
        len(event.lost),
    )
    return Told(lost, "\n".join(event.lost))


def _head_set(_telling: Telling, event: ConclusionHeadSet) -> Told:
    signer = ", ".join(part for part in (event.signer, event.signer_position) if part)
    facts = [
        f"“{event.title}”",
        _("number %(number)s", number=event.number) if event.number else _("no number yet"),
        _("dated %(day)s", day=written_day(event.dated_on)) if event.dated_on else _("no date yet"),
        _("signed by %(signer)s", signer=signer) if signer else _("no signer yet"),
    ]
    return Told(_("Wrote title, number, date and signer: %(facts)s.", facts="; ".join(facts)))


def _issued(_telling: Telling, event: ConclusionIssued) -> Told:
    facts = {"number": event.number, "day": written_day(event.dated_on)}
    said = ngettext(
        "Issued as No. %(number)s of %(day)s, with %(num)d directive.",
        "Issued as No. %(number)s of %(day)s, with %(num)d directives.",
        event.directives,
        **facts,
    )
    return Told(said)


def _marked(telling: Telling, event: DirectiveMarked) -> Told:
    telling.directives[event.directive_id] = gist(event.quote)
    return Told(_("Marked a directive in the text:"), event.quote)


def _unmarked(_telling: Telling, event: DirectiveUnmarked) -> Told:
    return Told(_("Made a directive plain text again:"), event.quote)


def _read(_telling: Telling, event: ConclusionRead) -> Told:
    if not event.added:
        return Told(_("Let the reader go through the text; it found nothing new."))
    said = ngettext(
        "Let the reader go through the text; it proposed %(num)d directive.",
        "Let the reader go through the text; it proposed %(num)d directives.",
        event.added,
    )
    return Told(said)


def _original_kept(_telling: Telling, event: ConclusionOriginalKept) -> Told:
    return Told(_("Kept the paper “%(name)s” with the conclusion.", name=event.name))


def _proposed(telling: Telling, event: DirectiveProposed) -> Told:
    telling.directives[event.directive_id] = gist(event.quote)
    return Told(_("The reader proposed a directive:"), event.quote)


def _moved(telling: Telling, event: DirectiveMoved) -> Told:
    telling.directives.setdefault(event.directive_id, gist(event.quote))
    return Told(_("Changed the words that a directive quotes; they are now:"), event.quote)


def _split(telling: Telling, event: DirectiveSplit) -> Told:
    telling.directives[event.other_id] = gist(event.other_quote)
    return Told(_("Split a directive in two:"), f"{event.quote}\n{event.other_quote}")


def _joined(_telling: Telling, event: DirectiveJoined) -> Told:
    return Told(_("Joined two directives; they quote together:"), event.quote)


def _described(telling: Telling, event: DirectiveDescribed) -> Told:
    telling.directives[event.directive_id] = event.title
    if event.due_on:
        due = _("due on %(day)s", day=written_day(event.due_on))
    elif event.is_reviewed_half_yearly:
        due = _("no date, reviewed at the half-year report")
    else:
        due = _("no common due date")
    if event.recurrence:
        due += f"; {recurrence_word(Recurrence(event.recurrence)).lower()}"
    if event.recurs_until:
        due += f", {_('the last time on %(day)s', day=written_day(event.recurs_until))}"
    kind = kind_word(Kind(event.directive_kind))
    facts = {"title": event.title, "kind": kind[:1].lower() + kind[1:], "due": due}
    return Told(_("Described the directive “%(title)s”: %(kind)s; %(due)s.", **facts))


def _assigned(telling: Telling, event: DirectiveAssigned) -> Told | None:
    called = telling.directives.get(event.directive_id, "…")
    if not event.leads and not event.coordinates:
        return Told(_("The directive “%(directive)s” is nobody's for now.", directive=called))
    leads, coordinates = _names(telling, event, event.leads), _names(telling, event, event.coordinates)
    parts = [_("lead: %(names)s", names=leads)] if leads else []
    parts += [_("to coordinate: %(names)s", names=coordinates)] if coordinates else []
    return (
        Told(_("Gave the directive “%(directive)s” to: %(parts)s.", directive=called, parts="; ".join(parts))) if parts else None
    )


def _names(telling: Telling, event: DirectiveAssigned, numbers: Sequence[int]) -> str:
    """Return the associations that the reader may see, those with a day of their own with it."""
    seen = [number for number in numbers if number in telling.associations]
    if len(seen) > _NAMES_MOST:
        return ngettext("%(num)d association", "%(num)d associations", len(seen))
    own = {number: event.due.get(str(number)) for number in seen}
    return ", ".join(
        _("%(association)s (due on %(day)s)", association=telling.associations[number], day=written_day(due))
        if (due := own[number])
        else telling.associations[number]
        for number in seen
    )


SENTENCES: Final[dict[type[Event], Sentence]] = {
    ConclusionDrafted: _drafted,
    ConclusionTextAmended: _amended,
    ConclusionHeadSet: _head_set,
    ConclusionIssued: _issued,
    DirectiveMarked: _marked,
    DirectiveUnmarked: _unmarked,
    DirectiveDescribed: _described,
    DirectiveAssigned: _assigned,
    ConclusionRead: _read,
    ConclusionOriginalKept: _original_kept,
    DirectiveProposed: _proposed,
    DirectiveMoved: _moved,
    DirectiveSplit: _split,
    DirectiveJoined: _joined,
}
