"""What a person should know of a template before it is put to use: where it leaves the decree, what it leaves out, what changed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

import docx
from docx.oxml.ns import qn

from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import fold
from khworkflow.documents import paper, places, templates
from khworkflow.documents.model import MOTTO, NATION
from khworkflow.documents.placeholders import Form, Placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document as Word

_MM: Final = 36_000  # Word's units
#: Margins of the decree in millimetres: the least and the most.
_MARGINS: Final = {"top": (20, 25), "bottom": (20, 25), "left": (30, 35), "right": (15, 20)}
_NEAR: Final = 0.5
LINES_MOST: Final = 60


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two templates: words that went, words that came, and how the paper is set."""

    gone: tuple[str, ...]
    come: tuple[str, ...]
    setting: tuple[str, ...]

    @property
    def are_none(self) -> bool:
        """Whether nothing differs that is compared."""
        return not (self.gone or self.come or self.setting)


def remarks(template: bytes, form: Form) -> tuple[str, ...]:
    """Return what does not hinder the template's use but should be known."""
    word = docx.Document(io.BytesIO(template))
    return tuple(_remarks(word, form))


def changes(before: bytes, after: bytes, form: Form) -> Changes:
    """Return what differs between two templates of a kind."""
    old, new = docx.Document(io.BytesIO(before)), docx.Document(io.BytesIO(after))
    earlier, later = lines(old), lines(new)
    gone, come = [], []
    for what, start, end, begin, stop in SequenceMatcher(None, earlier, later, autojunk=False).get_opcodes():
        if what != "equal":
            gone += earlier[start:end]
            come += later[begin:stop]
    return Changes(tuple(gone[:LINES_MOST]), tuple(come[:LINES_MOST]), tuple(_setting(old, new, form)))


def lines(word: Word) -> list[str]:
    """Return the paragraphs with words of text, headers and footers, in their order."""
    every = (" ".join(places.words_of(one).split()) for root in templates.roots(word) for one in root.iter(qn("w:p")))
    return [text for text in every if text]


def _remarks(word: Word, form: Form) -> Iterator[str]:
    text = "\n".join(lines(word))
    said = fold(text)
    asked = {mark.asks_for for root in templates.roots(word) for spot in places.spots(root) for mark in spot.marks}
    for one in form.allowed:
        if one not in asked:
            yield _absent(one)
    if fold(NATION) not in said and "dang cong san viet nam" not in said:
        yield _("The first line (“%(line)s”) is not in the template.", line=NATION)
    elif fold(NATION) in said and fold(MOTTO) not in said:
        yield _("“%(line)s” is not in the template.", line=MOTTO)
    margins = _margins(word)
    for side, (least, most) in _MARGINS.items():
        if not least - _NEAR <= margins[side] <= most + _NEAR:
            yield _(
                "The margin at the %(side)s is %(given)s mm; Decree 30/2020 asks for %(least)s to %(most)s mm.",
                side=_side(side),
                given=round(margins[side]),
                least=least,
                most=most,
            )
    if (wide := _widest_table(word) / _MM) > (line := paper.room(word.sections[0]) / 72 * 25.4) + _NEAR:
        yield _(
            "A table is %(table)s mm wide, a line of the paper %(line)s mm: please make the table narrower.",
            table=round(wide),
            line=round(line),
        )
    if "PAGE" not in "".join(
        one.text or "" for root in templates.roots(word) for one in root.iter(qn("w:instrText"))
    ) and not any(next(root.iter(qn("w:fldSimple")), None) is not None for root in templates.roots(word)):
        yield _("The pages are not numbered.")
    fonts = _fonts(word)
    if fonts - {paper.FONT}:
        yield _("Letters other than Times New Roman: %(fonts)s.", fonts=", ".join(sorted(fonts - {paper.FONT})[:5]))


def _absent(one: Placeholder) -> str:
    if one is Placeholder.LAST:
        return _(
            "%(placeholder)s is not asked for: please close the text yourself, with “./.” at its end.", placeholder=one.written
        )
    if one in {Placeholder.ISSUER, Placeholder.SUPERIOR}:
        return _(
            "%(placeholder)s is not asked for: the name stays as it is typed, even when it changes.", placeholder=one.written
        )
    return _("%(placeholder)s is not asked for: it will not stand in the paper.", placeholder=one.written)


def _setting(old: Word, new: Word, form: Form) -> Iterator[str]:
    before, after = _margins(old), _margins(new)
    for side in _MARGINS:
        if abs(before[side] - after[side]) > _NEAR:
            yield _(
                "Margin at the %(side)s: %(before)s mm, now %(after)s mm",
                side=_side(side),
                before=round(before[side]),
                after=round(after[side]),
            )
    pictures = [len(list(templates.pictures(one))) for one in (old, new)]
    if pictures[0] != pictures[1]:
        yield _("Pictures: %(before)s, now %(after)s", before=pictures[0], after=pictures[1])
    fonts = _fonts(old) ^ _fonts(new)
    if fonts:
        yield _("Letters: %(before)s, now %(after)s", before=_listed(_fonts(old)), after=_listed(_fonts(new)))
    sizes = [_sizes(one, form) for one in (old, new)]
    for name, size in sizes[1].items():
        if name in sizes[0] and sizes[0][name] != size:
            yield _("“%(style)s”: %(before)s pt, now %(after)s pt", style=name, before=f"{sizes[0][name]:g}", after=f"{size:g}")


def _widest_table(word: Word) -> float:
    """Return the width of the widest table that says its own, in the units of the library."""
    widths = word.element.body.iterfind(f"{qn('w:tbl')}/{qn('w:tblPr')}/{qn('w:tblW')}")
    return max((int(one.get(qn("w:w"), "0")) * 635.0 for one in widths if one.get(qn("w:type")) == "dxa"), default=0)


def _margins(word: Word) -> dict[str, float]:
    section = word.sections[0]
    return {side: float(getattr(section, f"{side}_margin") or 0) / _MM for side in _MARGINS}


def _fonts(word: Word) -> set[str]:
    """Return the names of the letters that the text asks for, and those of the styles that it uses."""
    roots = list(templates.roots(word))
    used = {one.get(qn("w:val")) for root in roots for one in root.iter(qn("w:pStyle"), qn("w:rStyle"))}
    names = {one.get(qn("w:ascii")) for root in roots for one in root.iter(qn("w:rFonts"))}
    for style in word.styles.element.style_lst:
        if style.styleId in used:
            names |= {one.get(qn("w:ascii")) for one in style.iter(qn("w:rFonts"))}
    return {str(one) for one in names if one}


def _sizes(word: Word, form: Form) -> dict[str, float]:
    names = {kind.name.casefold() for kind in paper.styles_of(form.layout).values()}
    found = {}
    for style in word.styles:
        size = getattr(getattr(style, "font", None), "size", None)
        if style.name and size is not None and style.name.casefold() in names:
            found[style.name] = float(size.pt)
    return found


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names or {paper.FONT})[:5])


def _side(side: str) -> str:
    return {"top": _("top"), "bottom": _("bottom"), "left": _("left"), "right": _("right")}[side]
