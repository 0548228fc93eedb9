"""The words of a mail written in HTML, as plain text; what its writer merely quotes is left out."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Final

LETTERS_MOST: Final = 1_000_000
_VOID: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_SILENT: Final = frozenset({"head", "script", "style", "title", "template", "noscript"})
_BREAKING: Final = frozenset(
    {"p", "div", "tr", "table", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "section", "pre"}
)
#: How mail programs mark what they quote: Gmail, Yahoo, Outlook for the web, Thunderbird, Zoho, ProtonMail, Outlook for phones.
_QUOTING: Final = re.compile(
    r"gmail_quote|gmail_attr|yahoo_quoted|appendonsend|divRplyFwdMsg|moz-cite-prefix|zmail_extra|protonmail_quote"
    r"|mail-editor-reference-message-container|OutlookMessageHeader"
)
_HIDDEN: Final = re.compile(r"display\s*:\s*none|font-size\s*:\s*0(?![.\d])|visibility\s*:\s*hidden", re.IGNORECASE)
#: From here on everything is quoted, though the elements that follow do not say so.
_REST: Final = re.compile(r"appendonsend|divRplyFwdMsg")
_TAG: Final = re.compile(r"<[^<>]{0,2000}>")


def text_of(markup: str) -> tuple[str, bool]:
    """Return the words that the mail's writer wrote, and whether there was something quoted beside them."""
    reader = _Reader()
    try:
        reader.feed(markup[:LETTERS_MOST])
        reader.close()
    except (AssertionError, ValueError, IndexError):  # the parser gives up on some broken declarations
        return unescape(_TAG.sub(" ", markup[:LETTERS_MOST])), False
    return "".join(reader.said), reader.quoted


class _Reader(HTMLParser):
    """Collects words; inside an element that is not to be heard it waits for that element's end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.quoted = False
        self._deaf: str | None = None  # until this element ends
        self._depth = 0
        self._is_over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        if self._deaf is not None or self._is_over:
            self._depth += tag == self._deaf
            return
        marks = " ".join(value or "" for name, value in attrs if name in ("class", "id"))
        style = next((value or "" for name, value in attrs if name == "style"), "")
        is_quote = tag == "blockquote" or _QUOTING.search(marks) is not None
        self.quoted = self.quoted or is_quote
        self._is_over = _REST.search(marks) is not None
        if tag not in _VOID and (is_quote or tag in _SILENT or _HIDDEN.search(style)):
            self._deaf, self._depth = tag, 1
        elif tag in ("br", "hr") or tag in _BREAKING:
            self.said.append("\n")
        elif tag == "li":
            self.said.append("\n- ")
        elif tag in ("td", "th"):
            self.said.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        if self._deaf is None:
            if tag in _BREAKING and not self._is_over:
                self.said.append("\n")
        elif tag == self._deaf:
            self._depth -= 1
            if self._depth == 0:
                self._deaf = None

    def handle_data(self, data: str) -> None:
        """Hear words."""
        if self._deaf is None and not self._is_over:
            self.said.append(re.sub(r"\s+", " ", data.replace("\xa0", " ")))
