"""Fields that arrive cleaned and typed, so that views need no ``or ""``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from wtforms import DateField, MultipleFileField, StringField, TextAreaField
from wtforms.validators import Optional

from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import clean, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.datastructures import FileStorage


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
        """The files that were really chosen."""
        return [file for file in self.data or [] if getattr(file, "filename", "")]
