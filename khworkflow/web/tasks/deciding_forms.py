"""Forms of the committee's decisions: they parse and explain, and decide nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wtforms import HiddenField, IntegerField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import HiddenInput

from khworkflow.core.i18n import lazy_gettext as _
from khworkflow.tasks.commands import WORDS_MOST
from khworkflow.tasks.judging import REASON_MOST
from khworkflow.tasks.lifecycle import DECISIONS, Action, Claim
from khworkflow.web.fields import DayField, Form, TextArea, TextLine

if TYPE_CHECKING:
    from khworkflow.tasks.models import Task

_AGAIN: Final = _("Please open the page again.")
_LABELS: Final = {
    Action.ACCEPT: _("Confirm as done"),
    Action.ACCEPT_IN_PART: _("Confirm in part"),
    Action.HAND_BACK: _("Return for completion"),
    Action.CLOSE_NOT_DONE: _("Close: could not be done"),
}
#: The same decisions, as answers to a claim that something need not or cannot be done.
_ANSWERS: Final = {
    (Claim.NOT_APPLICABLE, Action.CLOSE_NOT_DONE): _("Agree: it does not apply there"),
    (Claim.NOT_APPLICABLE, Action.HAND_BACK): _("Return: it does apply"),
    (Claim.REFUSED, Action.CLOSE_NOT_DONE): _("Agree: it cannot be done"),
    (Claim.REFUSED, Action.HAND_BACK): _("Return: it is still to be done"),
    (Claim.DONE_BEFORE, Action.ACCEPT): _("Confirm: it was done already"),
}


#: Why results usually come back; what is ticked stands before what is typed.
USUAL: Final = {
    "papers": _("The paper or the minutes that show it are missing"),
    "unreadable": _("A photograph or file cannot be read"),
    "figures": _("The figures are incomplete or do not agree"),
    "beside": _("It does not answer what was asked for"),
    "approval": _("The opinion of the party committee or the authority in charge is missing"),
}


class DecisionForm(Form):
    """What the committee decides about what an association says; nothing is preselected."""

    choice = RadioField(_("Decision"), choices=[], validators=[DataRequired(_("Please choose one of the decisions."))])
    usual = SelectMultipleField(
        _("Usual reasons"), choices=[SelectChoice(*one) for one in USUAL.items()], validators=[Optional()]
    )
    words = TextArea(_("Reason or remark"), [Length(max=WORDS_MOST, message=_("The text is too long."))])
    due_on = DayField(_("New date, when returned"))
    seen_version = IntegerField(widget=HiddenInput(), validators=[DataRequired(_AGAIN)])
    client_key = HiddenField(validators=[DataRequired(_AGAIN), Length(max=64)])

    def fit(self, task: Task) -> DecisionForm:
        """Offer what can be decided about the task's claim."""
        self.claim = claim = task.claim or Claim.DONE
        self.choice.choices = [
            SelectChoice(action.value, _ANSWERS.get((claim, action), _LABELS[action])) for action in DECISIONS[claim]
        ]
        return self

    @property
    def said(self) -> str:
        """The words of the decision: when it is returned, the usual reasons that were ticked, then what was typed."""
        ticked = [str(USUAL[one]) for one in self.usual.data or []] if self.choice.data == Action.HAND_BACK else []
        return "\n".join(filter(None, ["; ".join(ticked) + "." if ticked else "", self.words.data]))

    @property
    def chosen(self) -> str:
        """The decision in words."""
        action = Action(self.choice.data)
        return str(_ANSWERS.get((self.claim, action), _LABELS[action]))

    def offers(self, action: Action) -> bool:
        """Return whether this can be decided."""
        return action in DECISIONS[self.claim]


class SomeDecisionForm(DecisionForm):
    """One of several decisions on a page: it may be left open."""

    choice = RadioField(_("Decision"), choices=[], validators=[Optional()])


TIME: Final = [SelectChoice("grant", _("Grant the time")), SelectChoice("refuse", _("Do not grant it"))]


class TimeForm(Form):
    """What the committee decides about a request for time."""

    choice = RadioField(
        _("Decision"),
        choices=TIME,
        validators=[DataRequired(_("Please choose one of the decisions."))],
    )
    due_on = DayField(_("New due day"))
    words = TextArea(_("Reason or remark"), [Length(max=WORDS_MOST, message=_("The text is too long."))])


class SomeTimeForm(TimeForm):
    """One of several such decisions on a page: it may be left open."""

    choice = RadioField(_("Decision"), choices=TIME, validators=[Optional()])
    extension_id = IntegerField(widget=HiddenInput(), validators=[DataRequired(_AGAIN)])

    @property
    def chosen(self) -> str:
        """The decision in words."""
        return next(str(one.label) for one in TIME if one.value == self.choice.data)


class FileForm(Form):
    """Whether one file is accepted; it may be left open."""

    choice = RadioField(
        _("This file"),
        choices=[SelectChoice("accepted", _("The file is accepted")), SelectChoice("rejected", _("The file is not accepted"))],
        validators=[Optional()],
    )
    words = TextLine(_("Why is this file not accepted?"), [Length(max=REASON_MOST, message=_("The text is too long."))])


class SeenForm(Form):
    """How the task stood on the page, where its files are judged and another decides."""

    seen_version = IntegerField(widget=HiddenInput())


class ReopeningForm(Form):
    """Why what was closed is taken up again, and until when."""

    words = TextArea(
        _("Reason"),
        [DataRequired(_("Please say it in a few words.")), Length(max=WORDS_MOST, message=_("The text is too long."))],
    )
    due_on = DayField(_("New due day"), [DataRequired(_("Please choose a day."))])
    seen_version = IntegerField(widget=HiddenInput(), validators=[DataRequired(_AGAIN)])
    client_key = HiddenField(validators=[DataRequired(_AGAIN), Length(max=64)])


class WithdrawalForm(Form):
    """Why a directive is taken back."""

    words = TextArea(
        _("Reason"),
        [DataRequired(_("Please say it in a few words.")), Length(max=WORDS_MOST, message=_("The text is too long."))],
    )
    client_key = HiddenField(validators=[DataRequired(_AGAIN), Length(max=64)])
