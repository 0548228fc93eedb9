"""What a name is: the words it takes and what sort of body or group they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How a name names."""

    BODY = "body"
    POST = "post"
    PLACE = "place"
    GROUP = "group"
    ANAPHORA = "anaphora"
    PREDICATE = "predicate"


@dataclass(frozen=True)
class Name:
    """Words ``first`` up to ``last`` (exclusive) of a sentence name a body, a post or a group."""

    first: int
    last: int
    form: Form
