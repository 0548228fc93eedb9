"""What holds while a text is read on: the headings above, the body addressed, whether a directive came just before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from khworkflow.conclusions.reader.reading import Assignee
from khworkflow.conclusions.reader.segment import Block, Level, Shape


class Heading(NamedTuple):
    """A heading that stands above: its level, whether it asks, whom it names, what it is about."""

    level: Level
    asks: bool | None
    who: tuple[Assignee, ...]
    about: str


@dataclass
class State:
    """What holds while reading on: the body addressed, the headings above, whether a directive came just before."""

    addressed: tuple[Assignee, ...] = ()
    headings: tuple[Heading, ...] = ()
    follows: bool = False
    asks: bool | None = None
    targets: bool = False
    cooperates: bool = False
    framed: tuple[Assignee, ...] = ()
    announced: bool = False

    def leave(self, block: Block) -> None:
        """Drop the headings that no longer stand above the block."""
        if block.shape is Shape.ITEM:
            self.headings = tuple(heading for heading in self.headings if heading.level < block.level)
        elif block.gap and self.headings and self.headings[-1].level > Level.SUBNUMBER:
            self.headings = tuple(heading for heading in self.headings if heading.level <= Level.SUBNUMBER)

    def asked(self) -> bool | None:
        """Return whether what stands above asks (True), assesses (False), or neither (None)."""
        return next((heading.asks for heading in reversed(self.headings) if heading.asks is not None), self.asks)

    def about(self) -> str:
        """Return what the nearest heading says the section is about."""
        return next((heading.about for heading in reversed(self.headings) if heading.about), "")
