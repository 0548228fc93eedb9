"""The parts of a letter that tell of prepared reports, requests for an explanation and answers; None when no longer true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.core import clock, links
from khworkflow.core.authz import SYSTEM
from khworkflow.core.errors import NotFound
from khworkflow.core.i18n import day, gettext as _, ngettext
from khworkflow.mailing.parts import Counts, Line, Part, Untold
from khworkflow.reports import explanations, queries
from khworkflow.reports.models import ReportState

if TYPE_CHECKING:
    from khworkflow.mailing.models import Owed
    from khworkflow.reports.models import Explanation

#: Why nobody tells of a request any more, as the ledger keeps it.
ANSWERED: Final = "answered meanwhile"
_WORDS_MOST: Final = 300


def report_prepared(owed: Owed) -> Part | None:
    """Tell the committee of a report of a period that is there to be read, worded and given its number."""
    try:
        report = queries.get(SYSTEM, int(owed.subject.partition(":")[2]))
    except NotFound:
        return None
    if report.state in {ReportState.FAILED, ReportState.CANCELLED} or report.number is not None or report.since_on is None:
        return None
    until = report.until_on or clock.day_of(report.as_of)
    line = Line(
        _("Report from %(since)s to %(until)s", since=day(report.since_on), until=day(until)),
        _("figures as of %(day)s", day=day(clock.day_of(report.as_of))),
        links.to(f"/reports/{report.id}"),
        key=f"report-{report.id}",
    )
    return Part(_("Reports prepared for you to read and number"), (line,), rank=60)


def explanation_asked(owed: Owed) -> Part | Untold | None:
    """Tell the association which letter asks it for an explanation, by when, and give it the link to answer by."""
    found = _of(owed)
    if found is None:
        return None
    if found.answered_at is not None:
        return Untold(ANSWERED)
    late = explanations.days_late(found, clock.today())
    if late:
        note = _("to be answered by %(day)s, overdue", day=day(found.answer_by))
    else:
        note = _("to be answered by %(day)s", day=day(found.answer_by))
    text = ngettext(
        "Letter No. %(number)s of %(day)s about %(num)s overdue task",
        "Letter No. %(number)s of %(day)s about %(num)s overdue tasks",
        len(found.about),
        number=found.report.official_number,
        day=day(found.report.signed_on) if found.report.signed_on else "",
    )
    line = Line(
        text, note, explanations.address(found, owed.person_id), key=f"explanation-{found.id}", urgency="late" if late else "due"
    )
    return Part(
        _("An explanation is asked for"),
        (line,),
        rank=0,
        intro=_(
            "%(office)s asks %(association)s to explain why these tasks are late.",
            office=found.report.association.name,
            association=found.association.short_name,
        ),
        counts=Counts(explain=frozenset({found.id})),
    )


def explanation_given(owed: Owed) -> Part | None:
    """Tell the committee what the association answered."""
    found = _of(owed)
    if found is None or found.answered_at is None or found.words is None:
        return None
    words = found.words if len(found.words) <= _WORDS_MOST else found.words[:_WORDS_MOST].rstrip() + "…"
    text = _(
        "%(association)s, to letter No. %(number)s", association=found.association.short_name, number=found.report.official_number
    )
    line = Line(text, _("“%(words)s”", words=words), links.to(f"/reports/explanations/{found.id}"), key=f"explained-{found.id}")
    return Part(_("Explanations given"), (line,), rank=22, counts=Counts(explained=frozenset({found.id})))


def _of(owed: Owed) -> Explanation | None:
    try:
        return explanations.get(SYSTEM, int(owed.subject.rpartition(":")[2]))
    except NotFound:
        return None
