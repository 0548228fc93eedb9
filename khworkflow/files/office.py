"""What an Office package (ECMA-376) must not hold: macros, embedded objects, dynamic data exchange, a document type.

Parts are parsed and looked at as a program reads them, so neither the order of attributes nor the
encoding hides anything. The parser stops at the first document type and fetches nothing. What a part
is called decides nothing: whatever begins as markup is read, drawings in VML (Transitional, part 4 of
the standard) among them. Those are often not quite XML; they are then looked at as text.
"""

from __future__ import annotations

import html
import re
from typing import Final
from xml.parsers import expat

_NAMES: Final = re.compile(
    r"(vbaProject\.bin|/embeddings/|/activeX/|/macrosheets/|/dialogsheets/|\.(exe|zip|docx|xlsx)$)", re.IGNORECASE
)
#: How a zip and an OLE container begin, whatever they are called.
_NESTED: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_CONTENT_TYPES: Final = re.compile(r"macroEnabled|vbaProject|macrosheet|activeX|oleObject", re.IGNORECASE)
_RELATIONS: Final = frozenset({"vbaproject", "oleobject", "package", "xlmacrosheet", "xlintlmacrosheet"})
_RELATIONS_OUTWARD: Final = frozenset({"attachedtemplate", "frame", "subdocument"})
_LINKS: Final = frozenset({"ddeLink", "oleLink"})
#: A field's instruction that begins with DDE; the word elsewhere is prose or an address.
_DDE: Final = re.compile(r"^[\s\"]*DDE(AUTO)?\b", re.IGNORECASE | re.MULTILINE)
#: In a drawing: an object with its program, a control's macro, a script.
_DRAWN_TEXT: Final = re.compile(r"<(?:\w+:)?(?:OLEObject|FmlaMacro|script)\b|\b(?:java|vb)script\s*:", re.IGNORECASE)
_MARKUP: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xff\xfe|\xfe\xff|<\0|\0<")
#: Without one of these a part needs no listener (a NUL stands for UTF-16), which keeps large tables quick.
_WORTH_HEARING: Final = re.compile(rb"ddeLink|oleLink|instr|Relationship|ContentType|\0")


class HarmfulError(ValueError):
    """The package holds what could do harm."""


class DoctypeError(ValueError):
    """A part declares a document type, which no Office program writes."""


def check_name(name: str) -> None:
    """Raise HarmfulError where a part's name says that it runs or embeds something."""
    if _NAMES.search(name.replace("\\", "/")):
        raise HarmfulError(name)


def check_start(start: bytes) -> None:
    """Raise HarmfulError where a part's first eight bytes are those of a package within the package."""
    if start.startswith(_NESTED):
        raise HarmfulError("nested")


def is_markup(start: bytes) -> bool:
    """Return whether a part that begins so is read as markup, whatever it is called."""
    return _MARKUP.match(start) is not None


def check_drawing(content: bytes) -> None:
    """Read a part that is markup by its content alone: a drawing, a picture in SVG, a part under a false name.

    Raises:
        HarmfulError: what ``check_xml`` finds, or an object, a control's macro or a script in a drawing.
        DoctypeError: it declares a document type and is no picture in SVG.

    """
    text = html.unescape(_decoded(content))
    if _DRAWN_TEXT.search(text):
        raise HarmfulError("VML")
    try:
        check_xml(content)
    except expat.ExpatError:
        return  # as Excel writes drawings: <br> that never ends
    except DoctypeError:
        if "<svg" not in text:
            raise


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content[:4]:
        return content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be", errors="replace")
    return content.decode("utf-8", errors="replace")


def check_xml(content: bytes) -> None:
    """Read one XML part.

    Raises:
        HarmfulError: it names a macro, an object, a template elsewhere or dynamic data exchange.
        DoctypeError: it has a document type.
        expat.ExpatError: it is not XML.

    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    heard = _Part()
    if _WORTH_HEARING.search(content):
        parser.StartElementHandler = heard.start
        parser.EndElementHandler = heard.end
        parser.CharacterDataHandler = heard.text
    parser.Parse(content, True)  # noqa: FBT003 - the parser takes no names
    heard.close()


def _refuse_doctype(*_declared: object) -> None:
    raise DoctypeError


class _Part:
    """What is heard of a part while it is parsed."""

    def __init__(self) -> None:
        self._instructions: list[str] = []
        self._within = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        told = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if local in _LINKS or _CONTENT_TYPES.search(told.get("ContentType", "")):
            raise HarmfulError(local)
        if local == "Relationship":
            kind = told.get("Type", "").rpartition("/")[2].strip().lower()
            outward = told.get("TargetMode", "").strip().lower() == "external"
            if kind in _RELATIONS or (outward and kind in _RELATIONS_OUTWARD):
                raise HarmfulError(kind)
        if local == "fldSimple":
            self._instructions += ["\n", told.get("instr", ""), "\n"]
        elif local == "fldChar":
            self._instructions.append("\n")
        self._within = local == "instrText"

    def end(self, _name: str) -> None:
        self._within = False

    def text(self, data: str) -> None:
        if self._within:
            self._instructions.append(data)

    def close(self) -> None:
        """Look at the instructions once their pieces stand together; a field within a field may part them too."""
        told = "".join(self._instructions)
        if _DDE.search(told) or "DDEAUTO" in told.replace("\n", "").upper():
            raise HarmfulError("DDE")
