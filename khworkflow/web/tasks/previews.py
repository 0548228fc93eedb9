"""What a page showed before it was recorded: only that is recorded, and nothing that was typed or chosen afterwards."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from flask import request

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask_wtf import FlaskForm

_NOT_SAID = frozenset({"csrf_token", "client_key"})


def digest(*said: object) -> str:
    """Return what stands for everything said; it differs when one word, day or choice does."""
    return sha256(repr(said).encode()).hexdigest()[:32]


def digest_of(forms: Iterable[FlaskForm], *more: object) -> str:
    """Return what stands for everything that was chosen and typed in the forms."""
    return digest(more, [(one.name, one.data) for form in forms for one in form if one.short_name not in _NOT_SAID])


def is_sent() -> bool:
    """Return whether the button below a preview was pressed."""
    return bool(request.form.get("sure"))


def was_seen(now: str) -> bool:
    """Return whether the preview above that button showed just this."""
    return request.form.get("sure") == now
