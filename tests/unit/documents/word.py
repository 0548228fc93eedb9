"""What an office does to a template in Word, done to the file: typing, cutting into runs, pictures, tracked changes."""

from __future__ import annotations

import io
from copy import deepcopy

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from PIL import Image


def opened(content):
    return docx.Document(io.BytesIO(content))


def saved(word):
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()


def paragraphs(word):
    return list(word.element.body.iter(qn("w:p")))


def text_of(paragraph):
    return "".join(part.text or "" for part in paragraph.iter(qn("w:t")))


def texts(content):
    return [text_of(one) for one in paragraphs(opened(content))]


def with_words(word, words):
    """The paragraph that holds the words."""
    return next(one for one in paragraphs(word) if words in text_of(one))


def retype(word, old, new):
    """Put other words in the place of some that stand in one run."""
    for part in word.element.body.iter(qn("w:t")):
        if old in (part.text or ""):
            part.text = part.text.replace(old, new)
            part.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            return
    raise AssertionError(old)


def cut_up(word):
    """Cut every run of the text into runs of three letters with a spelling mark between, as Word does while one types."""
    for run in list(word.element.body.iter(qn("w:r"))):
        part = run.find(qn("w:t"))
        for start in range(0, len(part.text) if part is not None and part.text else 0, 3):
            piece = deepcopy(run)
            piece.find(qn("w:t")).text = part.text[start : start + 3]
            piece.find(qn("w:t")).set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run.addprevious(piece)
            run.addprevious(OxmlElement("w:proofErr", attrs={qn("w:type"): "spellStart"}))
        if part is not None and part.text:
            run.getparent().remove(run)


def picture(size=(40, 40), kind="PNG"):
    file = io.BytesIO()
    Image.new("RGB", size, (160, 20, 20)).save(file, kind)
    return file.getvalue()


def move_up(word):
    """Put the last paragraph of the text first."""
    body = word.element.body
    body.insert(0, [one for one in body if one.tag == qn("w:p")][-1])
