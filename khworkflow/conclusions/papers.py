"""The paper as it comes in: checked as hostile, kept as evidence, turned into text."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from khworkflow.conclusions.reader.sources import Unreadable, text_of_bytes
from khworkflow.core.errors import Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.files import commands as files, rules

if TYPE_CHECKING:
    from khworkflow.core.authz import Actor
    from khworkflow.files.commands import Given
    from khworkflow.files.models import File

#: What the upload field takes, as browsers want it said.
ACCEPTED: Final = ".docx,.pdf,.txt"
_SUFFIXES: Final = frozenset({".docx", ".pdf", ".txt", ".doc"})  # what is wrong with a .doc, the reader says best


def take(actor: Actor, given: Given) -> tuple[File, str]:
    """Keep the paper and return it with its text.

    Raises:
        Refused: it is not a .docx, .pdf with text or .txt, is broken, too large, or holds what could do harm.

    """
    name = rules.display_name(given.filename or "")
    content = given.read(rules.BYTES_MOST + 1)
    suffix = PurePosixPath(name).suffix.lower()
    if len(content) > rules.BYTES_MOST:
        raise Refused(_("“%(name)s” is larger than 25 MB.", name=name), "paper")
    if suffix not in _SUFFIXES:
        raise Refused(_("“%(name)s” is not accepted here. Please choose a .docx, .pdf or .txt file.", name=name), "paper")
    try:
        if suffix in {".docx", ".pdf"}:
            rules.media_type(name, content)
        text = text_of_bytes(content)
    except (Unreadable, Refused) as error:
        raise Refused(str(error), "paper") from error
    return files.keep(actor, name, content, "text/plain" if suffix == ".txt" else None), text
