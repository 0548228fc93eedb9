"""Clauses that begin with the work itself; the doer stands before them, in a heading, or is put first as a topic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from khworkflow.conclusions.reader.doerless import is_about_a_paper
from khworkflow.conclusions.reader.lists import names_at
from khworkflow.conclusions.reader.names import name_at
from khworkflow.conclusions.reader.openings import after_openers, over_manner
from khworkflow.conclusions.reader.reading import Reason, Role
from khworkflow.conclusions.reader.roles import Asked, Find, Frame, with_roles
from khworkflow.conclusions.reader.subjects import PAST_OPENING
from khworkflow.conclusions.reader.tables import acts, work
from khworkflow.conclusions.reader.words import Word

_SCHEDULE: Final = 14  # words of the time before a colon
_TOPIC_REACH: Final = 16  # words after a body put first within which its act begins


def elided(words: Sequence[Word], frame: Frame) -> Find | None:  # noqa: PLR0911
    """Find a clause that begins with the work itself; the doer stands before it."""
    if _stands_alone(words, frame):
        return None
    start = after_openers(words, 0)
    towards = _towards(words, start)
    if towards:
        return towards
    if words[0].key == "trong" and words[min(1, len(words) - 1)].key == "đó" and acts.ELABORATES.length(words, start):
        return None
    elaborates = acts.ELABORATES.length(words, 0)
    if (
        0 < elaborates < len(words)
        and not frame.is_item
        and not work.WORK.length(words, elaborates)
        and words[elaborates].key != "đối"
    ):
        return None
    place = over_manner(words, _over_schedule(words, start) if frame.is_item and frame.asks else start)
    if place >= len(words):
        return None
    led = acts.LEADS.length(words, place) or acts.COOPERATES.length(words, place)
    listed = frame.is_item and not frame.targets and place > start
    riding = place > start and words[place].key == "đối"
    if not (led or work.WORK.length(words, place) or listed or riding or _is_any_task(words, place, frame)):
        return None
    if is_about_a_paper(words, place):
        return None
    if not frame.is_item and not frame.asks and words[0].is_capital and name_at(words, 0) and not led:
        return None
    found = Find(0, len(words), start, carries=True, reasons=[Reason.UNDER_HEADING if frame.asks else Reason.BARE_VERB])
    about = place + 2 if place + 2 < len(words) and words[place].key == "đối" else 0
    name = name_at(words, about) if about else None
    if name is not None:
        found.carries, found.is_rider = False, True
        found.asked.append(Asked(name, Role.LEAD))
        return found
    with_roles(words, found, [], place)
    return found


def _over_schedule(words: Sequence[Word], at: int) -> int:
    """Return the place after the time that a line of a schedule begins with: "Tháng 3/2019: thành lập các tiểu ban"."""
    if words[at].key not in ("tháng", "từ", "trước", "ngày", "quý", "trong", "đến", "tuần", "sau"):
        return at
    return next((place + 1 for place in range(at, min(len(words), at + _SCHEDULE)) if words[place].key == ":"), at)


def _stands_alone(words: Sequence[Word], frame: Frame) -> bool:
    """Return whether no doer can be carried to the clause: nothing asks around it, it looks back, or begins with a noun."""
    if not (frame.follows or frame.asks or frame.is_item) or frame.asks is False or frame.past:
        return True
    noun = len(words) > 2 and words[2].key in ("này", "đó", "trên")  # noqa: PLR2004 - "Điều chỉnh này ..."
    return noun or acts.LOOKS_BACK.length(words, 0) > 0 or bool(PAST_OPENING.match(" ".join(word.key for word in words[:8])))


def _is_any_task(words: Sequence[Word], at: int, frame: Frame) -> bool:
    """Return whether an item of a body's own list of tasks begins here with whatever verb."""
    if not (frame.is_item and frame.has_doer and frame.asks):
        return False
    return not (words[at].is_mark or words[at].is_number or acts.PARTICULARS.length(words, at)) and name_at(words, at) is None


def _towards(words: Sequence[Word], at: int) -> Find | None:
    """Find "đối với [body], ... [manner or duty] [act]": the body put first is the doer."""
    size = acts.TOWARDS.length(words, at)
    names, end = names_at(words, at + size) if size else ([], at)
    if not names or end >= len(words) or words[end].key != ",":
        return None
    for place in range(end + 1, min(len(words), end + _TOPIC_REACH)):
        begins = words[place - 1].key in (",", "nên", "thì")
        if begins and (acts.MANNER.length(words, place) or acts.DUTY.length(words, place) or work.WORK.length(words, place)):
            found = Find(at, len(words), place, reasons=[Reason.BARE_VERB])
            with_roles(words, found, names, place)
            return found
    return None
