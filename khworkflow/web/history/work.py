"""Sentences about tasks and the reports on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.conclusions.queries import Part
from khworkflow.conclusions.wording import part_word
from khworkflow.core.i18n import gettext as _, ngettext
from khworkflow.reports.events import (
    ExplanationAsked,
    ExplanationGiven,
    LessonDropped,
    LessonMarked,
    LessonShared,
)
from khworkflow.tasks.events import (
    AgreementTakenBack,
    DirectiveAmended,
    DirectiveMeasured,
    DirectiveWithdrawn,
    EvidenceAdded,
    EvidenceJudged,
    ExtensionAsked,
    ExtensionDecided,
    ExtensionLapsed,
    ExtensionTakenBack,
    ReplyAgreed,
    ShareBroughtForward,
    TaskAmended,
    TaskDelegated,
    TaskHandedDown,
    TaskIssued,
    TaskMoved,
)
from khworkflow.tasks.item_events import ItemAdded, ItemCleared, ItemDropped, ItemEvidenceAdded, ItemRestored, ItemTicked
from khworkflow.tasks.lifecycle import Action, State
from khworkflow.web.history.telling import Told, written_day
from khworkflow.web.status import word_of

if TYPE_CHECKING:
    from khworkflow.eventlog.events import Event
    from khworkflow.web.history.telling import Sentence, Telling


def _issued(_telling: Telling, event: TaskIssued) -> Told:
    if event.parent_id is not None and event.due_on is not None:
        return Told(_("Handed this part down, due on %(day)s.", day=written_day(event.due_on)), event.words)
    if event.due_on is None:
        return Told(_("The task was given, to be reviewed at the half-year report."))
    return Told(_("The task was given, due on %(day)s.", day=written_day(event.due_on)))


def _moved(_telling: Telling, event: TaskMoved) -> Told:
    took_back = _("Took the last answer back")
    if event.extension_id is not None:
        took_back = _("Took the last answer back; the request for time waits again")
    said = {
        Action.ACKNOWLEDGE: _("Received the task"),
        Action.REPORT_PROGRESS: _("Reported progress"),
        Action.WAIT_OUTSIDE: _("Reported waiting for another body"),
        Action.START: _("Began the work"),
        Action.RESUME: _("Went on after another body had answered"),
        Action.SUBMIT: _("Handed in the result"),
        Action.SAY_DONE_BEFORE: _("Reported that it was already done before the conclusion"),
        Action.SAY_NOT_APPLICABLE: _("Reported that it does not apply here"),
        Action.REFUSE: _("Reported that it cannot be done"),
        Action.TAKE_BACK: took_back,
        Action.TAKE_BACK_COMPLETION: took_back,
        Action.ACCEPT: _("Confirmed the result"),
        Action.ACCEPT_IN_PART: _("Confirmed the result in part"),
        Action.HAND_BACK: _("Returned the result for completion"),
        Action.CLOSE_NOT_DONE: _("Closed the task as not possible"),
        Action.REOPEN: _("Took the task up again"),
        Action.WITHDRAW: _("Took the task back"),
        Action.SUPERSEDE: _("Let another task take its place"),
    }[Action(event.action)]
    return Told(_("%(what)s. State: %(state)s.", what=said, state=word_of(State(event.after)).lower()), event.words)


def _asked_for_time(_telling: Telling, event: ExtensionAsked) -> Told:
    old, new = written_day(event.old_due_on), written_day(event.new_due_on)
    return Told(_("Asked for time: from %(old)s to %(new)s", old=old, new=new), event.words)


def _time_decided(_telling: Telling, event: ExtensionDecided) -> Told:
    if event.is_granted:
        return Told(_("Granted more time: due on %(day)s", day=written_day(event.due_on)), event.words)
    return Told(_("Did not grant the time asked for: it stays due on %(day)s", day=written_day(event.due_on)), event.words)


def _time_lapsed(_telling: Telling, _event: ExtensionLapsed) -> Told:
    return Told(_("The request for time is no longer needed"))


def _time_taken_back(_telling: Telling, _event: ExtensionTakenBack) -> Told:
    return Told(_("Took the request for time back"))


def _judged(_telling: Telling, event: EvidenceJudged) -> Told:
    if event.is_accepted:
        return Told(_("Accepted the file “%(name)s”", name=event.name), event.words)
    return Told(_("Did not accept the file “%(name)s”", name=event.name), event.words)


def _agreed(_telling: Telling, _event: ReplyAgreed) -> Told:
    return Told(_("Agreed to what had been written down for the association"))


def _agreement_taken_back(_telling: Telling, _event: AgreementTakenBack) -> Told:
    return Told(_("Agrees no more to what had been written down for the association"))


def _withdrawn(_telling: Telling, event: DirectiveWithdrawn) -> Told:
    return Told(_("Took the directive back; told: %(names)s", names=", ".join(event.told) or "–"), event.words)


def _handed_down(_telling: Telling, event: TaskHandedDown) -> Told:
    day = written_day(event.due_on)
    return Told(_("Handed a part down to %(name)s, due on %(day)s.", name=event.name, day=day), event.words)


def _measured(_telling: Telling, event: DirectiveMeasured) -> Told:
    if event.is_counted:
        return Told(_("Let a directive be counted by the indicator “%(name)s”", name=event.name))
    return Told(_("Let a directive be counted by the indicator “%(name)s” no more", name=event.name))


def _directive_amended(telling: Telling, event: DirectiveAmended) -> Told:
    named = [(_("given to: %(names)s"), event.given_to), (_("taken back from: %(names)s"), event.taken_from)]
    said = [
        *(
            [ngettext("another due day for %(num)d task", "another due day for %(num)d tasks", len(event.dated))]
            if event.dated
            else []
        ),
        *(
            [ngettext("another part for %(num)d task", "another part for %(num)d tasks", len(event.recast))]
            if event.recast
            else []
        ),
        *(
            [
                ngettext(
                    "%(num)d part handed down is due with its whole", "%(num)d parts handed down are due with their whole", parts
                )
            ]
            if (parts := len(event.brought_forward))
            else []
        ),
        *(text % {"names": names} for text, numbers in named if (names := _names(telling, numbers))),
        *([_("new words take its place")] if event.replaced_by else []),
        *([_("by the paper No. %(number)s", number=event.paper)] if event.paper else []),
        _("told: %(name)s", name=", ".join(event.told) or "–"),
    ]
    return Told(_("Amended a directive: %(what)s", what="; ".join(said)), event.words)


def _names(telling: Telling, numbers: tuple[int, ...]) -> str:
    return ", ".join(telling.associations[one] for one in numbers if one in telling.associations)


def _task_amended(_telling: Telling, event: TaskAmended) -> Told:
    said = _("Amended by the committee")
    if event.due_on is not None and event.due_on != event.old_due_on:
        said = _("Amended by the committee: due on %(day)s", day=written_day(event.due_on))
    if event.part != event.old_part:
        part = part_word(Part(event.part)).lower()
        said = _("%(what)s; its part from now on: %(part)s", what=said, part=part)
    return Told(said, event.words)


def _brought_forward(_telling: Telling, event: ShareBroughtForward) -> Told:
    days = {"day": written_day(event.due_on), "old": written_day(event.old_due_on)}
    said = _(
        "Due on %(day)s (it was %(old)s), with the task of %(association)s of which it is a part", association=event.name, **days
    )
    return Told(said, event.words)


def _delegated(_telling: Telling, event: TaskDelegated) -> Told:
    if event.person_id is None:
        return Told(_("Took the task back into the chair's own hands"))
    return Told(_("Let %(name)s answer in the association's name", name=event.name))


def _ticked(_telling: Telling, event: ItemTicked) -> Told:
    return Told(_("Step %(place)s done: %(text)s", place=event.place, text=event.text), event.words)


def _item_evidence(_telling: Telling, event: ItemEvidenceAdded) -> Told:
    return Told(_("Added to step %(place)s: %(names)s", place=event.place, names=", ".join(event.names)))


def _cleared(_telling: Telling, event: ItemCleared) -> Told:
    return Told(_("Step %(place)s is not done after all: %(text)s", place=event.place, text=event.text))


def _item_added(_telling: Telling, event: ItemAdded) -> Told:
    return Told(_("Added step %(place)s: %(text)s", place=event.place, text=event.text))


def _item_dropped(_telling: Telling, event: ItemDropped) -> Told:
    return Told(_("Step %(place)s does not apply: %(text)s", place=event.place, text=event.text), event.words)


def _item_restored(_telling: Telling, event: ItemRestored) -> Told:
    return Told(_("Step %(place)s applies after all: %(text)s", place=event.place, text=event.text))


def _evidence_added(_telling: Telling, event: EvidenceAdded) -> Told:
    return Told(_("Added to the answer: %(names)s", names=", ".join(event.names)))


def _explanation_asked(telling: Telling, event: ExplanationAsked) -> Told:
    name = telling.associations.get(event.association_id) or _("an association")
    return Told(_("Asked %(name)s for an explanation by %(day)s.", name=name, day=written_day(event.answer_by)))


def _explanation_given(_telling: Telling, event: ExplanationGiven) -> Told:
    return Told(_("Answered the letter that asks for an explanation."), event.words)


def _lesson_marked(_telling: Telling, event: LessonMarked) -> Told:
    return Told(_("Marked this as good practice"), event.words)


def _lesson_shared(_telling: Telling, _event: LessonShared) -> Told:
    return Told(_("Shared the good practice with every association"))


def _lesson_dropped(_telling: Telling, _event: LessonDropped) -> Told:
    return Told(_("Took the mark of good practice away"))


SENTENCES: Final[dict[type[Event], Sentence]] = {
    TaskIssued: _issued,
    TaskMoved: _moved,
    ExtensionAsked: _asked_for_time,
    ExtensionDecided: _time_decided,
    ExtensionLapsed: _time_lapsed,
    ExtensionTakenBack: _time_taken_back,
    EvidenceJudged: _judged,
    ReplyAgreed: _agreed,
    AgreementTakenBack: _agreement_taken_back,
    TaskDelegated: _delegated,
    TaskHandedDown: _handed_down,
    ShareBroughtForward: _brought_forward,
    ItemTicked: _ticked,
    ItemEvidenceAdded: _item_evidence,
    ItemCleared: _cleared,
    ItemAdded: _item_added,
    ItemDropped: _item_dropped,
    ItemRestored: _item_restored,
    EvidenceAdded: _evidence_added,
    DirectiveMeasured: _measured,
    DirectiveAmended: _directive_amended,
    DirectiveWithdrawn: _withdrawn,
    TaskAmended: _task_amended,
    ExplanationAsked: _explanation_asked,
    ExplanationGiven: _explanation_given,
    LessonMarked: _lesson_marked,
    LessonShared: _lesson_shared,
    LessonDropped: _lesson_dropped,
}
