"""What a draft still lacks before it can be issued, each in a sentence that says what to do."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from khworkflow.conclusions.queries import is_number_used
from khworkflow.core.i18n import day, gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from khworkflow.conclusions.models import Conclusion, Directive

#: A due date further than this from the conclusion's date is a slip of the keyboard (bad-input list B12).
YEARS_MOST: Final = 10


def unsettled(conclusion: Conclusion) -> list[str]:
    """Return the sentences that say what is missing or cannot be; empty when the draft can be issued."""
    found = list(_of_head(conclusion))
    if not conclusion.directives:
        found.append(_("No directive is marked in the text yet. Please mark at least one."))
    for number, directive in enumerate(conclusion.directives, 1):
        found += [_("Directive %(number)s: %(lack)s", number=number, lack=lack) for lack in lacks(conclusion, directive)]
    return found


def lacks(conclusion: Conclusion, directive: Directive) -> list[str]:
    """Return what the directive still lacks."""
    found = []
    if not directive.title:
        found.append(_("a short title is missing."))
    if not directive.assignments:
        found.append(_("no association is chosen."))
    if directive.due_on is None and not directive.is_reviewed_half_yearly and any(a.due_on is None for a in directive.assignments):
        found.append(_("choose a due date, or “no date, reviewed at the half-year report”."))
    days = dict.fromkeys([directive.due_on, *(assignment.due_on for assignment in directive.assignments)])
    found += [sentence for due_on in days if due_on and (sentence := bad_due_day(conclusion.dated_on, due_on))]
    if conclusion.dated_on:
        found += [
            _("%(association)s is not there on the conclusion's day, %(day)s.", association=gone.name, day=day(conclusion.dated_on))
            for gone in (assignment.association for assignment in directive.assignments)
            if not gone.exists_on(conclusion.dated_on)
        ]
    return found


def bad_due_day(dated_on: date | None, due_on: date) -> str | None:
    """Return why the due day cannot be, naming both days; None when it can."""
    if dated_on is None:
        return None
    if due_on < dated_on:
        return _("the due date %(due)s is before the conclusion's date %(dated)s.", due=day(due_on), dated=day(dated_on))
    if due_on > years_later(dated_on):
        return _(
            "the due date %(due)s is more than ten years after the conclusion's date %(dated)s.", due=day(due_on), dated=day(dated_on)
        )
    return None


def years_later(start: date) -> date:
    """Return the last day that a due date may be."""
    return date(start.year + YEARS_MOST, start.month, min(start.day, 28)) if start.year + YEARS_MOST <= date.max.year else date.max


def _of_head(conclusion: Conclusion) -> Iterator[str]:
    if not conclusion.number:
        yield _("The number of the conclusion is missing.")
    elif is_number_used(conclusion, conclusion.number):
        yield _("Another conclusion of the same year has the number %(number)s.", number=conclusion.number)
    if conclusion.dated_on is None:
        yield _("The date of the conclusion is missing.")
    if not conclusion.signer:
        yield _("The name of the signer is missing.")
    if not conclusion.signer_position:
        yield _("The position of the signer is missing.")
