"""Forms of an association's answers: they parse and explain, and decide nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from wtforms import BooleanField, DateTimeLocalField, HiddenField, IntegerField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional, ValidationError
from wtforms.widgets import HiddenInput

from khworkflow.core.clock import OFFICE
from khworkflow.core.i18n import gettext, lazy_gettext as _
from khworkflow.tasks.commands import WORDS_MOST, Said, SaidHow
from khworkflow.tasks.lifecycle import Action
from khworkflow.web.fields import DayField, FilesField, Form, TextArea, TextLine

if TYPE_CHECKING:
    from collections.abc import Sequence

_AGAIN: Final = _("Please open the page again.")
DECLINE: Final = "decline"
ANSWERS: Final = [
    SelectChoice("submit", _("It is done")),
    SelectChoice("report_progress", _("In progress")),
    SelectChoice("wait_outside", _("Waiting for another body")),
    SelectChoice(DECLINE, _("It cannot be done")),
]
_REASONS: Final = {Action.SAY_NOT_APPLICABLE.value, Action.REFUSE.value}
#: Answers that speak in the association's name: the chair's, or his delegate's.
OF_CHAIR: Final = {"submit", DECLINE}


class PercentField(IntegerField):
    """How far it is; what is no whole number is told plainly."""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read the number."""
        try:
            super().process_formdata([value.strip().removesuffix("%").strip() for value in valuelist])
        except ValueError:
            self.data = None
            raise ValueError(gettext("Please write a whole number from 0 to 100.")) from None


class StepForm(Form):
    """The version of the task on the page where a button without words was pressed."""

    seen_version = IntegerField(widget=HiddenInput(), validators=[DataRequired(_AGAIN)])


class AnswerForm(Form):
    """Where the work stands, in the words of the association; nothing is preselected."""

    choice = RadioField(
        _("How far is this work?"),
        choices=ANSWERS,
        validators=[DataRequired(_("Please choose one of the answers."))],
        validate_choice=True,
    )
    was_before = BooleanField(_("It was already done before the conclusion (please add the paper that shows it)"))
    percent = PercentField(_("About how many percent are done? (if known)"), [Optional()])
    decline = RadioField(
        _("Why?"),
        choices=[
            SelectChoice("say_not_applicable", _("It does not apply to our association (please add a paper)")),
            SelectChoice("refuse", _("It applies, but we cannot do it")),
        ],
        validate_choice=False,  # asked for only beside one answer
    )
    words = TextArea(
        _("Result and situation"),
        [DataRequired(_("Please say it in a few words.")), Length(max=WORDS_MOST, message=_("The text is too long."))],
    )
    files = FilesField(_("Photographs and documents (if any)"))
    despite_open = BooleanField(_("We know that parts of it are not finished, and send it all the same"))
    seen_version = IntegerField(widget=HiddenInput(), validators=[DataRequired(_AGAIN)])
    client_key = HiddenField(validators=[DataRequired(_AGAIN), Length(max=64)])

    def leave_out_claims(self) -> None:
        """Do not offer the answers that are not this person's to give."""
        self.choice.choices = [one for one in ANSWERS if one.value not in OF_CHAIR]

    def validate_decline(self, field: RadioField) -> None:
        """Ask why, where it is said that the task cannot be done."""
        if self.choice.data == DECLINE and field.data not in _REASONS:
            raise ValidationError(gettext("Please choose one of the reasons."))

    @property
    def action(self) -> Action:
        """What the answer does to the task."""
        if self.choice.data == DECLINE:
            return Action(self.decline.data)
        if self.choice.data == "submit" and self.was_before.data:
            return Action.SAY_DONE_BEFORE
        return Action(self.choice.data)


class RecordForm(AnswerForm):
    """What an association said to the office, typed by somebody of the office."""

    said_by = TextLine(
        _("Who said it?"),
        [DataRequired(_("Please name the person who said it.")), Length(max=150, message=_("The name is too long."))],
    )
    said_how = RadioField(
        _("How?"),
        choices=[
            SelectChoice(SaidHow.TELEPHONE.value, _("On the telephone")),
            SelectChoice(SaidHow.MESSAGE.value, _("By Zalo or text message")),
            SelectChoice(SaidHow.IN_PERSON.value, _("In person")),
            SelectChoice(SaidHow.PAPER.value, _("On paper")),
        ],
        validators=[DataRequired(_("Please choose how it was said."))],
    )
    said_at = DateTimeLocalField(
        _("When?"),
        [DataRequired(_("Please say when it was said."))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"],
    )

    @property
    def said(self) -> Said:
        """Whose words they are; the hour is that of the office's clock."""
        there: datetime = self.said_at.data  # type: ignore[assignment]  # a form found valid has one
        return Said(self.said_by.data, SaidHow(self.said_how.data), there.replace(tzinfo=OFFICE).astimezone(UTC))


class ExtensionForm(Form):
    """Until when more time is asked for, and why."""

    due_on = DayField(_("Move the due day to"), [DataRequired(_("Please choose a day."))])
    words = TextArea(
        _("Reason"),
        [DataRequired(_("Please say it in a few words.")), Length(max=WORDS_MOST, message=_("The text is too long."))],
    )
    seen_version = IntegerField(widget=HiddenInput(), validators=[DataRequired(_AGAIN)])
    client_key = HiddenField(validators=[DataRequired(_AGAIN), Length(max=64)])


class EvidenceForm(Form):
    """Files that follow an answer."""

    files = FilesField(_("Photographs and documents"))


class TakingBackForm(Form):
    """That an answer is to count no more; nothing is ticked beforehand."""

    sure = BooleanField(_("Yes, this answer shall not count"), [DataRequired(_("Please tick this to take it back."))])


class ItemForm(Form):
    """What was done for a step of the checklist."""

    words = TextLine(_("Which paper? (number, day)"), [Length(max=500, message=_("The text is too long."))])
    files = FilesField(_("Photographs or documents (if any)"))
    client_key = HiddenField(validators=[Length(max=64)])
    over = HiddenField()  # what somebody else said of the step, and the page of the conflict showed


class NewItemForm(Form):
    """A step for one task alone."""

    words = TextLine(_("What is to be done"), [DataRequired(_("Please say what is to be done in this step."))])
    evidence = TextLine(_("Paper or picture that shows it (if any)"))
    approver = TextLine(_("Outside body that has to agree (if any)"))


class DropForm(Form):
    """Why a step does not apply to a task."""

    words = TextLine(
        _("Why does this step not apply?"),
        [DataRequired(_("Please say why the step does not apply here.")), Length(max=500, message=_("The text is too long."))],
    )
    over = HiddenField()  # what somebody else said of the step, and the page of the conflict showed
