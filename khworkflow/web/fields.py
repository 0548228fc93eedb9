"""Forms that speak the reader's language, and fields that arrive cleaned and typed, so that views need no ``or ""``."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from flask_wtf import FlaskForm
from wtforms import DateField, MultipleFileField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional, StopValidation
from wtforms.widgets import FileInput

from khworkflow.core.i18n import gettext as _, lazy_gettext as _later
from khworkflow.core.text import clean, one_line
from khworkflow.web import uploads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.datastructures import FileStorage


#: What WTForms says by itself → what the office says.
_OFFICE_SAYS: Final = MappingProxyType(
    {
        "Not a valid choice.": _later("Please choose one from the list."),
        "Invalid Choice: could not coerce.": _later("Please choose one from the list."),
        "Not a valid integer value.": _later("Please write a whole number."),
        "Number must be between %(min)s and %(max)s.": _later("Please write a number from %(min)s to %(max)s."),
        "Field cannot be longer than %(max)d characters.": _later("Please shorten this: at most %(max)d characters."),
    }
)


class _Words:
    """The words of the form library, in the reader's language."""

    def gettext(self, message: str) -> str:
        return str(_OFFICE_SAYS.get(message, message))

    def ngettext(self, one: str, many: str, n: int) -> str:
        del one, n
        return self.gettext(many)


class Form(FlaskForm):
    """The base of every form."""

    class Meta(FlaskForm.Meta):
        """How forms behave."""

        def get_translations(self, form: object) -> _Words:
            """Return who translates what the form library says by itself."""
            del form
            return _Words()


class TextLine(StringField):
    """One line of text: NFC, without control characters, trimmed."""

    data: str

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Clean what was typed."""
        self.data = one_line(valuelist[0]) if valuelist else ""


class TextArea(TextAreaField):
    """Several lines of text: NFC, plain line ends, without control characters, trimmed."""

    data: str

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Clean what was typed."""
        self.data = clean(valuelist[0]) if valuelist else ""


class DayField(DateField):
    """A civil day; day first when typed by hand ("31/7/2019"), ISO from the browser's own field."""

    data: date | None

    def __init__(self, label: Any = None, validators: Sequence[Any] = (), **options: Any) -> None:
        super().__init__(label, [Optional(), *validators], format=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"], **options)
        self.missing = next((one.message for one in validators if isinstance(one, DataRequired)), None)

    def pre_validate(self, form: Any) -> None:
        """Ask for the day where one is needed; what was typed and is none keeps its own refusal."""
        del form
        if self.missing is not None and self.data is None:
            raise StopValidation("" if self.process_errors else str(self.missing))

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read the day, and say plainly when there is no such day."""
        try:
            super().process_formdata([one_line(value) for value in valuelist])
        except ValueError:
            self.data = None
            raise ValueError(_("There is no such day. Please write it as 31/7/2019.")) from None


class FilesField(MultipleFileField):
    """Files given with a form; empty choices are left out."""

    @property
    def given(self) -> list[FileStorage]:
        """The files that were really chosen.

        Raises:
            TooMuch: they are more bytes together than are taken at once.

        """
        uploads.ensure_taken()
        return [file for file in self.data or [] if getattr(file, "filename", "")]


class OneFileField(FilesField):
    """The same for a single file."""

    widget = FileInput()
