"""Forms of a checklist: its name and words, and one step."""

from __future__ import annotations

from wtforms import IntegerField, SelectField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import HiddenInput

from khworkflow.checklists.commands import TEXT_MOST
from khworkflow.checklists.facts import Step
from khworkflow.core.i18n import lazy_gettext as _
from khworkflow.web.fields import Form, TextArea, TextLine

_LONG = _("The text is too long.")


class SeenForm(Form):
    """The version of the list on the page where a button was pressed."""

    seen = IntegerField(widget=HiddenInput())


class ListForm(SeenForm):
    """What a list is called, and which words of a directive choose it."""

    name = TextLine(
        _("Name of the list"), [DataRequired(_("Please give the list a name.")), Length(max=TEXT_MOST, message=_LONG)]
    )
    words = TextArea(_("Words in a directive that choose this list, one a line"), [Length(max=4_000, message=_LONG)])


class NewListForm(Form):
    """A list that the office makes: of which directives, and its steps, one a line."""

    kind = SelectField(_("Kind of directive"))
    name = TextLine(
        _("Name of the list"), [DataRequired(_("Please give the list a name.")), Length(max=TEXT_MOST, message=_LONG)]
    )
    words = TextArea(_("Words in a directive that choose this list, one a line"), [Length(max=4_000, message=_LONG)])
    steps = TextArea(
        _("Steps, one a line"),
        [DataRequired(_("Please write at least one step.")), Length(max=20_000, message=_LONG)],
    )


class StepForm(SeenForm):
    """One step."""

    text = TextLine(_("What is to be done"), [DataRequired(_("Please say what is to be done in this step."))])
    evidence = TextLine(_("Paper or picture that shows it (if any)"))
    approver = TextLine(_("Outside body that has to agree (if any)"))

    @property
    def place(self) -> int:
        """Which step it is, from 1 on; 0 for a new one."""
        return int(self._prefix.strip("s-")) if self._prefix.startswith("s") else 0

    @property
    def step(self) -> Step:
        """What was filled in."""
        return Step(self.text.data, self.evidence.data, self.approver.data)
