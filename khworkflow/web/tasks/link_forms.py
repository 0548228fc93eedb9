"""Forms on the page behind a letter's link: nothing is chosen beforehand, and who answers is the button that sends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Length, ValidationError

from khworkflow.core import clock
from khworkflow.core.i18n import gettext, lazy_gettext as _
from khworkflow.tasks.commands import WORDS_MOST, Said, SaidHow
from khworkflow.tasks.lifecycle import Action
from khworkflow.web.fields import Form, TextArea, TextLine
from khworkflow.web.tasks.forms import ANSWERS, OF_CHAIR, AnswerForm, ExtensionForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from khworkflow.accounts.models import User


class SentForm(Form):
    """Who sends it: one of the association's people by the button with his name, or somebody else by his own."""

    who = RadioField(_("Who is answering?"), validate_choice=False)
    who_name = TextLine(_("Your name"), [Length(max=150, message=_("The name is too long."))])

    def name_people(self, people: Sequence[User]) -> None:
        """Offer the people of the association, and somebody else."""
        self.names = {str(person.id): person.name for person in people}
        known = [SelectChoice(number, name) for number, name in self.names.items()]
        self.who.choices = [*known, SelectChoice("other", _("Somebody else"))]

    def validate_who(self, field: RadioField) -> None:
        """Ask who it is."""
        if field.data not in {*self.names, "other"}:
            raise ValidationError(gettext("Please send it by the button with your name."))
        if field.data == "other" and not self.who_name.data:
            raise ValidationError(gettext("Please write your name."))

    def said(self, reader: User) -> Said | None:
        """Return who said it, if it was not the one to whom the letter went."""
        name = self.who_name.data or self.names[self.who.data]
        return None if name == reader.name else Said(name, SaidHow.LINK, clock.now())


class LinkForm(AnswerForm, SentForm):
    """An answer."""

    words = TextArea(_("Result and situation"), [Length(max=WORDS_MOST, message=_("The text is too long."))])

    def offer(self, people: Sequence[User], *, may_acknowledge: bool) -> None:
        """Offer the people of the association and the answers that the task takes."""
        self.name_people(people)
        self.received = [SelectChoice(Action.ACKNOWLEDGE.value, _("Received: we will do it"))] if may_acknowledge else []
        self.choice.choices = [*self.received, *ANSWERS]

    def leave_out_claims(self) -> None:
        """Do not offer the answers that are not this person's to give."""
        self.choice.choices = [*self.received, *(one for one in ANSWERS if one.value not in OF_CHAIR)]

    def validate_words(self, field: TextArea) -> None:
        """Ask for words, except where the task is only received."""
        if self.choice.data != Action.ACKNOWLEDGE.value and not field.data:
            raise ValidationError(gettext("Please say it in a few words."))


class LinkTimeForm(ExtensionForm, SentForm):
    """A request for more time."""


class AgreementForm(SentForm):
    """That what the office wrote down is right."""
