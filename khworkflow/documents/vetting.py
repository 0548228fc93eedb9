"""Whether a .docx may serve as a template: only paper in it, every placeholder of the list, each where it may stand.

That the package is a real .docx without macros and objects is looked at before (``files.rules``); here it is
looked at as a template. What is found is said in the reader's language, each with the place where it stands.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

import docx
from docx.exceptions import PythonDocxError
from docx.opc.constants import RELATIONSHIP_TYPE as REL
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.exceptions import XmlchemyError
from docx.oxml.ns import qn

from khworkflow.core.i18n import gettext as _
from khworkflow.documents import adopting, places, templates
from khworkflow.documents.adopting import xml_of
from khworkflow.documents.placeholders import BLOCKS, LINES, TIMES_MOST, Form, Placeholder, likely

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document as Word
    from docx.opc.part import Part
    from docx.opc.rel import _Relationship
    from docx.oxml.xmlchemy import BaseOxmlElement

    from khworkflow.documents.places import Mark, Spot

#: How the libraries say that a file is not built as a Word file is.
BROKEN: Final = (
    *(ValueError, KeyError, AttributeError, TypeError, IndexError, SyntaxError, zipfile.BadZipFile),
    *(PackageNotFoundError, PythonDocxError, XmlchemyError),
)
BYTES_MOST: Final = 2 * 1024 * 1024
UNPACKED_MOST: Final = 16 * 1024 * 1024
PARAGRAPHS_MOST: Final = 2_000
MARKS_MOST: Final = 100  # in a paragraph
PROBLEMS_MOST: Final = 20
_EXCERPT: Final = 60
#: What Word keeps beside a text and the writer leaves out; everything else that is not kept is refused.
_BESIDE: Final = frozenset(
    {
        *("customXml", "fontTable", "webSettings", "stylesWithEffects", "glossaryDocument", "people", "commentsExtended"),
        *("commentsIds", "commentsExtensible", "extended-properties", "custom-properties", "thumbnail", "classificationlabels"),
        *("theme", "documenttasks", "keyMapCustomizations"),
    }
)
_ADDRESSES: Final = ("http://", "https://", "mailto:")
_PAGES: Final = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})
_OBJECTS: Final = tuple(qn(f"w:{one}") for one in ("object", "control", "altChunk", "subDoc"))
_CHANGES: Final = tuple(
    qn(f"w:{one}")
    for one in (
        *(
            "ins",
            "del",
            "moveFrom",
            "moveTo",
            "rPrChange",
            "pPrChange",
            "tblPrChange",
            "trPrChange",
            "tcPrChange",
            "sectPrChange",
        ),
        *("numberingChange", "cellIns", "cellDel", "tblGridChange"),
    )
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in a template.

    Args:
        problems: why it cannot be used, each with what to do; none, when it can.
        pictures: its pictures, to be looked at as hostile files.

    """

    problems: tuple[str, ...]
    pictures: tuple[bytes, ...] = ()


def vet(template: bytes, form: Form) -> Verdict:
    """Return why the template cannot be used for papers of the form, if it cannot."""
    try:
        if len(template) > BYTES_MOST or _unpacked(template) > UNPACKED_MOST:
            return Verdict((_("The file is larger than 2 MB. Please make its pictures smaller."),))
        return _verdict(docx.Document(io.BytesIO(template)), form)
    except BROKEN:
        return Verdict((unreadable(),))


def _verdict(word: Word, form: Form) -> Verdict:
    roots = list(templates.roots(word))
    if not len(word.sections) or sum(1 for root in roots for _one in root.iter(qn("w:p"))) > PARAGRAPHS_MOST:
        return Verdict((_("The file is too long to be a template of a paper."),))
    problems: dict[str, None] = {}
    for one in chain(_foreign(word, roots), _placeholders(word, roots, form)):
        problems[one] = None
        if len(problems) == PROBLEMS_MOST:
            break
    return Verdict(tuple(problems), tuple(templates.pictures(word)))


def unreadable() -> str:
    """Say that the file is not built as a Word file is."""
    return _("The file cannot be read as a Word document. Please save it in Word as .docx once more.")


def _unpacked(package: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return sum(entry.file_size for entry in archive.infolist())


def _foreign(word: Word, roots: list[BaseOxmlElement]) -> Iterator[str]:
    """Say what is in the file that is not paper."""
    for part in adopting.parts_of(word):
        for relation in part.rels.values():
            yield from _related(part, relation)
    for root in roots:
        if next(root.iter(*_CHANGES), None) is not None:
            yield _("There are tracked changes in the file. In Word please accept or reject all of them, then save.")
        if next(root.iter(*_OBJECTS), None) is not None:
            yield _("The file holds an object of another programme. Please put it in as a picture.")
        for field in _fields(root):
            if (field.split() or [""])[0].upper() not in _PAGES:
                yield _(
                    "The field “%(field)s” cannot be used: only page numbers can. Please type the words instead.",
                    field=field[:40],
                )


def _related(part: Part, relation: _Relationship) -> Iterator[str]:
    """Say what the part is related to that no paper is."""
    kind = relation.reltype.rpartition("/")[2]
    if relation.is_external:
        if relation.reltype != REL.HYPERLINK or not relation.target_ref.lower().startswith(_ADDRESSES):
            yield _("The file fetches something from elsewhere: %(what)s. Please take it out.", what=relation.target_ref[:80])
    elif relation.reltype == REL.COMMENTS:
        if xml_of(part.part_related_by(REL.COMMENTS)).find(qn("w:comment")) is not None:
            yield _("There are comments in the file. Please delete them in Word.")
    elif relation.reltype not in adopting.KEPT and kind not in _BESIDE:
        yield _("The file holds a chart, a drawing or an object (%(what)s) that a template cannot hold.", what=kind)


def _fields(root: BaseOxmlElement) -> Iterator[str]:
    """Yield what the fields of the part are told to show; one is told between its beginning and its separation."""
    for simple in root.iter(qn("w:fldSimple")):
        yield simple.get(qn("w:instr"), "").strip()
    told: list[str] = []
    for element in root.iter(qn("w:fldChar"), qn("w:instrText")):
        kind = element.get(qn("w:fldCharType"))
        if kind == "begin":
            told.append("")
        elif kind is None:
            told = [*told[:-1], (told[-1] if told else "") + (element.text or "")]
        elif told and (kind == "separate" or told[-1]):
            yield told[-1].strip()
            told[-1] = ""
        if kind == "end" and told:
            told.pop()
    yield from (one.strip() for one in told if one.strip())


def _placeholders(word: Word, roots: list[BaseOxmlElement], form: Form) -> Iterator[str]:
    asked: Counter[Placeholder] = Counter()
    for root in roots:
        for spot in places.spots(root):
            yield from _spot(spot, root is word.element.body, form, asked)
    for one in form.allowed:
        if one in form.required and not asked[one]:
            yield _("%(placeholder)s is missing. Please put it where it is to stand.", placeholder=one.written)
        if asked[one] > (1 if one in BLOCKS | LINES else TIMES_MOST):
            yield _(
                "%(placeholder)s stands there %(count)s times, which is too often.", placeholder=one.written, count=asked[one]
            )
    for part in adopting.parts_of(word):
        if part.partname.startswith(("/word/footnotes", "/word/endnotes")) and b"{{" in part.blob:
            yield _("Placeholders cannot stand in footnotes.")


def _spot(spot: Spot, is_text: bool, form: Form, asked: Counter[Placeholder]) -> Iterator[str]:  # noqa: FBT001 - where it stands
    """Say what is wrong with the braces of one paragraph, and count what it asks for."""
    where = _where(spot, is_text=is_text)
    if len(spot.marks) > MARKS_MOST:
        yield _("Too many braces: %(where)s.", where=where)
        return
    bare = _without_marks(spot)
    if "{{" in bare or "}}" in bare:
        yield _("Braces are not closed: %(where)s.", where=where)
    for mark in spot.marks:
        found = mark.asks_for
        if found is None or not mark.is_whole or found not in form.allowed:
            yield _unknown(mark, form, where)
        else:
            asked[found] += 1
            yield from _misplaced(spot, found, where, is_text=is_text)


def _unknown(mark: Mark, form: Form, where: str) -> str:
    meant = likely(mark.name, form)
    if meant is None:
        return _("%(written)s is not in the list of this paper: %(where)s.", written=mark.written[:_EXCERPT], where=where)
    return _(
        "%(written)s is not in the list of this paper: %(where)s. Did you mean %(meant)s?",
        written=mark.written[:_EXCERPT],
        where=where,
        meant=meant.written,
    )


def _misplaced(spot: Spot, found: Placeholder, where: str, *, is_text: bool) -> Iterator[str]:
    parent = spot.paragraph.getparent().tag
    needs_own = found in BLOCKS | LINES
    if needs_own and not spot.is_alone:
        yield _("%(placeholder)s needs a paragraph of its own: %(where)s.", placeholder=found.written, where=where)
    elif found in BLOCKS and parent != qn("w:body"):
        yield _(
            "%(placeholder)s cannot stand in a table, a frame or a header: %(where)s.", placeholder=found.written, where=where
        )
    elif found in LINES and (not is_text or parent not in {qn("w:body"), qn("w:tc")}):
        yield _("%(placeholder)s cannot stand in a frame or a header: %(where)s.", placeholder=found.written, where=where)
    elif found is Placeholder.APPENDICES and any(_says_something(one) for one in spot.paragraph.itersiblings()):
        yield _("%(placeholder)s has to be the last thing in the file.", placeholder=found.written)


def _says_something(element: BaseOxmlElement) -> bool:
    if element.tag == qn("w:sectPr"):
        return False
    is_empty = element.tag == qn("w:p") and not places.words_of(element).strip()
    is_mark = element.tag in {qn("w:bookmarkStart"), qn("w:bookmarkEnd"), qn("w:proofErr")}
    return not (is_mark or (is_empty and next(element.iter(qn("w:drawing"), qn("w:pict"), qn("w:sectPr")), None) is None))


def _without_marks(spot: Spot) -> str:
    ends = [0, *(mark.end for mark in spot.marks)]
    starts = [*(mark.start for mark in spot.marks), len(spot.text)]
    return "".join(spot.text[end:start] for end, start in zip(ends, starts, strict=True))


def _where(spot: Spot, *, is_text: bool) -> str:
    """Return where the paragraph stands, with its first words."""
    text = " ".join(spot.text.split())
    excerpt = text if len(text) <= _EXCERPT else f"{text[:_EXCERPT].rstrip()}…"
    if not is_text:
        return _("in the header or footer, “%(text)s”", text=excerpt)
    if spot.paragraph.getparent().tag == qn("w:tc"):
        return _("line %(number)s, in a table, “%(text)s”", number=spot.place, text=excerpt)
    return _("line %(number)s, “%(text)s”", number=spot.place, text=excerpt)
