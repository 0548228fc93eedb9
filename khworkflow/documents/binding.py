"""Binds what the typesetter set in parts into one PDF, tags and outline included, and packs it small.

A table of thousands of rows costs the typesetter a hundred megabytes for each thousand; set in parts it costs
them once. Reads only what the typesetter of our own lock writes: plain objects, a flat tree of pages, flat
trees of tags. What is packed are the objects without a stream (PDF 1.5, object streams), which tags are: they
make nine tenths of a report.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from typing import Final

_OBJECT: Final = re.compile(rb"(\d+) 0 obj\n(.*)\nendobj\s*\Z", re.DOTALL)
_REFERENCE: Final = re.compile(rb"\((?:[^()\\]|\\.)*\)|(\d+) 0 R")
_ID: Final = re.compile(rb"\(U(\d+x\d+y\d+)\)")
_STREAM: Final = b">>\nstream\n"
_TOGETHER: Final = 200  # objects in a stream of them
_HEAD: Final = b"%PDF-1.7\n%\x80\x80\x80\x80\n"


class Binder:
    """Takes parts in their order; ``pages`` counts those so far."""

    def __init__(self) -> None:
        self.pages = 0
        self._parts = 0
        self._objects: dict[int, bytes] = {}
        self._catalog = self._info = self._tree = self._sheets = self._document = 0

    def add(self, content: bytes) -> None:
        """Take the next part."""
        found, trailer = _objects(content)
        catalog = _number(trailer, b"Root")
        sheets, tree = _number(found[catalog], b"Pages"), _number(found[catalog], b"StructTreeRoot")
        document = _number(found[tree], b"K[")
        if not self._parts:
            self._objects, self._catalog, self._info = found, catalog, _number(trailer, b"Info")
            self._sheets, self._tree, self._document = sheets, tree, document
        else:
            self._join(found, catalog, {sheets: self._sheets, tree: self._tree, document: self._document})
        self._parts += 1
        self.pages += int(_between(found[sheets], b"/Count ", b"/"))

    def bound(self) -> bytes:
        """Return the file; equal parts give equal bytes."""
        pieces, at = [_HEAD], len(_HEAD)
        places: dict[int, tuple[int, int, int]] = {}
        size = max(self._objects) + 1
        streams = {number: body for number, body in self._objects.items() if _STREAM in body}
        plain = sorted(self._objects.keys() - streams.keys())
        for own, start in enumerate(range(0, len(plain), _TOGETHER), size):
            numbers = plain[start : start + _TOGETHER]
            streams[own] = _packed([(number, self._objects[number]) for number in numbers])
            places |= {number: (2, own, place) for place, number in enumerate(numbers)}
        for number in sorted(streams):
            places[number] = (1, at, 0)
            pieces.append(b"%d 0 obj\n%b\nendobj\n" % (number, streams[number]))
            at += len(pieces[-1])
        last = max(streams) + 1
        places[last] = (1, at, 0)
        rows = b"".join(_row(*places.get(number, (0, 0, 0))) for number in range(last + 1))
        name = hashlib.sha256(b"".join(pieces)).hexdigest()[:32].encode()
        about = b"/Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]"
        table = _stream(about % (last + 1, self._catalog, self._info, name, name), rows)
        return b"".join((*pieces, b"%d 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (last, table, at)))

    def _join(self, found: dict[int, bytes], catalog: int, same: dict[int, int]) -> None:
        """Put the part's pages behind the pages, its tags behind the tags; its own catalogue and description go."""
        shift, pages, tag = max(self._objects), self.pages, b"(V%04dx" % self._parts

        def moved(match: re.Match[bytes]) -> bytes:
            return b"%d 0 R" % same.get(int(match[1]), int(match[1]) + shift) if match[1] else match[0]

        def renamed(text: bytes) -> bytes:
            return _ID.sub(lambda match: tag + match[1] + b")", _REFERENCE.sub(moved, text))

        for number, body in found.items():
            if number in same or number == catalog or b"/Type/Metadata" in body[:60]:
                continue
            head, mark, rest = body.partition(_STREAM)
            head = renamed(head)
            if head.startswith(b"<</Type/Page/"):
                head = re.sub(rb"/StructParents (\d+)", lambda match: b"/StructParents %d" % (int(match[1]) + pages), head)
            self._objects[number + shift] = head + mark + rest
        sheets, tree, document = (renamed(found[number]) for number in same)
        self._grow(self._sheets, b"/Kids[", sheets)
        self._grow(self._document, b"/K[", document)
        self._grow(self._tree, b"/IDTree<</Names[", tree)
        nums = re.sub(rb"(\d+) (\d+ 0 R)", lambda match: b"%d %b" % (int(match[1]) + pages, match[2]), _listed(tree, b"/Nums["))
        self._grow(self._tree, b"/Nums[", b"/Nums[" + nums + b"]")
        self._count(b"/Count ", self._sheets, int(_between(sheets, b"/Count ", b"/")))
        self._count(b"/ParentTreeNextKey ", self._tree, int(_between(tree, b"/ParentTreeNextKey ", b">")))
        if b"/Outlines " in found[catalog]:
            self._outline(_number(found[catalog], b"Outlines") + shift)

    def _grow(self, number: int, name: bytes, other: bytes) -> None:
        body = self._objects[number]
        if name in other and name in body:
            start = body.index(name) + len(name)
            end = body.index(b"]", start)
            self._objects[number] = body[:end] + b" " + _listed(other, name) + body[end:]

    def _count(self, name: bytes, number: int, more: int) -> None:
        body = self._objects[number]
        self._objects[number] = re.sub(name + rb"(\d+)", lambda match: name + b"%d" % (int(match[1]) + more), body)

    def _outline(self, number: int) -> None:
        """Put the part's headings behind those of before; ``number`` is its outline, already moved."""
        own = self._objects.pop(number)
        if b"/First " not in own:
            return
        if b"/Outlines " not in self._objects[self._catalog]:
            self._objects[number] = own
            self._objects[self._catalog] = self._objects[self._catalog][:-2] + b"/Outlines %d 0 R>>" % number
            return
        chief = _number(self._objects[self._catalog], b"Outlines")
        first, last, before = _number(own, b"First"), _number(own, b"Last"), _number(self._objects[chief], b"Last")
        self._objects[before] = self._objects[before][:-2] + b"/Next %d 0 R>>" % first
        self._objects[first] = self._objects[first][:-2] + b"/Prev %d 0 R>>" % before
        old = b"/Parent %d 0 R" % number
        at: int | None = first
        while at is not None:
            body = self._objects[at] = self._objects[at].replace(old, b"/Parent %d 0 R" % chief)
            at = _number(body, b"Next") if b"/Next " in body else None
        self._objects[chief] = re.sub(rb"/Last \d+ 0 R", b"/Last %d 0 R" % last, self._objects[chief])
        self._count(b"/Count ", chief, int(_between(own, b"/Count ", b">")))


def _objects(content: bytes) -> tuple[dict[int, bytes], bytes]:
    """Return the bodies of the objects by their numbers, and the trailer."""
    start = int(content[content.rindex(b"startxref") :].split()[1])
    lines, _, trailer = content[start:].partition(b"trailer")
    offsets = sorted(int(line[:10]) for line in lines.splitlines()[2:] if line.endswith(b" n"))
    found = {}
    for begin, end in zip(offsets, [*offsets[1:], start], strict=True):
        match = _OBJECT.match(content[begin:end])
        if match is None:
            msg = f"no object at {begin}"
            raise ValueError(msg)
        found[int(match[1])] = match[2]
    return found, trailer


def _number(body: bytes, name: bytes) -> int:
    """Return the number of the object that the body refers to under the name."""
    match = re.search(rb"/" + re.escape(name) + rb"\s?(\d+) 0 R", body)
    if match is None:
        msg = f"no {name!r}"
        raise ValueError(msg)
    return int(match[1])


def _between(body: bytes, start: bytes, end: bytes) -> bytes:
    return body.partition(start)[2].partition(end)[0]


def _listed(body: bytes, name: bytes) -> bytes:
    return _between(body, name, b"]")


def _packed(objects: list[tuple[int, bytes]]) -> bytes:
    places, at = [], 0
    for number, body in objects:
        places.append(b"%d %d" % (number, at))
        at += len(body) + 1
    head = b" ".join(places) + b"\n"
    return _stream(
        b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head)), head + b"\n".join(body for _number, body in objects)
    )


def _stream(about: bytes, content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<<%b/Length %d/Filter/FlateDecode>>\nstream\n%b\nendstream" % (about, len(packed), packed)


def _row(kind: int, first: int, second: int) -> bytes:
    return bytes((kind,)) + first.to_bytes(4, "big") + second.to_bytes(2, "big")
