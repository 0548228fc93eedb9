"""Forms about conclusions: they parse and explain, and decide nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import BooleanField, HiddenField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from khworkflow.conclusions.commands import NUMBER_MOST, TEXT_MOST, TITLE_MOST, Description
from khworkflow.conclusions.queries import Kind, Recurrence
from khworkflow.conclusions.wording import KINDS, RECURRENCES
from khworkflow.core.errors import TooMuch
from khworkflow.core.i18n import lazy_gettext as _
from khworkflow.web.fields import DayField, Form, OneFileField, TextArea, TextLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from khworkflow.associations.models import Association
    from khworkflow.conclusions.models import Directive

_LONG = _("This is too long: at most %(most)s characters.", most=TITLE_MOST)


class Ticks(SelectMultipleField):
    """Several of the choices, each a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class VersionForm(Form):
    """The version of what stood on the page."""

    seen_version = IntegerField(widget=HiddenInput(), validators=[DataRequired(_("Please open the page again."))])


class NewForm(Form):
    """A conclusion as it comes in: its words or the paper, and what the paper does not say itself."""

    text = TextArea(
        _("Text, word by word"),
        [Length(max=TEXT_MOST, message=_("The text is too long: at most %(most)s characters.", most=TEXT_MOST))],
    )
    paper = OneFileField(_("Or choose the paper itself"))
    association_id = SelectField(_("Association that concludes"), coerce=int)
    inspection_id = SelectField(_("Inspection"), coerce=int, default=0)
    title = TextLine(_("Title"), [Length(max=TITLE_MOST, message=_LONG)])
    signer = TextLine(_("Name of the signer"), [Length(max=TITLE_MOST, message=_LONG)])
    signer_position = TextLine(_("Position of the signer"), [Length(max=TITLE_MOST, message=_LONG)])

    def validate_title(self, field: TextLine) -> None:
        """Refuse a title of mere spaces; one that nobody typed is taken from the text."""
        if field.raw_data and field.raw_data[0] and not field.data:
            raise ValidationError(_("Please give the conclusion a title."))

    def validate_text(self, field: TextArea) -> None:
        """Ask for one of the two: the words or the paper."""
        try:
            has_paper = bool(self.paper.given)
        except TooMuch as error:
            raise ValidationError(error.message) from None
        if not field.data and not has_paper:
            raise ValidationError(_("Please paste the text of the conclusion, or choose its file."))


class HeadForm(VersionForm):
    """Title, number, date and signer of a draft."""

    title = TextLine(_("Title"), [DataRequired(_("Please give the conclusion a title.")), Length(max=TITLE_MOST, message=_LONG)])
    number = TextLine(_("Number and sign"), [Length(max=NUMBER_MOST, message=_LONG)])
    dated_on = DayField(_("Date of the conclusion"))
    signer = TextLine(_("Name of the signer"), [Length(max=TITLE_MOST, message=_LONG)])
    signer_position = TextLine(_("Position of the signer"), [Length(max=TITLE_MOST, message=_LONG)])


class TextForm(VersionForm):
    """The words of a draft; ``give_up`` says that lost marks are known to be lost."""

    text = TextArea(
        _("Text, word by word"),
        [
            DataRequired(_("Please paste the text of the conclusion.")),
            Length(max=TEXT_MOST, message=_("The text is too long: at most %(most)s characters.", most=TEXT_MOST)),
        ],
    )
    give_up = BooleanField(_("I know that these directives must be marked again."))


class MarkForm(VersionForm):
    """The words that become a directive: clauses ticked, offsets, or the quote itself."""

    clauses = Ticks(_("Clauses of the text"), validate_choice=False)
    start = IntegerField(_("From letter number"), [Optional()])
    end = IntegerField(_("Up to letter number"), [Optional()])
    quote = TextArea(_("Words of the text"))
    occurrence = IntegerField(_("Which one, if they stand there more than once"), [Optional()])


class SpanForm(VersionForm):
    """The words that a directive is to quote instead: one step of an end, or a stretch of the text."""

    step = StringField(validators=[Optional()])
    start = IntegerField(_("From letter number"), [Optional()])
    end = IntegerField(_("Up to letter number"), [Optional()])
    quote = TextArea(_("Words of the text"))


class SplitForm(VersionForm):
    """Where a directive is parted."""

    at = IntegerField(_("Split before"), [DataRequired(_("Please choose a place inside the quoted words."))])


class DaysForm(VersionForm):
    """One day for every directive that has none."""

    due_on = DayField(_("Due date"))


class DirectiveForm(VersionForm):
    """What a directive asks, of whom, by when."""

    title = TextLine(_("Short title"), [Length(max=TITLE_MOST, message=_LONG)])
    kind = SelectField(_("Kind of work"), choices=[SelectChoice(kind.value, word) for kind, word in KINDS.items()])
    leads = Ticks(_("Lead"), coerce=int)
    coordinates = Ticks(_("Coordinates"), coerce=int)
    due_phrase = TextLine(_("Words of the text about time"), [Length(max=TITLE_MOST, message=_LONG)])
    due_on = DayField(_("Due date"))
    is_reviewed_half_yearly = BooleanField(_("No date: reviewed at the half-year report"))
    recurrence = SelectField(
        _("Recurs"),
        choices=[SelectChoice("", _("Only once")), *(SelectChoice(one.value, word) for one, word in RECURRENCES.items())],
        default="",
    )
    recurs_until = DayField(_("Last due date, if there is one"))
    is_settled = BooleanField(_("These are all that the quote means"))
    own_days: tuple[str, ...] = ()  # the names of the day fields, one for each association


class IssueForm(Form):
    """What the page showed when *issue* was pressed."""

    seen = HiddenField(validators=[DataRequired(_("Please open the page again."))])


def directive_form(directive: Directive, choices: Sequence[Association], *, posted: bool = False) -> DirectiveForm:
    """Return the form of one directive; each association has a day field of its own.

    Args:
        directive: of a draft.
        choices: the associations that it can name.
        posted: whether this is the form that was sent; another one shows what is kept.

    """
    fields = {f"due_{association.id}": DayField(association.territory) for association in choices}
    form_class = type("DirectiveForm", (DirectiveForm,), fields | {"own_days": tuple(fields)})
    parts = {assignment.association_id: assignment for assignment in directive.assignments}
    kept = {
        "title": directive.title,
        "kind": directive.kind.value,
        "due_phrase": directive.due_phrase,
        "due_on": directive.due_on,
        "is_reviewed_half_yearly": directive.is_reviewed_half_yearly,
        "recurrence": directive.recurrence.value if directive.recurrence else "",
        "recurs_until": directive.recurs_until,
        "seen_version": directive.version,
        "leads": [number for number, one in parts.items() if one.part == "lead"],
        "coordinates": [number for number, one in parts.items() if one.part == "coordinate"],
    } | {f"due_{number}": one.due_on for number, one in parts.items()}
    prefix = f"d{directive.id}-"
    form: DirectiveForm = form_class(prefix=prefix) if posted else form_class(formdata=None, data=kept, prefix=prefix)
    offered = [SelectChoice(association.id, association.territory) for association in choices]
    form.leads.choices = form.coordinates.choices = offered
    return form


def description(form: DirectiveForm) -> Description:
    """Return what the form says about the directive."""
    recurrence = Recurrence(form.recurrence.data) if form.recurrence.data else None
    return Description(
        form.title.data, Kind(form.kind.data), form.due_on.data, form.is_reviewed_half_yearly.data, form.due_phrase.data,
        recurrence, form.recurs_until.data,
    )  # fmt: skip


def differences(form: DirectiveForm, kept: DirectiveForm) -> list[tuple[str, object, object]]:
    """Return each field's label, what was typed and what is kept."""
    names = ("title", "kind", "due_on", "due_phrase", "recurrence", "recurs_until", "leads", "coordinates")
    return [(form[name].label.text, _said(form[name]), _said(kept[name])) for name in names]


def _said(field: Any) -> object:
    """Return what a field says, choices by their words."""
    words = {str(one.value): str(one.label) for one in getattr(field, "choices", None) or []}
    data = field.data if isinstance(field.data, list) else [field.data]
    return ", ".join(words.get(str(one), str(one)) for one in data if one is not None)
