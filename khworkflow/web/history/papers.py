"""Sentences about papers: reports, how an office wants them, and its templates."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from khworkflow.core.i18n import gettext as _, moment
from khworkflow.reports.events import (
    PaperRulesSet,
    ReportCancelled,
    ReportCompiled,
    ReportFrozen,
    ReportRequested,
    ReportReworded,
    TemplateApplied,
    TemplateGiven,
    TemplateUsed,
)
from khworkflow.web.history.telling import Told, written_day

if TYPE_CHECKING:
    from khworkflow.eventlog.events import Event
    from khworkflow.web.history.telling import Sentence, Telling


def _requested(_telling: Telling, event: ReportRequested) -> Told:
    return Told(_("Asked for the report, as of %(moment)s.", moment=moment(datetime.fromisoformat(event.as_of))))


def _compiled(_telling: Telling, event: ReportCompiled) -> Told:
    if event.template:
        return Told(
            _("The report was compiled, the Word file from template No. %(number)s of the office.", number=event.template)
        )
    return Told(_("The report was compiled."))


def _reworded(_telling: Telling, _event: ReportReworded) -> Told:
    return Told(_("Worded the report anew."))


def _frozen(_telling: Telling, event: ReportFrozen) -> Told:
    signed_on = written_day(event.signed_on)
    return Told(_("Gave the report its number: %(number)s of %(day)s.", number=event.number, day=signed_on))


def _cancelled(_telling: Telling, _event: ReportCancelled) -> Told:
    return Told(_("Did not want the report any more."))


def _rules_set(_telling: Telling, event: PaperRulesSet) -> Told:
    last = _("a task is done on time when its confirmed result was handed in on time")
    first = _("a task is done on time when it was first handed in on time")
    decree, party = _("papers as Decree 30 has them"), _("papers in the party's manner")
    rule, layout = (first if event.on_time == "first" else last), (party if event.layout == "party" else decree)
    return Told(_("Chose for its papers: %(rule)s; %(layout)s.", rule=rule, layout=layout))


def _template_given(_telling: Telling, event: TemplateGiven) -> Told:
    return Told(_("Gave template No. %(number)s, to be looked at.", number=event.number), event.why)


def _template_used(_telling: Telling, event: TemplateUsed) -> Told:
    if not event.number:
        return Told(_("Went back to the system's own template."), event.why)
    return Told(_("Put template No. %(number)s to use.", number=event.number), event.why)


def _template_applied(_telling: Telling, event: TemplateApplied) -> Told:
    if not event.number:
        return Told(_("Had the Word file made again from the system's own template."))
    return Told(_("Had the Word file made again from template No. %(number)s.", number=event.number))


SENTENCES: Final[dict[type[Event], Sentence]] = {
    ReportRequested: _requested,
    ReportCompiled: _compiled,
    ReportReworded: _reworded,
    ReportFrozen: _frozen,
    ReportCancelled: _cancelled,
    PaperRulesSet: _rules_set,
    TemplateGiven: _template_given,
    TemplateUsed: _template_used,
    TemplateApplied: _template_applied,
}
