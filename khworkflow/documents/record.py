"""A document as data and back: what a frozen report is kept as, so that it reads the same years later."""

from __future__ import annotations

import gzip
import json
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from typing import Any, Final

from khworkflow.documents import blocks, model

_SHAPES: Final = {
    one.__name__: one
    for one in (
        blocks.Appendix,
        blocks.Cell,
        blocks.Chart,
        blocks.Column,
        blocks.Heading,
        blocks.Listing,
        blocks.Paragraph,
        blocks.Run,
        blocks.Table,
        model.Document,
        model.Signature,
    )
}


def kept(document: model.Document) -> bytes:
    """Return the document as packed JSON; equal documents give equal bytes."""
    text = json.dumps(_plain(document), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return gzip.compress(text.encode(), mtime=0)


def read(content: bytes) -> model.Document:
    """Return the document that was kept.

    Raises:
        TypeError: the bytes are something else.

    """
    found = _shaped(json.loads(gzip.decompress(content)))
    if not isinstance(found, model.Document):
        msg = f"a document was expected, not {type(found).__name__}"
        raise TypeError(msg)
    return found


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        said = {one.name: getattr(value, one.name) for one in fields(value) if getattr(value, one.name) != _default(one)}
        return {"is": type(value).__name__} | {name: _plain(part) for name, part in said.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    return {"on": value.isoformat()} if isinstance(value, date) else value


def _default(field: Any) -> Any:
    return field.default if field.default is not MISSING else MISSING


def _shaped(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_shaped(part) for part in value)
    if not isinstance(value, dict):
        return value
    if "at" in value:
        return datetime.fromisoformat(value["at"])
    if "on" in value:
        return date.fromisoformat(value["on"])
    name, parts = value["is"], {key: _shaped(part) for key, part in value.items() if key != "is"}
    if parts.get("align") is not None:
        parts["align"] = blocks.Align(parts["align"])
    if "layout" in parts:
        parts["layout"] = model.Layout(parts["layout"])
    return _SHAPES[name](**parts)
