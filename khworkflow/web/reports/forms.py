"""Forms of reports."""

from __future__ import annotations

from typing import Final

from wtforms import IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from khworkflow.core.i18n import lazy_gettext as _
from khworkflow.reports.commands import WORDS_MOST
from khworkflow.reports.explanations import WORDS_MOST as ANSWER_MOST
from khworkflow.reports.lessons import WORDS_MOST as LESSON_MOST
from khworkflow.reports.queries import Layout, OnTime, Passage, ReportKind
from khworkflow.reports.templates import WHY_MOST as TEMPLATE_WHY_MOST
from khworkflow.web.fields import DayField, FilesField, Form, OneFileField, TextArea, TextLine

#: What each kind of paper is called.
KINDS: Final = {
    ReportKind.STATUS: _("Report on how the conclusion is carried out"),
    ReportKind.NOTICE: _("The conclusion itself as a notice, with its assignment of tasks"),
    ReportKind.URGING: _("Letter urging one association"),
    ReportKind.EXPLANATION: _("Letter asking one association to explain what is overdue"),
    ReportKind.PERIOD: _("Report of a period"),
    ReportKind.HANDOVER: _("Minutes of handing tasks over to another association"),
    ReportKind.REMAINING: _("Sheet of what an association still has to do"),
}
_ON_CONCLUSION: Final = (ReportKind.STATUS, ReportKind.NOTICE, ReportKind.URGING, ReportKind.EXPLANATION)
_ON_ONE: Final = (ReportKind.REMAINING, ReportKind.HANDOVER)


def _to_number(text: str | None) -> int | None:
    return int(text) if text else None


def _offered(kinds: tuple[ReportKind, ...]) -> list[SelectChoice]:
    return [SelectChoice(kind.value, KINDS[kind]) for kind in kinds]


class ReportForm(Form):
    """Which paper, on which conclusion, as of which day."""

    kind = SelectField(_("Paper"), choices=_offered(_ON_CONCLUSION), default=ReportKind.STATUS.value)
    conclusion_id = SelectField(_("Conclusion"), coerce=int, validators=[DataRequired(_("Please choose a conclusion."))])
    addressee_id = SelectField(_("To which association, for a letter"), coerce=_to_number, validators=[Optional()])
    as_of = DayField(_("Figures as of the end of this day"))


class PeriodForm(Form):
    """Which association's report, on which period."""

    association_id = SelectField(_("Association"), coerce=int)
    span = SelectField(_("Period"), default="")
    since = DayField(_("From"))
    until = DayField(_("To the end of"))


class OneForm(Form):
    """Which paper on what one association still has to do, and who takes it over."""

    paper = SelectField(_("Which paper"), choices=_offered(_ON_ONE), default=ReportKind.REMAINING.value)
    about_id = SelectField(_("Association"), coerce=int)
    receiver_id = SelectField(_("Who takes the tasks over, for minutes"), coerce=_to_number, validators=[Optional()])


class RulesForm(Form):
    """What is on time, and how papers are set."""

    on_time = RadioField(
        _("A confirmed task was done on time when"),
        choices=[
            SelectChoice(OnTime.LAST.value, _("the result that was confirmed was handed in by the due day")),
            SelectChoice(
                OnTime.FIRST.value, _("its result was first handed in by the day it was then due, even if sent back later")
            ),
        ],
    )
    layout = RadioField(
        _("Papers are set"),
        choices=[
            SelectChoice(Layout.DECREE.value, _("as Decree 30/2020 has them")),
            SelectChoice(Layout.PARTY.value, _("in the party's manner")),
        ],
    )


class TemplateForm(Form):
    """A template for the Word files of a kind of paper, and why it is given."""

    files = OneFileField(_("The template, changed in Word (.docx, at most 2 MB)"))
    why = TextLine(
        _("Why is it changed?"),
        [DataRequired(_("Please say in a few words why, for those who come after you.")), Length(max=TEMPLATE_WHY_MOST)],
    )


class UseForm(Form):
    """Why a version is put to use."""

    why = TextLine(
        _("Reason"),
        [DataRequired(_("Please say in a few words why, for those who come after you.")), Length(max=TEMPLATE_WHY_MOST)],
    )


class WordsForm(Form):
    """The passages of a report, as they are to stand in it."""

    direction = TextArea(_("I. How it was directed"), validators=[Length(max=WORDS_MOST)])
    summary = TextArea(_("II. What was achieved, in short"), validators=[Length(max=WORDS_MOST)])
    lessons = TextArea(_("II. Good practice of the associations, one on each line"), validators=[Length(max=WORDS_MOST)])
    shortcomings = TextArea(_("III. Shortcomings and their causes"), validators=[Length(max=WORDS_MOST)])
    measures = TextArea(_("IV. Measures, one on each line"), validators=[Length(max=WORDS_MOST)])
    proposals = TextArea(_("V. Proposals, one on each line"), validators=[Length(max=WORDS_MOST)])

    def given(self) -> dict[str, str]:
        """Return the passages by their names."""
        return {passage.value: self[passage.value].data for passage in Passage}


class LessonForm(Form):
    """What works, in the words of the reply or a part of them."""

    reply_id = IntegerField(_("Reply"), widget=HiddenInput())
    words = TextArea(_("What works"), [DataRequired(_("Please say what works.")), Length(max=LESSON_MOST)])


class NumberForm(Form):
    """The number in the register and the day on the paper."""

    number = IntegerField(_("Number"), validators=[Optional(), NumberRange(1, 99_999)])
    signed_on = DayField(_("Day on the paper"))


class AskForExplanationForm(Form):
    """By when an association is to explain; nothing is chosen beforehand."""

    answer_by = DayField(_("To be answered by the end of this day"))


class ExplanationForm(Form):
    """The chair's answer to a letter that asks for an explanation."""

    words = TextArea(
        _("Explanation: causes, who is responsible, what is done about it, and by when it will be done"),
        [DataRequired(_("Please say it in a few words.")), Length(max=ANSWER_MOST, message=_("The text is too long."))],
    )
    files = FilesField(_("Photographs and documents (if any)"))
