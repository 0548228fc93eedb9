"""Clauses with a subject of their own: "[body] cần/phải/chủ trì/khẩn trương/… [act]"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from khworkflow.conclusions.reader.forms import Form, Name
from khworkflow.conclusions.reader.lists import context_body, names_at, open_group, over_apposition
from khworkflow.conclusions.reader.names import name_at
from khworkflow.conclusions.reader.openings import after_openers, over_also, over_time
from khworkflow.conclusions.reader.orders import TIME_WORDS, TIMELY
from khworkflow.conclusions.reader.reading import Reason
from khworkflow.conclusions.reader.roles import Find, Frame, is_person, with_roles
from khworkflow.conclusions.reader.tables import acts, bodies, work
from khworkflow.conclusions.reader.words import Word

PAST_OPENING: Final = re.compile(
    r"^\W*(?:(?:sáng|chiều|tối|trưa|hôm nay|hôm qua)?[ ,]*(?:ngày )?\d{1,2}(?:\s?(?:và|,|-|–)\s?\d{1,2})?\s?[-/–]\s?\d|(?:sáng|chiều|tối|hôm)\b|thực hiện (?:ý kiến|chỉ đạo|kết luận)|trong năm qua)"
)
#: Prepositions of the clause that opens a sentence, up to the comma before its subject.
_OPENS_CLAUSE: Final = frozenset(("từ", "qua", "sau", "trên", "căn", "để", "nhằm", "với", "theo", "nhân", "khi"))
_SPEECH_REACH: Final = 60  # words within which the verb of speech stands
_AHEAD: Final = re.compile(r"(?:trước|trong|đến|vào) (?:ngày|tháng|quý|cuối|năm|hết|những tháng)")
_PERIOD: Final = re.compile(r"(?:\d{1,2}|ba|sáu|chín) tháng (?:đầu|cuối)|năm \d{4}|tháng \d|quý \w")


def dutiful(words: Sequence[Word], frame: Frame, key: str) -> Find | None:
    """Find "[body] cần/phải/chủ trì/… [act]", the body being the grammatical subject."""
    if acts.LOOKS_BACK.length(words, 0) and not re.search(r"\bnên\b", key):
        return None
    open_places = _subject_places(words)
    others = [
        at + 1 for at, word in enumerate(words[:40]) if word.key == "," and at + 1 < len(words) and at + 1 not in open_places
    ]
    for place in [*open_places, *others]:
        if words[place].key == "đối":
            continue
        names, end = names_at(words, place) if place not in open_places[:2] else _subject(words, place, frame)
        if not names or is_person(words, names[0]):
            continue
        end = over_apposition(words, end)
        if _orders(words, names[0], end):
            return None
        listed = bool(frame.asks and frame.is_item and place in open_places)  # "1. Từ kết quả đợt kiểm tra, các huyện họp ..."
        heads = (place in open_places[:2] or listed) and _may_do(names[0].form, frame)
        reason = _predicate(words, end, frame, key) or (_any_work(words, end, frame, key) if heads else None)
        if place not in open_places and reason is not Reason.DUTY:
            continue
        if reason is None:
            if place == 0 and end < len(words) and acts.TELLS.length(words, end):
                return None
            continue
        found = Find(_clause_start(words, place), len(words), end, reasons=[reason])
        with_roles(words, found, names, end)
        return found
    return None


def _subject(words: Sequence[Word], place: int, frame: Frame) -> tuple[list[Name], int]:
    """Return the names that a clause opens with; among tasks also a body of the context, or a group of whatever noun."""
    names, end = names_at(words, place)
    if names or not (frame.asks or frame.follows):
        return names, end
    one = (context_body(words, place) if frame.asks else None) or open_group(words, place)
    return ([one], one.last) if one else ([], end)


def _orders(words: Sequence[Word], name: Name, end: int) -> bool:
    """Return whether the subject is one who gives orders and is not told to: "Thủ tướng chỉ đạo ...", "Thủ tướng có ý kiến"."""
    if acts.DUTY.length(words, end):
        return False
    return words[name.first].key in ("thủ", "phó") or words[end - 1].key == "tướng"


def _clause_start(words: Sequence[Word], place: int) -> int:
    """Return where the quote begins: with a short opening, or at the subject after a long one."""
    if place and words[0].key == "về":  # a topic put first: "Về chương trình ..., mỗi chi hội ..."
        return place
    if place <= 5 or 4 * place <= len(words):  # noqa: PLR2004 - a quarter of the sentence
        return 0
    return _with_term(words, place)


def _with_term(words: Sequence[Word], place: int) -> int:
    """Return where the term begins that stands right before the place ("trong quý I, ngành ..."), or the place."""
    if words[place - 1].key != ",":
        return place
    start = next((at + 1 for at in range(place - 2, -1, -1) if words[at].key in (",", ";", ":")), 0)
    head = " ".join(word.key for word in words[start : start + 4]) + " "
    return start if place - start < TIME_WORDS and (TIMELY.match(head) or _PERIOD.match(head)) else place


def _subject_places(words: Sequence[Word]) -> list[int]:
    """Return where a subject may begin: at the start, after openers, after commas of opening clauses."""
    first = after_openers(words, 0)
    places = [0] if first == 0 else [0, first]
    if (
        acts.OPENERS.match(words, first)[1] == "clause"
        or TIMELY.match(" ".join(word.key for word in words[first : first + 3]) + " ")
        or first > 0
        or words[first].key in _OPENS_CLAUSE
    ):
        depth = 0
        for at, word in enumerate(words[:80]):
            depth += (word.key == "(") - (word.key == ")")
            if depth == 0 and at > 0 and (word.key in (",", "nên", "thì") or (at < TIME_WORDS and words[at - 1].is_number)):
                places.append(at + (word.key in (",", "nên", "thì")))
    for at in range(1, min(4, len(words))):
        if (
            words[0].key in ("đặc", "riêng", "đối", "với")
            and name_at(words, at)
            and words[at - 1].key in ("với", "riêng", "biệt")
        ):
            places.append(at)  # noqa: PERF401
    places.extend(_said(words))
    if words[0].key == "đặc" and len(words) > 4 and words[2].key == "đối":  # noqa: PLR2004 - "Đặc biệt đối với X"
        places.append(4)
    return [place for place in places if place < len(words)]


def _said(words: Sequence[Word]) -> list[int]:
    """Return where a clause begins that somebody says: "Chủ tịch nhấn mạnh các đơn vị cần ..."."""
    found = []
    for at in range(1, min(len(words), _SPEECH_REACH)):
        size = acts.SPEECH.length(words, at)
        if not size:
            continue
        place = at + size + (at + size < len(words) and words[at + size].key in (",", ":", "rằng"))
        names, end = names_at(words, place)
        if names and acts.DUTY.match(words, end)[1] in ("duty", "forbid"):
            found.append(place)
    return found


def _predicate(words: Sequence[Word], at: int, frame: Frame, key: str) -> Reason | None:
    """Return why what follows the subject makes it a directive, or None."""
    at = over_also(words, at + (at < len(words) and words[at].key in (",", ":", "thì")))
    at = over_time(words, at + bodies.BY_RIGHT.length(words, at))
    size, tag = acts.DUTY.match(words, at)
    if not size and at < len(words) and words[at].key == "được":
        size, tag = _passive(words, at), "duty"
    if size and tag != "will":
        return Reason.DUTY if tag == "duty" else Reason.FORBIDDEN
    after = at + size
    if tag == "will":
        led = acts.LEADS.length(words, after) > 0
        return Reason.LEAD_OR_COORDINATE if led else Reason.EVENT_PLANNED if _AHEAD.search(key) else None
    return None if _is_told(words, after, frame, key) else _bare(words, after, frame, key)


def _is_told(words: Sequence[Word], at: int, frame: Frame, key: str) -> bool:
    """Return whether the predicate at the place tells what was or is."""
    if frame.asks is False or frame.past or PAST_OPENING.match(key) or acts.THANKS.length(words, at):
        return True
    tells, works = acts.TELLS.length(words, at), work.WORK.length(words, at)
    return tells > works or (tells > 0 and tells == works and not frame.asks)  # "tiếp thu": told of the past, asked of the future


def _bare(words: Sequence[Word], at: int, frame: Frame, key: str) -> Reason | None:
    """Return why a predicate without a word of duty asks for something: it leads, cooperates, or is the work itself.

    The work alone ("Hội A tổ chức hội nghị") may as well be news; it asks in a text that orders or announces a plan, or
    when it names a day ahead.
    """
    if acts.LEADS.length(words, at) or acts.COOPERATES.length(words, at):
        return Reason.LEAD_OR_COORDINATE
    if acts.MANNER.length(words, at) or (work.WORK.length(words, at) and (frame.asks or frame.ordered or _AHEAD.search(key))):
        return Reason.UNDER_HEADING if frame.asks else Reason.BARE_VERB
    return None


def _may_do(form: Form, frame: Frame) -> bool:
    """Return whether a subject of the form does whatever verb follows: a post or a place only in a list of tasks."""
    return form not in (Form.POST, Form.PLACE) or bool(frame.asks and frame.is_item)


def _any_work(words: Sequence[Word], at: int, frame: Frame, key: str) -> Reason | None:
    """Return a reason when tasks are being told one after the other and any predicate at all stands at the place.

    Verbs are an open class: under a heading of tasks, or right after a directive, a subject with a predicate of its
    own that tells nothing past asks for it, whatever the verb ("Văn phòng in đủ thẻ hội viên").
    """
    at = over_also(words, at + (at < len(words) and words[at].key in (",", ":")))
    if (
        not (frame.asks or frame.follows)
        or at + 1 >= len(words)
        or _is_told(words, at, frame, key)
        or acts.DUTY.length(words, at)
    ):
        return None
    word = words[at]
    if word.is_mark or word.is_number or word.is_capital or acts.NO_PREDICATE.length(words, at):
        return None
    return Reason.UNDER_HEADING if frame.asks else Reason.BARE_VERB


def _passive(words: Sequence[Word], at: int) -> int:
    """Return how many words "được (Thủ tướng) giao (nhiệm vụ)" has; 0 when it is none."""
    for ahead in range(at + 1, min(len(words), at + 6)):
        if words[ahead].key in ("giao", "phân") or (words[ahead].key == "yêu" and ahead == at + 1):
            return ahead + 1 - at
    return 0
