"""From names in a clause to assignees: codes of associations, and whether a person has to decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from khworkflow.conclusions.reader.forms import Form
from khworkflow.conclusions.reader.gazetteer import Gazetteer
from khworkflow.conclusions.reader.normalise import matching_key
from khworkflow.conclusions.reader.reading import Assignee, Reason
from khworkflow.conclusions.reader.roles import Asked
from khworkflow.conclusions.reader.words import Word

_FORMS: Final = {
    Form.GROUP: Reason.GROUP_OF_CONTEXT,
    Form.ANAPHORA: Reason.GROUP_OF_CONTEXT,
    Form.PREDICATE: Reason.GROUP_BY_PREDICATE,
}


def assignees(
    text: str, gazetteer: Gazetteer, words: Sequence[Word], asked: Sequence[Asked], carried: tuple[Assignee, ...]
) -> tuple[Assignee, ...]:
    """Return the bodies named, each once, the carried ones first."""
    result = list(carried)
    seen = {matching_key(who.text) for who in carried}
    for one in asked:
        first, last = words[one.name.first], words[one.name.last - 1]
        name = text[first.start : last.end]
        if matching_key(name) in seen:
            continue
        seen.add(matching_key(name))
        result.append(_resolved(gazetteer, name, first.start, last.end, one))
    return tuple(result)


def _resolved(gazetteer: Gazetteer, text: str, start: int, end: int, asked: Asked) -> Assignee:
    """Return the body with its codes and whether a person has to decide about it."""
    codes = gazetteer.codes(text)
    form = asked.name.form
    if gazetteer.is_level_group(text) and form is not Form.PREDICATE:
        return Assignee(text, start, end, asked.role, codes, not codes, (Reason.GROUP_OF_LEVEL,))
    if codes:
        reason = Reason.NAME_KNOWN if len(codes) == 1 else Reason.NAME_DISTRIBUTED
        return Assignee(text, start, end, asked.role, codes, needs_person=False, reasons=(reason,))
    unsure = form in _FORMS
    outside = not unsure and "hội" not in matching_key(text)
    return Assignee(
        text,
        start,
        end,
        asked.role,
        (),
        unsure,
        (Reason.OUTSIDE_PARTNER if outside else _FORMS.get(form, Reason.NAME_BY_HEAD),),
    )
