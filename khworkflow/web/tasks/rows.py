"""What lies before the committee about one task: its answer, its files, its request for time, and the forms that decide them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from khworkflow.core import calendar, clock
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.tasks import commands, extensions, judging, policies, queries, shares
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.judging import Verdict
from khworkflow.tasks.lifecycle import Action, State
from khworkflow.web.tasks.deciding_forms import DecisionForm, FileForm, SeenForm, SomeDecisionForm, SomeTimeForm, TimeForm
from khworkflow.web.tasks.views import explain, fresh

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from flask_wtf import FlaskForm
    from wtforms import Field

    from khworkflow.core.authz import Actor
    from khworkflow.tasks.models import Evidence, Extension, Reply, Task

WORKING_DAYS_TO_COMPLETE = 5


@dataclass
class Row:
    """One task before the committee; what it may not decide has no form."""

    task: Task
    reply: Reply | None = None
    replies: list[Reply] = field(default_factory=list)  # all of them, where they are shown
    extension: Extension | None = None
    decision: DecisionForm | None = None
    time: SomeTimeForm | None = None
    files: dict[int, FileForm] = field(default_factory=dict)  # by the number of the evidence
    looked: SeenForm | None = None  # where files are judged and nothing is decided
    shown: list[tuple[Reply, Evidence]] = field(default_factory=list)
    brought_forward: list[str] = field(default_factory=list)  # parts handed down that would be due with it
    at_fault: FlaskForm | None = None  # the form that is being carried out
    number: int = 0  # of the task, also when its row is gone from the session

    def __post_init__(self) -> None:
        """Remember of which task it is."""
        self.number = self.task.id

    @property
    def is_open(self) -> bool:
        """Whether there is something to decide."""
        return bool(self.forms)

    @property
    def forms(self) -> list[FlaskForm]:
        """All forms of the row."""
        return [one for one in (self.decision, self.time, *self.files.values()) if one is not None]

    @property
    def is_chosen(self) -> bool:
        """Whether something was chosen in it."""
        return any(form.choice.data for form in self.forms)

    @property
    def is_decided(self) -> bool:
        """Whether a result or a request is decided, and its association told: of files alone nobody is told by letter."""
        return any(form is not None and form.choice.data for form in (self.decision, self.time))

    @property
    def new_due_on(self) -> date | None:
        """By when it would be completed, if it is returned."""
        form = self.decision
        is_returned = form is not None and form.choice.data == Action.HAND_BACK.value
        return (form.due_on.data or five_days_on()) if form is not None and is_returned else None

    def validate(self) -> bool:
        """Let each form read what was sent; return whether all could."""
        return not [form for form in self.forms if not form.validate()]

    @property
    def seen_version(self) -> int:
        """The version of the task that stood on the page; 0 where none was sent."""
        form = self.decision or self.looked
        return form.seen_version.data or 0 if form is not None else 0

    @property
    def refusals(self) -> list[tuple[str, str]]:
        """What was refused in it: where on the page it stands, and why."""
        return [(_place(form, one), str(error)) for form in self.forms for one in form for error in one.errors]

    def judged(self) -> list[tuple[str, FileForm]]:
        """Return the names of the files about which something was chosen, with what."""
        chosen = {number: form for number, form in self.files.items() if form.choice.data}
        return [(one.file.name, chosen[one.id]) for _reply, one in self.shown if one.id in chosen]

    def carry_out(self, actor: Actor) -> None:
        """Do what was chosen, the files first: what is not accepted is a reason to return the result.

        Raises:
            Refused: one of them cannot be; it stands explained at its form.

        """
        for reply, evidence in self.shown:
            form = self.files.get(evidence.id)
            if form is not None and form.choice.data:
                self.at_fault = form
                seen = self.seen_version
                judging.judge(actor, self.task, reply, evidence, Verdict(form.choice.data), form.words.data, seen_version=seen)
        if self.decision is not None and self.decision.choice.data:
            self.at_fault = self.decision
            decide(actor, self.task, self.decision)
        if self.time is not None and self.extension is not None and self.time.choice.data:
            self.at_fault = self.time
            settle(actor, self.task, self.extension, self.time)

    def look_again(self) -> bool:
        """Return whether the task changed since the page was made; its choice is open again then, and what was typed stays."""
        changed: list[FlaskForm] = []
        if self.decision is not None and self.decision.seen_version.data != self.task.version:
            self.decision.seen_version.data = self.task.version
            changed.append(self.decision)
        if self.time is not None and self.extension is not None and self.time.extension_id.data != self.extension.id:
            self.time.extension_id.data = self.extension.id
            changed.append(self.time)
        if self.looked is not None and self.looked.seen_version.data != self.task.version:
            self.looked = SeenForm(formdata=None, prefix=f"t{self.number}-", data={"seen_version": self.task.version})
            changed += self.files.values()
        for form in changed:
            form.choice.data = None
            form.choice.errors = [_("This changed while you were deciding; please look at it again.")]
        return bool(changed)

    def with_forms_of(self, rows: Iterable[Row]) -> Row:
        """Return the row with the forms that stood on the page before, as they were typed and explained."""
        for old in rows:
            if old.number == self.number:
                self.decision = old.decision if self.decision else None
                self.time = old.time if self.time else None
                self.files = old.files if self.files else {}
        return self

    def explain(self, error: Refused) -> None:
        """Put the refusal at the form that was refused."""
        if self.at_fault is not None:
            explain(self.at_fault, error)


def rows_of(actor: Actor, tasks: Iterable[Task], *, is_sent: bool) -> list[Row]:
    """Return the tasks with what the actor may decide about each: first those that wait for it.

    Args:
        actor: who reads.
        tasks: in the order in which they are shown.
        is_sent: whether the forms were sent with this request; else they are new.

    """
    several = list(tasks)
    results, pending = queries.latest_results(several), queries.pending_of([task.id for task in several])
    rows = []
    for task in several:
        row = Row(task, reply=results.get(task.id), extension=pending.get(task.id))
        if task.state is State.SUBMITTED and policies.decide_task(actor, task):
            known = {} if is_sent else fresh(task) | {"due_on": five_days_on()}
            row.decision = SomeDecisionForm(prefix=f"t{task.id}-", data=known).fit(task)
        add_time(actor, row, is_sent=is_sent)
        add_files(actor, row, [row.reply] if row.reply else [])
        rows.append(row)
    return sorted(rows, key=lambda row: not row.is_open)


def requests_of(actor: Actor, *, is_sent: bool) -> list[Row]:
    """Return the requests for time that wait, longest waiting first, each with its form where the actor decides it."""
    rows = [Row(task, extension=extension) for task, extension in queries.requests_for_time(actor)]
    for row in rows:
        add_time(actor, row, is_sent=is_sent)
    return rows


def add_parts(rows: Iterable[Row]) -> None:
    """Let each row that returns a task name the parts handed down that would be due with it."""
    several = {row.number: row for row in rows}
    days = {number: row.new_due_on for number, row in several.items()}
    for row in several.values():
        row.brought_forward = []
    for share in shares.later_than({number: day for number, day in days.items() if day is not None}):
        several[share.parent_id or 0].brought_forward.append(share.association.short_name)


def add_files(actor: Actor, row: Row, replies: Iterable[Reply]) -> None:
    """Let the row ask about each file among the replies that the actor may judge."""
    row.shown = judging.to_judge(actor, row.task, replies)
    row.files = {evidence.id: FileForm(prefix=f"f{evidence.id}-") for _reply, evidence in row.shown}
    if row.files and row.decision is None:
        row.looked = SeenForm(prefix=f"t{row.number}-", data={"seen_version": row.task.version})


def add_time(actor: Actor, row: Row, *, is_sent: bool) -> None:
    """Let the row ask about its request for time, if the actor decides it; the day asked for stands in the form."""
    asked = row.extension
    if asked is not None and policies.decide_extension(actor, row.task, asked):
        known = {} if is_sent else {"due_on": asked.new_due_on, "extension_id": asked.id}
        row.time = SomeTimeForm(prefix=f"x{row.task.id}-", data=known)


def _place(form: FlaskForm, field: Field) -> str:
    """Return where on the page the field's refusal is seen; what is hidden is told at the choice."""
    is_hidden = getattr(field.widget, "input_type", "") == "hidden"
    return str(form.choice.id if is_hidden else field.id)


def decide(actor: Actor, task: Task, form: DecisionForm) -> None:
    """Record the decision about what an association says."""
    answer = Answer(form.said, form.client_key.data or "", form.seen_version.data or 0)
    match Action(form.choice.data):
        case Action.ACCEPT:
            commands.accept(actor, task, answer)
        case Action.ACCEPT_IN_PART:
            commands.accept(actor, task, answer, in_part=True)
        case Action.CLOSE_NOT_DONE:
            commands.close_not_done(actor, task, answer)
        case _:
            commands.hand_back(actor, task, answer, form.due_on.data or five_days_on())


def settle(actor: Actor, task: Task, extension: Extension, form: TimeForm) -> None:
    """Record the decision about a request for time; without another day it is the one asked for."""
    if form.choice.data == "grant":
        extensions.grant(actor, task, extension, form.due_on.data or extension.new_due_on, form.words.data)
    else:
        extensions.refuse(actor, task, extension, form.words.data)


def five_days_on() -> date:
    """Return the day until which a returned result is to be completed unless another is chosen."""
    return calendar.add_working_days(clock.today(), WORKING_DAYS_TO_COMPLETE)
