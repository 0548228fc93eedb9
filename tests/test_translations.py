"""Vietnamese is the default locale: complete, without doubles, without leftovers."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from khworkflow.core import i18n

ROOT = Path(__file__).parents[1]
KEYWORDS: dict[str, Any] = {
    "_": None,
    "_l": None,  # names under which a sentence may be said
    "_message": None,
    "later": None,
    "_later": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
PLACE = re.compile(r"%\((\w+)\)[sd]")


@cache
def said() -> dict[Any, str]:
    """Return every message of the program and of the templates, with where it stands."""
    methods = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
    options = {name: {"silent": "false", "trimmed": "true"} for name in ("templates/**.html", "templates/**.txt")}
    found = extract_from_dir(str(ROOT / "khworkflow"), methods, options, keywords=KEYWORDS)
    return {message: f"{file}:{line}" for file, line, message, _comments, _context in found}


@cache
def translated() -> tuple[tuple[str, Any], ...]:
    """Return every message of the Vietnamese catalogue with its file."""
    found = []
    for path in sorted((i18n.FOLDER / "vi").glob("*.po")):
        with path.open("rb") as file:
            found += [(path.name, message) for message in read_po(file, locale="vi", abort_invalid=True) if message.id]
    return tuple(found)


def test_every_visible_sentence_has_its_vietnamese():
    known = {message.id for _file, message in translated()}

    missing = [f"{place} {message!r}" for message, place in said().items() if message not in known]

    assert missing == []


def test_no_translation_is_empty_or_doubtful():
    poor = [(file, message.id) for file, message in translated() if not _whole(message.string) or message.fuzzy]

    assert poor == []


def test_no_message_stands_in_two_files():
    times = Counter(message.id for _file, message in translated())

    assert [message for message, count in times.items() if count > 1] == []


def test_no_translation_is_of_a_sentence_that_nobody_says():
    stale = [(file, message.id) for file, message in translated() if message.id not in said()]

    assert stale == []


def test_translations_name_the_same_values_as_their_sentences():
    wrong = [
        (file, message.id)
        for file, message in translated()
        for text in (message.string if isinstance(message.string, tuple) else (message.string,))
        if not set(PLACE.findall(text)) <= _values(message.id)
    ]

    assert wrong == []


def _values(message: str | tuple[str, ...]) -> set[str]:
    parts = (message,) if isinstance(message, str) else message
    return {name for part in parts for name in PLACE.findall(part)}


def _whole(text: str | tuple[str, ...]) -> bool:
    return all(text) if isinstance(text, tuple) else bool(text)
