"""Forms by which what was issued is amended: they parse and explain, and decide nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import request
from wtforms import HiddenField
from wtforms.validators import DataRequired, Length

from khworkflow.core.i18n import lazy_gettext as _
from khworkflow.tasks.amendments import PAPER_MOST, Ground, Part, Plan
from khworkflow.tasks.commands import WORDS_MOST
from khworkflow.tasks.replacements import New
from khworkflow.web.fields import DayField, Form, TextArea, TextLine
from khworkflow.web.tasks.previews import digest

if TYPE_CHECKING:
    from datetime import date

_AGAIN: Final = _("Please open the page again.")
_LONG: Final = _("The text is too long.")
TAKEN_BACK: Final = "none"


class GroundForm(Form):
    """Why something is amended, and by which paper."""

    words = TextArea(_("Reason"), [DataRequired(_("Please say it in a few words.")), Length(max=WORDS_MOST, message=_LONG)])
    paper_number = TextLine(_("Number of the paper that orders it, if there is one"), [Length(max=PAPER_MOST, message=_LONG)])
    paper_on = DayField(_("Day of that paper"))
    client_key = HiddenField(validators=[DataRequired(_AGAIN), Length(max=64)])

    @property
    def asked(self) -> object:
        """Everything that would be changed."""
        raise NotImplementedError

    @property
    def sight(self) -> str:
        """What stands for all that was chosen and typed; only what a page showed is recorded."""
        return digest(self.asked, self.ground)

    @property
    def ground(self) -> Ground:
        """What was given as the ground."""
        return Ground(self.words.data, self.client_key.data or "", self.paper_number.data, self.paper_on.data)


class AmendmentForm(GroundForm):
    """Another due day, another part, associations added or let go; nothing is chosen beforehand."""

    due_on = DayField(_("New due day"))
    added_due_on = DayField(_("Due day for those added, if not the directive's"))

    @property
    def asked(self) -> Plan:
        """Everything that would be changed."""
        return self.plan

    @property
    def plan(self) -> Plan:
        """What is to become of the tasks whose rows were sent with it."""
        chosen = numbers("part-")
        dated = set(seen()) if "dated_all" in request.form else set(request.form.getlist("dated", type=int))
        due_on = self.due_on.data
        return Plan(
            due_on=dict.fromkeys(dated, due_on) if due_on else {},
            parts={number: Part(part) for number, part in chosen.items() if part in set(Part)},
            taken_back=frozenset(number for number, part in chosen.items() if part == TAKEN_BACK),
            added=parts("add-"),
            added_due_on=self.added_due_on.data,
            seen=seen(),
        )


class ReplacementForm(GroundForm):
    """New words in the place of a directive."""

    title = TextLine(_("In a few words, for lists"), [DataRequired(_("Please write a few words."))])
    text = TextArea(_("The new words, as they stand in the paper"), [DataRequired(_("Please write the new words."))])
    paper_number = TextLine(_("Number of the paper with the new words"), [Length(max=PAPER_MOST, message=_LONG)])
    due_on = DayField(_("Due day; without one it is reviewed at the half-year report"))

    @property
    def asked(self) -> New:
        """Everything that would be changed."""
        return self.new

    @property
    def new(self) -> New:
        """The new words, and whom they ask."""
        day: date | None = self.due_on.data
        return New(self.title.data, self.text.data, day, parts("add-"), seen())


def parts(prefix: str) -> dict[int, Part]:
    """Return whom the rows of the form make lead or coordinate, by the association's number."""
    return {number: Part(part) for number, part in numbers(prefix).items() if part in set(Part)}


def seen() -> dict[int, int]:
    """Return the versions of the tasks on the page, by their numbers."""
    return {number: int(version) for number, version in numbers("seen-").items() if version.isdecimal()}


def numbers(prefix: str) -> dict[int, str]:
    """Return what the fields say that begin so and end with a number."""
    found = {name.removeprefix(prefix): value for name, value in request.form.items() if name.startswith(prefix)}
    return {int(name): value for name, value in found.items() if name.isdecimal() and len(name) <= 18}  # noqa: PLR2004 - digits
