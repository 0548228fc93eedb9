"""The form by which a mail is entered as a reply: the kind of answer is nobody's but the reader's to choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from khworkflow.core.i18n import day, lazy_gettext as _
from khworkflow.inbound.commands import REASON_MOST
from khworkflow.web.fields import Form, TextLine
from khworkflow.web.tasks.forms import ANSWERS, AnswerForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from khworkflow.inbound.models import InboundMail
    from khworkflow.tasks.models import Task


class MailForm(AnswerForm):
    """Which task, which answer, in whose words, with which of the files that hung on the mail."""

    task_id = RadioField(
        _("Which task is it about?"), [InputRequired(_("Please choose the task."))], coerce=int, validate_choice=True
    )
    said_by = TextLine(
        _("Who wrote it?"),
        [DataRequired(_("Please name the person who wrote it.")), Length(max=150, message=_("The name is too long."))],
    )
    kept = SelectMultipleField(
        _("Files to keep with the reply"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    files = None  # type: ignore[assignment]  # left out, the way of WTForms
    seen_version = None  # type: ignore[assignment]
    client_key = None  # type: ignore[assignment]

    def offer(self, tasks: Sequence[Task], mail: InboundMail) -> None:
        """Offer the tasks that it can be about, and the files that hung on it."""
        undated = _("reviewed at the half-year report")
        self.task_id.choices = [
            SelectChoice(task.id, f"{task.directive.title} ({day(task.due_on) if task.due_on else undated})") for task in tasks
        ]
        self.kept.choices = [SelectChoice(one.file_id, one.file.name) for one in mail.files]
        self.choice.choices = list(ANSWERS)

    def begin(self, mail: InboundMail) -> None:
        """Choose beforehand what the mail itself says: its one task, all its files; never the answer."""
        self.task_id.data = mail.task_id
        self.kept.data = [one.file_id for one in mail.files]


class DropForm(Form):
    """Why a mail is not entered."""

    reason = TextLine(_("Why is it not entered?"), [DataRequired(_("Please say in a few words why.")), Length(max=REASON_MOST)])
