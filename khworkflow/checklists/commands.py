"""Wording the checklists anew: each change is a version of the whole list, and what was issued keeps its copy."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Final

from khworkflow.checklists import policies, queries
from khworkflow.checklists.events import ChecklistAmended
from khworkflow.checklists.facts import Checklist, Step, kinds, shipped
from khworkflow.checklists.models import ChecklistVersion
from khworkflow.core.authz import Actor, ensure
from khworkflow.core.db import insert_once
from khworkflow.core.errors import Conflict, NotFound, Refused
from khworkflow.core.i18n import gettext as _
from khworkflow.core.text import one_line
from khworkflow.eventlog.log import moment_of_record, record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TEXT_MOST: Final = 300
STEPS_MOST: Final = 40
WORDS_MOST: Final = 20


def make(actor: Actor, kind: str, name: str, words: Iterable[str], steps: Iterable[str]) -> Checklist:
    """Make a list of the office's own; directives of the kind in which one of its words stands get it from then on.

    The same list made twice, by a double click, is one.

    Raises:
        NotFound: there is no such kind.
        Refused: it has no name or no step, is too long, or without words would stand beside another one without.
        Conflict: somebody else made one at the same moment.

    """
    ensure(policies.keep_checklists, actor)
    if kind not in kinds():
        raise NotFound
    name, kept = _named(name, words)
    try:
        given = tuple(checked(Step(text)) for text in steps if one_line(text))
    except Refused as error:
        raise Refused(error.message, "steps") from None
    if not given:
        raise Refused(_("A list needs at least one step."), "steps")
    if len(given) > STEPS_MOST:
        raise Refused(_("A list has at most %(most)s steps.", most=STEPS_MOST), "steps")
    for one in queries.in_force():
        if one.is_own and (one.kind, one.name, one.words, one.steps) == (kind, name, kept, given):
            return one
    code = f"own-{max((int(one.removeprefix('own-')) for one in queries.own_codes()), default=0) + 1}"
    new = Checklist(code, kind, name, kept, "", given, is_shipped=False, is_own=True)
    _ensure_alone(new)
    _keep(actor, new, new, "made", ", ".join(kept))
    return replace(new, number=1)


def use(actor: Actor, seen: Checklist, *, is_used: bool) -> None:
    """Let new tasks get the list again, or no more; those that have it keep their copy.

    Raises:
        Refused: without words it would stand beside another one without.

    """
    ensure(policies.keep_checklists, actor)
    if seen.is_retired is not is_used:
        return  # a double click
    new = replace(seen, is_retired=not is_used)
    _ensure_alone(new)
    _keep(actor, seen, new, "list_restored" if is_used else "list_retired")


def describe(actor: Actor, seen: Checklist, name: str, words: Iterable[str]) -> None:
    """Name the list, and the words of a directive that choose it; without words it fits whatever no other does.

    Raises:
        Refused: it has no name, or too many words.

    """
    ensure(policies.keep_checklists, actor)
    name, kept = _named(name, words)
    if seen.is_own:
        _ensure_alone(replace(seen, words=kept))
    if (name, kept) != (seen.name, seen.words):
        before = f"{seen.name}: {', '.join(seen.words)}" if seen.words else seen.name
        _keep(actor, seen, replace(seen, name=name, words=kept), "described", ", ".join(kept), before)


def add_step(actor: Actor, seen: Checklist, step: Step) -> None:
    """Add a step at the end.

    Raises:
        Refused: it says nothing, is too long, or the list is full.

    """
    ensure(policies.keep_checklists, actor)
    if len(seen.steps) >= STEPS_MOST:
        raise Refused(_("A list has at most %(most)s steps.", most=STEPS_MOST), "text")
    step = checked(step)
    _keep(actor, seen, replace(seen, steps=(*seen.steps, step)), "step_added", step.text)


def change_step(actor: Actor, seen: Checklist, place: int, step: Step) -> None:
    """Word the step anew.

    Raises:
        NotFound: there is no such step.
        Refused: it says nothing or is too long.

    """
    ensure(policies.keep_checklists, actor)
    old = _step(seen, place)
    new = replace(checked(step), is_retired=old.is_retired)
    if new != old:
        _keep(actor, seen, replace(seen, steps=_put(seen.steps, place, new)), "step_changed", new.text, old.text)


def move_step(actor: Actor, seen: Checklist, place: int, *, is_up: bool) -> None:
    """Let the step change places with the one before or after it that is in use; at the end it stays.

    Raises:
        NotFound: there is no such step.

    """
    ensure(policies.keep_checklists, actor)
    moved = _step(seen, place)
    others = range(place - 1, 0, -1) if is_up else range(place + 1, len(seen.steps) + 1)
    other = next((number for number in others if not seen.steps[number - 1].is_retired), None)
    if other is not None:
        steps = _put(_put(seen.steps, place, seen.steps[other - 1]), other, moved)
        _keep(actor, seen, replace(seen, steps=steps), "step_moved", moved.text)


def use_step(actor: Actor, seen: Checklist, place: int, *, is_used: bool) -> None:
    """Let new tasks get the step again, or no more.

    Raises:
        NotFound: there is no such step.
        Refused: it is the last one in use.

    """
    ensure(policies.keep_checklists, actor)
    step = _step(seen, place)
    if step.is_retired is not is_used:
        return  # a double click
    if not is_used and len(seen.in_use) == 1:
        raise Refused(_("A list needs at least one step."), "text")
    steps = _put(seen.steps, place, replace(step, is_retired=not is_used))
    _keep(actor, seen, replace(seen, steps=steps), "step_restored" if is_used else "step_retired", step.text)


def reset(actor: Actor, seen: Checklist) -> None:
    """Go back to what was shipped; the versions between stay in the history.

    Raises:
        NotFound: the list is the office's own.

    """
    ensure(policies.keep_checklists, actor)
    original = next((one for one in shipped() if one.code == seen.code), None)
    if original is None:
        raise NotFound
    if not seen.is_shipped:
        _keep(actor, seen, replace(original, number=seen.number), "reset")


def checked(step: Step) -> Step:
    """Return the step cleaned.

    Raises:
        Refused: it says nothing, or is too long.

    """
    clean = Step(one_line(step.text), one_line(step.evidence), one_line(step.approver))
    if not clean.text:
        raise Refused(_("Please say what is to be done in this step."), "text")
    for field in ("text", "evidence", "approver"):
        if len(getattr(clean, field)) > TEXT_MOST:
            raise Refused(_("The text is too long: at most %(most)s characters.", most=TEXT_MOST), field)
    return clean


def _named(name: str, words: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    name = one_line(name)
    kept = tuple(dict.fromkeys(filter(None, map(one_line, words))))
    if not name or len(name) > TEXT_MOST:
        raise Refused(_("Please give the list a name of at most %(most)s characters.", most=TEXT_MOST), "name")
    if len(kept) > WORDS_MOST or any(len(word) > TEXT_MOST for word in kept):
        raise Refused(_("Too many words: at most %(most)s.", most=WORDS_MOST), "words")
    return name, kept


def _ensure_alone(new: Checklist) -> None:
    """Let the list pass unless it and another one of its kind would both be for every directive that no words choose for."""
    others = [one for one in queries.in_force() if one.kind == new.kind and one.code != new.code]
    twin = next((one for one in others if not one.words and not one.is_retired), None)
    if twin is not None and not new.words and not new.is_retired:
        raise Refused(
            _(
                "“%(name)s” is already for every other directive of this kind. Please write words that choose this one.",
                name=twin.name,
            ),
            "words",
        )


def _step(seen: Checklist, place: int) -> Step:
    if not 1 <= place <= len(seen.steps):
        raise NotFound
    return seen.steps[place - 1]


def _put(steps: Sequence[Step], place: int, step: Step) -> tuple[Step, ...]:
    return (*steps[: place - 1], step, *steps[place:])


def _keep(actor: Actor, seen: Checklist, new: Checklist, act: str, *said: str) -> None:
    """Write the version that follows the one seen; whoever saw an older one is told, not overwritten.

    Raises:
        Conflict: somebody else worded it since.

    """
    number = seen.number + 1
    made = insert_once(
        ChecklistVersion, code=seen.code, kind=new.kind if new.is_own else None, number=number, name=new.name,
        words=list(new.words), steps=[asdict(step) for step in new.steps], is_shipped=act == "reset",
        is_retired=new.is_retired, written_by_id=actor.user_id, written_at=moment_of_record(),
    )  # fmt: skip
    if made is None:
        raise Conflict
    record(actor, f"checklist:{seen.code}", ChecklistAmended(seen.code, number, act, new.name, *said))
