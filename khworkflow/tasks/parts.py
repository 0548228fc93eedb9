"""The parts of a letter that tell of tasks, from the state of now; None when no longer true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from khworkflow.core import clock, links
from khworkflow.core.db import database
from khworkflow.core.i18n import day, gettext as _, lazy_gettext, ngettext
from khworkflow.mailing import desk
from khworkflow.mailing.parts import Counts, Line, Part
from khworkflow.tasks import answering, judging, queries, telling
from khworkflow.tasks.lifecycle import WITH_ASSOCIATION, Action, Claim, State
from khworkflow.tasks.models import Extension, ExtensionState, Reply, Task
from khworkflow.tasks.schedule import days_left, days_overdue, is_near

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from khworkflow.mailing.models import Owed

DECISIONS: Final = {
    Action.ACCEPT.value: lazy_gettext("The committee confirmed it as done."),
    Action.ACCEPT_IN_PART.value: lazy_gettext("The committee confirmed it as done in part."),
    Action.HAND_BACK.value: lazy_gettext("The committee returned it for completion."),
    Action.CLOSE_NOT_DONE.value: lazy_gettext("The committee closed it as not possible."),
    Action.REOPEN.value: lazy_gettext("The committee took it up again."),
}
#: The same of a share, by the association that handed it down.
DECISIONS_OF_SHARES: Final = {
    Action.ACCEPT.value: lazy_gettext("%(association)s confirmed it as done."),
    Action.ACCEPT_IN_PART.value: lazy_gettext("%(association)s confirmed it as done in part."),
    Action.HAND_BACK.value: lazy_gettext("%(association)s returned it for completion."),
    Action.CLOSE_NOT_DONE.value: lazy_gettext("%(association)s closed it as not possible."),
    Action.REOPEN.value: lazy_gettext("%(association)s took it up again."),
}
#: What the association says of a task that waits for confirmation, where it is not simply done.
CLAIMS: Final = {
    Claim.DONE_BEFORE: lazy_gettext("already done before the conclusion"),
    Claim.NOT_APPLICABLE: lazy_gettext("does not apply here"),
    Claim.REFUSED: lazy_gettext("says that it cannot be done"),
}
_BACK: Final = {Action.HAND_BACK.value, Action.REOPEN.value}
_WORDS_MOST: Final = 300


def conclusion_issued(owed: Owed) -> Part | None:
    """Tell one association what a conclusion asks of it: one letter, not one for each task."""
    where = (number_of(owed), owed.detail["association_id"])
    of_it = desk.of("tasks of conclusion", where, lambda: telling.of_conclusions([where[0]], [where[1]]).get(where, []))
    tasks = [task for task in of_it if task.state in WITH_ASSOCIATION]
    if not tasks:
        return None
    conclusion, today = tasks[0].directive.conclusion, clock.today()
    return Part(
        heading=_("Conclusion No. %(number)s: %(title)s", number=conclusion.number or "…", title=conclusion.title),
        intro=ngettext(
            "%(association)s has %(num)s task of this conclusion. Please confirm that it was received.",
            "%(association)s has %(num)s tasks of this conclusion. Please confirm that they were received.",
            len(tasks),
            association=tasks[0].association.short_name,
        ),
        lines=lines(tasks, today, to=owed.person_id),
        rank=1,  # before the digest, which would otherwise have told its lines already
        link=(_("Read the conclusion"), links.conclusion(conclusion.id)),
        counts=Counts(new=frozenset(task.id for task in tasks)) | counts(tasks, today),
    )


def task_handed_down(owed: Owed) -> Part | None:
    """Tell an association what part of its task the one above handed down to it."""
    share = task_of(owed)
    if share is None or share.parent is None or share.state not in WITH_ASSOCIATION:
        return None
    today = clock.today()
    told = line(share, today, to=owed.person_id)
    giver = share.parent.association.short_name
    return Part(
        heading=_("Work handed down by %(association)s", association=giver),
        intro=_("%(association)s asks: “%(words)s”", association=giver, words=share.asked),
        lines=(told,),
        rank=1,
        counts=Counts(new=frozenset({share.id})) | counts([share], today),
    )


def task_submitted(owed: Owed) -> Part | None:
    """Tell the committee that a result waits for its confirmation."""
    task = task_of(owed)
    if task is None or task.state is not State.SUBMITTED:
        return None
    waited = (clock.today() - clock.day_of(task.submitted_at)).days if task.submitted_at else 0
    note = ngettext("waiting for %(num)s day", "waiting for %(num)s days", waited) if waited else _("handed in today")
    if task.claim in CLAIMS:
        note = f"{CLAIMS[task.claim]}, {note}"
    line = Line(f"{task.association.short_name}: {task.directive.title}", note, links.task(task.id), key=f"submitted-{task.id}")
    return Part(_("Results to confirm"), (line,), rank=20, counts=Counts(waiting=frozenset({task.id})))


def task_decided(owed: Owed) -> Part | None:
    """Tell the association what was decided, in the committee's words."""
    task, reply = task_of(owed), database.session.get(Reply, owed.detail["reply_id"])
    if task is None or reply is None or (owed.detail["action"] in _BACK and task.state is not State.RETURNED):
        return None
    note = _decision(task, owed.detail["action"])
    if task.state is State.CLOSED_NOT_DONE and task.claim is Claim.NOT_APPLICABLE:
        note = _agreement(task)
    note += quoted(reply.words) + _not_accepted(task)
    if task.state is State.RETURNED and task.due_on:
        note += " " + _("New due day: %(day)s.", day=day(task.due_on))
    line = Line(task.directive.title, note, answering.address(task, owed.person_id), key=f"decided-{reply.id}")
    return Part(_heading(task), (line,), rank=30, counts=Counts(decided=frozenset({task.id})))


def _heading(task: Task) -> str:
    if task.parent is None:
        return _("What was decided")
    return _("What %(association)s decided", association=task.parent.association.short_name)


def _decision(task: Task, action: str) -> str:
    """Return what was decided, by whom: the committee, or the association that handed it down."""
    if task.parent is None:
        return str(DECISIONS[action])
    return str(DECISIONS_OF_SHARES[action]) % {"association": task.parent.association.short_name}


def _agreement(task: Task) -> str:
    if task.parent is None:
        return _("The committee agreed that it does not apply here.")
    return _("%(association)s agreed that it does not apply here.", association=task.parent.association.short_name)


def extension_asked(owed: Owed) -> Part | None:
    """Tell the committee that an association asks for time."""
    task, extension = task_of(owed), database.session.get(Extension, owed.detail["extension_id"])
    if task is None or extension is None or extension.state is not ExtensionState.PENDING:
        return None
    note = _("asks to move %(old)s to %(new)s.", old=day(extension.old_due_on), new=day(extension.new_due_on))
    text = f"{task.association.short_name}: {task.directive.title}"
    line = Line(text, note + quoted(extension.reason), links.task(task.id), key=f"extension-{extension.id}")
    return Part(_("Requests for time to decide"), (line,), rank=21, counts=Counts(asking=frozenset({task.id})))


def extension_decided(owed: Owed) -> Part | None:
    """Tell the association whether it got the time, and until when."""
    task, extension = task_of(owed), database.session.get(Extension, owed.detail["extension_id"])
    if task is None or extension is None or task.state not in WITH_ASSOCIATION:
        return None
    if extension.state is ExtensionState.GRANTED and extension.granted_due_on == task.due_on and task.due_on:
        note = _("More time was granted. New due day: %(day)s.", day=day(task.due_on))
    elif extension.state is ExtensionState.REFUSED:
        note = _("The time asked for was not granted. It stays due on %(day)s.", day=day(extension.old_due_on))
    else:
        return None
    line = Line(task.directive.title, note + quoted(extension.decision), links.task(task.id), key=f"extension-{extension.id}")
    return Part(_heading(task), (line,), rank=30, counts=Counts(decided=frozenset({task.id})))


def task_withdrawn(owed: Owed) -> Part | None:
    """Tell the association that it need not do the task any more, and why."""
    task = task_of(owed)
    if task is None or task.state not in (State.WITHDRAWN, State.SUPERSEDED):
        return None
    note = _("It was taken back.") if task.state is State.WITHDRAWN else _("Another task takes its place.")
    line = Line(task.directive.title, note + quoted(queries.ending_words(task)), links.task(task.id), key=f"withdrawn-{task.id}")
    return Part(_heading(task), (line,), rank=30, counts=Counts(decided=frozenset({task.id})))


def task_of(owed: Owed) -> Task | None:
    """Return the task that is to be told of, if it still exists."""
    return telling.of_ids([number_of(owed)]).get(number_of(owed))


def number_of(owed: Owed) -> int:
    """Return the number in "task:12"."""
    return int(owed.subject.rpartition(":")[2])


def lines(tasks: Iterable[Task], today: date, *, to: int) -> tuple[Line, ...]:
    """Return a line for each task with its due day, and the link by which the person answers it."""
    address = answering.addresses(to)
    return tuple(_line(task, today, address(task)) for task in tasks)


def line(task: Task, today: date, *, to: int) -> Line:
    """Return the task's line: what, by when, how late, and the link by which the person answers it."""
    return _line(task, today, answering.address(task, to))


def _line(task: Task, today: date, url: str) -> Line:
    late, left = days_overdue(task.state, task.late_after, today), days_left(task.due_on, today)
    urgency = ""
    if task.due_on is None or left is None:
        note = _("no date, reviewed at the half-year report")
    elif late:
        note, urgency = _("overdue by %(days)s (due %(day)s)", days=_days(late), day=day(task.due_on)), "late"
    elif task.state is State.WAITING_OUTSIDE:
        note = _("due %(day)s; waiting for another body", day=day(task.due_on))
    elif left == 0:
        note, urgency = _("due today, %(day)s", day=day(task.due_on)), "due"
    elif is_near(task.state, task.due_on, today):
        note, urgency = _("due %(day)s, %(days)s left", day=day(task.due_on), days=_days(left)), "due"
    else:
        note = _("due %(day)s", day=day(task.due_on))
    return Line(task.directive.title, note, url, key=f"task-{task.id}", urgency=urgency)


def counts(tasks: Iterable[Task], today: date) -> Counts:
    """Return how many of the tasks are late and due, for the subject."""
    tasks = list(tasks)
    late = frozenset(task.id for task in tasks if days_overdue(task.state, task.late_after, today))
    due = frozenset(task.id for task in tasks if is_near(task.state, task.due_on, today))
    return Counts(late=late, due=due, open=frozenset(task.id for task in tasks))


def quoted(words: str) -> str:
    """Return the words as they follow a sentence: in quotes, at most three hundred letters; nothing for none."""
    if not words:
        return ""
    return " " + _("“%(words)s”", words=words if len(words) <= _WORDS_MOST else words[:_WORDS_MOST].rstrip() + "…")


def _not_accepted(task: Task) -> str:
    """Return which files were not accepted when the task came back, and why."""
    files = [_("“%(name)s” (%(reason)s)", name=one.file.name, reason=one.reason) for one in judging.not_accepted(task)]
    return " " + _("Files not accepted: %(files)s.", files="; ".join(files)) if files else ""


def _days(number: int) -> str:
    return ngettext("%(num)d day", "%(num)d days", number)
