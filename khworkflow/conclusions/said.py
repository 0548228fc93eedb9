"""What the reader said of one directive, in the office's own terms: associations by their numbers, kinds, days."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from khworkflow.conclusions.headline import headline
from khworkflow.conclusions.models import Kind, Part, Recurrence
from khworkflow.conclusions.reader import Entry, Gazetteer, Reason
from khworkflow.conclusions.recurring import clamped, later, period_end
from khworkflow.conclusions.wording import kind_word
from khworkflow.core.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from khworkflow.associations.models import Association
    from khworkflow.conclusions.reader import Assignee, Draft

_PLACE: Final = re.compile(r"(?i:\b(thành phố|thị xã|thị trấn|đặc khu|huyện|quận|xã|phường|tỉnh))\s+(.+)$")


@dataclass(frozen=True)
class Body:
    """A body as the text names it; ``start`` and ``end`` tell two equal names apart, in the text as it was read."""

    text: str
    start: int
    end: int
    part: Part
    associations: tuple[int, ...] = ()
    needs_person: bool = False
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Said:
    """What the reader made of a quote: title, kind, bodies, time, and why."""

    title: str
    kind: Kind
    bodies: tuple[Body, ...] = ()
    due_on: date | None = None
    due_phrase: str = ""
    confidence: str = "none"
    due_reasons: tuple[str, ...] = ()
    recurrence: str | None = None  # as the reader says it: "monthly:25", "quarterly", "continuous"
    figures: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def needs_person(self) -> bool:
        """Whether the quote names somebody inside the association whom only a person can tell."""
        return any(body.needs_person for body in self.bodies)

    def named(self, part: Part) -> tuple[int, ...]:
        """Return the associations that the text itself settles for the part, in its order, nobody twice."""
        leads = dict.fromkeys(number for body in self.bodies if body.part is Part.LEAD for number in body.associations)
        if part is Part.LEAD:
            return tuple(leads)
        others = dict.fromkeys(number for body in self.bodies if body.part is part for number in body.associations)
        return tuple(number for number in others if number not in leads)

    def recurs(self, dated_on: date | None) -> tuple[Recurrence, date] | None:
        """Return how often the work is wanted and the day of its first period: the end of the one the document falls in.

        None where the words settle no period ("thường xuyên"), or the document no day (domain notes, table (d)).
        """
        often, _colon, on = (self.recurrence or "").partition(":")
        if dated_on is None or often not in set(Recurrence):
            return None
        recurrence = Recurrence(often)
        if self.due_on:
            return recurrence, self.due_on
        first = period_end(dated_on, recurrence)
        if on.isdigit() and recurrence is Recurrence.MONTHLY:
            this_month = clamped(dated_on.year, dated_on.month, int(on))
            first = this_month if this_month > dated_on else later(this_month, 1, int(on))
        return recurrence, first

    def to_json(self) -> dict[str, Any]:
        """Return the same as JSON can hold it."""
        return asdict(self) | {"due_on": self.due_on.isoformat() if self.due_on else None}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Said:
        """Return what :meth:`to_json` gave."""
        bodies = tuple(
            Body(
                **one | {"part": Part(one["part"]), "associations": tuple(one["associations"]), "reasons": tuple(one["reasons"])}
            )
            for one in kept["bodies"]
        )
        lists = {name: tuple(kept[name]) for name in ("due_reasons", "figures", "reasons")}
        due_on = date.fromisoformat(kept["due_on"]) if kept["due_on"] else None
        return cls(**kept | lists | {"bodies": bodies, "due_on": due_on, "kind": Kind(kept["kind"])})


def gazetteer(known: Iterable[Association], level: Iterable[Association]) -> Gazetteer:
    """Return the associations as the reader knows them, each by its number.

    Args:
        known: those that a text can name.
        level: those directly below the one that concludes, which "các huyện, thị, thành Hội" means.

    """
    below = {association.id for association in level}
    return Gazetteer.of(_entry(one, "district" if one.id in below else one.level.value) for one in known)


def said_of(draft: Draft, text: str) -> Said:
    """Return the draft in the office's terms; ``text`` is what was read."""
    due, kind = draft.deadline, Kind(draft.kind)
    phrase = one_line(due.text) if due else ""
    return Said(
        title=headline(draft) or kind_word(kind),
        kind=kind,
        bodies=tuple(_body(who) for who in draft.assignees),
        due_on=due.date if due else None,
        due_phrase=phrase if phrase in text else "",
        confidence=due.confidence.value if due else "none",
        due_reasons=_values(due.reasons) if due else (),
        recurrence=draft.recurrence,
        figures=tuple(one_line(figure.text) for figure in draft.figures),
        reasons=_values(draft.reasons),
    )


def why(reason: str) -> str:
    """Return the reason as a sentence, a message of the catalogue; empty for one that is no longer known."""
    return Reason(reason).text if reason in set(Reason) else ""


def _entry(association: Association, level: str) -> Entry:
    found = _PLACE.search(association.name)
    kind, place = (found[1].lower(), found[2]) if found else ("", association.territory)
    return Entry(str(association.id), kind, place, level)


def _body(who: Assignee) -> Body:
    numbers = tuple(int(code) for code in who.codes)
    return Body(one_line(who.text), who.start, who.end, Part(who.role.value), numbers, who.needs_person, _values(who.reasons))


def _values(reasons: Iterable[Reason]) -> tuple[str, ...]:
    return tuple(reason.value for reason in reasons)
