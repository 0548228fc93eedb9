"""Who leads and who coordinates, in the words that follow the subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from khworkflow.conclusions.reader.forms import Form, Name
from khworkflow.conclusions.reader.lists import context_body, names_at
from khworkflow.conclusions.reader.reading import Reason, Role
from khworkflow.conclusions.reader.tables import acts, work
from khworkflow.conclusions.reader.words import Word

#: Behind these "phối hợp" is a noun: "chương trình phối hợp với ..." names the parties, not who helps.
_NOUNS: Final = frozenset(("trình", "chế", "tác", "sự"))


@dataclass(frozen=True)
class Asked:
    """A body asked, by its words ``first`` to ``last`` (exclusive) of the sentence."""

    name: Name
    role: Role


@dataclass
class Find:
    """A clause that asks: words ``first`` to ``last`` (exclusive).

    Its predicate begins at word ``told`` (behind issuer and subject), its own act at word ``act`` (behind those who
    lead and coordinate).
    """

    first: int
    last: int
    act: int
    asked: list[Asked] = field(default_factory=list)
    carries: bool = False
    is_rider: bool = False  # "chú ý đối với ...": it does not change who is addressed
    verb_carried: bool = False  # "...; hội nghị sơ kết ...": the verb stands in the clause before
    reasons: list[Reason] = field(default_factory=list)
    told: int = -1


@dataclass(frozen=True)
class Frame:
    """What surrounds a sentence.

    ``asks``: under a heading of tasks (False: of assessment), ``follows`` a directive, ``has_doer``: a heading names one,
    ``ordered``: the text has ordered something or announced a plan,
    ``past``: the sentence opens with a day before the document's.
    """

    asks: bool | None = None
    follows: bool = False
    targets: bool = False
    is_item: bool = False
    has_doer: bool = False
    ordered: bool = False
    past: bool = False


def with_roles(words: Sequence[Word], found: Find, leads: list[Name], at: int) -> None:
    """Put the leads and those to cooperate with into the find, and move its act behind them."""
    found.asked.extend(Asked(name, Role.LEAD) for name in leads)
    found.act = found.told = at
    limit = min(len(words), found.last)
    seen_lead = False
    place = at
    while place < limit:
        if words[place].key == "." or (words[place].key == ";" and not acts.LEADS.length(words, place + 1)):
            break
        led = acts.LEADS.length(words, place)
        if led:
            seen_lead, place = True, place + led
            continue
        size = 0 if words[place - 1].key in _NOUNS else acts.COOPERATES.length(words, place)
        if size and (words[place].key != "cùng" or seen_lead or place - at < 4):  # noqa: PLR2004 - near the subject
            names, end = names_at(words, place + size)
            if not names and words[place + size - 1].key == "với" and (one := context_body(words, place + size)):
                names, end = [one], one.last  # "phối hợp với nhà trường vận động các em trở lại lớp"
            names = [name for name in names if not is_person(words, name)]
            if names:
                found.asked.extend(Asked(name, Role.COORDINATE) for name in names)
                found.asked.extend(Asked(name, Role.COORDINATE) for name in _told_together(words, at, place))
                if found.act <= place <= found.act + 16:
                    found.act = end
                place = end
                continue
            if words[place + size - 1].key == "hợp":
                far = _far_partner(words, place + size, limit)
                found.asked.extend(Asked(name, Role.COORDINATE) for name in far)
                if not leads and not far and place == at and work.WORK.length(words, place + size):
                    found.reasons.append(Reason.LEAD_OR_COORDINATE)
        place += max(size, 1)


def _told_together(words: Sequence[Word], at: int, verb: int) -> list[Name]:
    """Return the bodies told to cooperate: "chỉ đạo A, B, C phối hợp với D"."""
    for place in range(at, verb):
        if words[place].key == "chỉ" and words[place + 1].key == "đạo":
            names, end = names_at(words, place + 2)
            return names if end == verb else []
    return []


def _far_partner(words: Sequence[Word], at: int, limit: int) -> list[Name]:
    """Return the partner named after the work: "phối hợp tổ chức các hoạt động ... với Hội khuyến học"."""
    for place in range(at, min(limit - 1, at + 16)):
        if words[place].key in (",", ";"):
            follows = words[place + 1].key
            if follows != "phường":
                return []
        if words[place].key == "với":
            names, _ = names_at(words, place + 1)
            return [name for name in names if name.form is Form.BODY]
    return []


def is_person(words: Sequence[Word], name: Name) -> bool:
    """Return whether the post is said of a person ("ông", "đồng chí") rather than of an office."""
    return words[name.first].key in ("ông", "bà", "đồng")
