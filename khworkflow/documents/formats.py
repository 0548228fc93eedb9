"""The formats that a document is written in: one shape, three writers."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from khworkflow.documents import docx, pdf, xlsx


class Format(StrEnum):
    """What a document can be handed out as; the value is the file's suffix."""

    DOCX = "docx"
    PDF = "pdf"
    XLSX = "xlsx"


WRITERS: Final = MappingProxyType({Format.DOCX: docx.write, Format.PDF: pdf.write, Format.XLSX: xlsx.write})
