"""Words in the reader's language: Vietnamese first, English second.

The catalogue is the ``.po`` files under ``translations/<locale>/``, one per room, read at start:
there is no compiled file that could be stale. The msgids are the English text.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import LazyProxy, NullTranslations, Translations

from khworkflow.core.clock import OFFICE

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT: Final = "vi"
LOCALES: Final = {"vi": "Tiếng Việt", "en": "English"}
FOLDER: Final = Path(__file__).parents[1] / "translations"
_WEEKDAYS: Final = {
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}

_locale: ContextVar[str] = ContextVar("locale", default=DEFAULT)


def locale() -> str:
    """Return the language of the reader in this context."""
    return _locale.get()


def speak(language: str) -> None:
    """Use the language from here on in this context; an unknown one means Vietnamese."""
    _locale.set(language if language in LOCALES else DEFAULT)


@contextmanager
def in_locale(language: str) -> Iterator[None]:
    """Use the language inside."""
    token = _locale.set(language if language in LOCALES else DEFAULT)
    try:
        yield
    finally:
        _locale.reset(token)


def catalogue(language: str) -> Catalog:
    """Return all rooms' messages of the language as one catalogue."""
    whole = Catalog(locale=language)
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    whole[message.id] = message
    return whole


@cache
def _translations(language: str) -> NullTranslations:
    if not (FOLDER / language).is_dir():
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return Translations(compiled)


def gettext(message: str, **values: Any) -> str:
    """Return the message in the reader's language, with ``%(name)s`` filled in."""
    text = str(_translations(_locale.get()).gettext(message))
    return text % values if values else text


def ngettext(one: str, many: str, n: int, **values: Any) -> str:
    """Return the message for the number; ``%(num)s`` is the number."""
    text = str(_translations(_locale.get()).ngettext(one, many, n))
    return text % {"num": n, **values}


def lazy_gettext(message: str, **values: Any) -> Any:
    """Return something that becomes the message in the reader's language when it is shown."""
    return LazyProxy(gettext, message, enable_cache=False, **values)


def plain_gettext(message: str) -> str:
    """Return the message without filling it in; for Jinja, which does that itself."""
    return str(_translations(_locale.get()).gettext(message))


def plain_ngettext(one: str, many: str, n: int) -> str:
    """Return the message for the number without filling it in; for Jinja."""
    return str(_translations(_locale.get()).ngettext(one, many, n))


def week_day(number: int) -> str:
    """Return the name of the day of the week; 0 is Monday."""
    return _WEEKDAYS[locale()][number]


def day(value: date) -> str:
    """Return the day as offices write it: days under 10 and months 1, 2 with a zero (NĐ 30/2020)."""
    return f"{value.day:02d}/{_month(value.month)}/{value.year}"


def long_day(value: date) -> str:
    """Return the day in full words: "Thứ Sáu, ngày 20 tháng 9 năm 2019"."""
    weekday = _WEEKDAYS[locale()][value.weekday()]
    if locale() == "en":
        return f"{weekday}, {value.day} {value:%B} {value.year}"
    return f"{weekday}, {official_day(value)}"


def official_day(value: date) -> str:
    """Return the day as a document dates itself: "ngày 08 tháng 7 năm 2019" (NĐ 30/2020, Phụ lục I)."""
    return f"ngày {value.day:02d} tháng {_month(value.month)} năm {value.year}"


def moment(value: datetime) -> str:
    """Return the moment by the office's clock: "16/9/2019 lúc 07:30"."""
    there = value.astimezone(OFFICE)
    return gettext("%(day)s at %(hour)s", day=day(there.date()), hour=f"{there:%H:%M}")


def _month(number: int) -> str:
    return f"{number:02d}" if number <= 2 else str(number)  # noqa: PLR2004 - January and February, says the decree
