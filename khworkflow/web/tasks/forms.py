"""Forms about tasks: they parse and explain, and decide nothing."""

from __future__ import annotations

from typing import Final

from wtforms import HiddenField, IntegerField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length
from wtforms.widgets import HiddenInput

from khworkflow.core.i18n import lazy_gettext as _
from khworkflow.tasks.commands import WORDS_MOST
from khworkflow.web.fields import DayField, FilesField, Form, TextArea

ANSWERS: Final = [
    SelectChoice("submit", _("It is done")),
    SelectChoice("report_progress", _("In progress")),
    SelectChoice("wait_outside", _("Waiting for another body")),
]


class AnswerForm(Form):
    """Where the work stands, in the words of the association; nothing is preselected."""

    choice = RadioField(
        _("How far is this work?"),
        choices=ANSWERS,
        validators=[DataRequired(_("Please choose one of the answers."))],
        validate_choice=True,
    )
    words = TextArea(
        _("Result and situation"),
        [DataRequired(_("Please say it in a few words.")), Length(max=WORDS_MOST, message=_("The text is too long."))],
    )
    files = FilesField(_("Photographs and documents (if any)"))
    seen_version = IntegerField(widget=HiddenInput(), validators=[DataRequired(_("Please open the page again."))])
    client_key = HiddenField(validators=[DataRequired(_("Please open the page again.")), Length(max=64)])

    def leave_out(self, choice: str) -> None:
        """Do not offer the answer: it is not this person's to give."""
        self.choice.choices = [one for one in ANSWERS if one.value != choice]


class DecisionForm(Form):
    """What the committee decides about a submitted result."""

    choice = RadioField(
        _("Decision"),
        choices=[
            SelectChoice("accept", _("Confirm as done")),
            SelectChoice("accept_in_part", _("Confirm in part")),
            SelectChoice("hand_back", _("Return for completion")),
            SelectChoice("close_not_done", _("Close: could not be done")),
        ],
        validators=[DataRequired(_("Please choose one of the decisions."))],
    )
    words = TextArea(_("Reason or remark"), [Length(max=WORDS_MOST, message=_("The text is too long."))])
    due_on = DayField(_("New date, when returned"))
    seen_version = IntegerField(widget=HiddenInput(), validators=[DataRequired(_("Please open the page again."))])
    client_key = HiddenField(validators=[DataRequired(_("Please open the page again.")), Length(max=64)])


class AcknowledgementForm(Form):
    """The version of the task on the page where "received" was pressed."""

    seen_version = IntegerField(widget=HiddenInput(), validators=[DataRequired(_("Please open the page again."))])
