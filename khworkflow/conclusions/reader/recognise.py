"""Which clauses ask for something, of whom: the decisions sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from khworkflow.conclusions.reader.doerless import is_about_a_paper, without_doer
from khworkflow.conclusions.reader.forms import Form, Name
from khworkflow.conclusions.reader.lists import context_body, names_at
from khworkflow.conclusions.reader.names import name_at
from khworkflow.conclusions.reader.openings import after_openers, over_also, over_manner, over_time
from khworkflow.conclusions.reader.orders import TIME_WORDS, TIMELY, forced
from khworkflow.conclusions.reader.reading import Reason, Role
from khworkflow.conclusions.reader.roles import Asked, Find, Frame, is_person, with_roles
from khworkflow.conclusions.reader.tables import acts, bodies, work
from khworkflow.conclusions.reader.words import Word

_PAST_OPENING: Final = re.compile(
    r"^\W*(?:(?:sáng|chiều|tối|trưa|hôm nay|hôm qua)?[ ,]*(?:ngày )?\d{1,2}(?:\s?(?:và|,|-|–)\s?\d{1,2})?\s?[-/–]\s?\d|(?:sáng|chiều|tối|hôm)\b|thực hiện (?:ý kiến|chỉ đạo|kết luận)|trong năm qua)"
)
_HELP: Final = re.compile(
    r"có (?:khó khăn|vướng mắc|vấn đề phát sinh)[^.]*(?:phản ánh|liên hệ|báo cáo|đề nghị|thông tin|gửi)|đề nghị liên hệ|chi tiết liên hệ"
)
_CLOSING: Final = re.compile(
    r"^(?:đề nghị|yêu cầu) .*nghiêm túc (?:tổ chức |triển khai )*thực hiện(?: các nội dung trên| thông báo này)?[ ./]*$"
)
_TOPIC_REACH: Final = 16  # words after a body put first within which its act begins
_SPEECH_REACH: Final = 60  # words within which the verb of speech stands
_AHEAD: Final = re.compile(r"(?:trước|trong|đến|vào) (?:ngày|tháng|quý|cuối|năm|hết|những tháng)")
_CLOSING_WORDS: Final = 20
_PERIOD: Final = re.compile(r"(?:\d{1,2}|ba|sáu|chín) tháng (?:đầu|cuối)|năm \d{4}|tháng \d|quý \w")


def find(words: Sequence[Word], frame: Frame) -> Find | None:
    """Return the directive that the words make, or None when they tell, praise, cite or close."""
    if len(words) < 4 or acts.CLOSINGS.length(words, 0) or acts.LONG_AGO.length(words, 0):  # noqa: PLR2004 - a title
        return None
    key = " ".join(word.key for word in words)
    if _HELP.search(key) or (len(words) < 16 and _CLOSING.search(key)):  # noqa: PLR2004 - a generic closing is short
        return None
    if "thông báo để" in key or (key.rstrip(" ./").endswith("triển khai thực hiện") and len(words) < 16):  # noqa: PLR2004 - generic closing
        return None
    if _is_praise(words):
        return None
    found = forced(words, frame)
    if found is None and _begins_with_work(words):
        found = _elided(words, frame)
    found = found or _dutiful(words, frame, key) or _elided(words, frame) or without_doer(words, frame, key)
    return None if found and _is_closing(words, found) else found


def _is_closing(words: Sequence[Word], found: Find) -> bool:
    """Return whether all that is asked is to carry out what was said: "yêu cầu các đơn vị nghiêm túc triển khai thực hiện"."""
    act = [word.key for word in words[max(found.told, found.first) : found.last] if not word.is_mark]
    return 0 < len(act) < _CLOSING_WORDS and all(key in acts.GENERIC for key in act)


def _is_praise(words: Sequence[Word]) -> bool:
    """Return whether the clause praises what bodies have done, or decides something for the issuer himself."""
    start = after_openers(words, 0)
    if acts.DECIDES.length(words, start):
        return not any(acts.FORCE.length(words, at) for at in range(start + 1, len(words)))
    size = acts.PRAISE.length(words, start)
    return bool(size) and any(word.key in ("đã", "trong", "vừa") for word in words[start + size : start + 30])


def _begins_with_work(words: Sequence[Word]) -> bool:
    """Return whether the first words, after openers and manner, are the work itself."""
    place = over_manner(words, after_openers(words, 0))
    return bool(work.WORK.length(words, place)) and name_at(words, place) is None


def _dutiful(words: Sequence[Word], frame: Frame, key: str) -> Find | None:
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
        names, end = names_at(words, place)
        if not names and frame.asks and place in open_places[:2] and (alone := context_body(words, place)):
            names, end = [alone], alone.last
        if not names or is_person(words, names[0]):
            continue
        if _orders(words, names[0], end):
            return None
        heads = place in open_places[:2] and _may_do(names[0].form, frame)
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
    at = over_also(words, at + (at < len(words) and words[at].key in (",", ":")))
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
    tells = acts.TELLS.length(words, at)
    return frame.asks is False or frame.past or bool(_PAST_OPENING.match(key)) or 0 < tells >= work.WORK.length(words, at)


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


def _elided(words: Sequence[Word], frame: Frame) -> Find | None:  # noqa: PLR0911
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
    if elaborates and not frame.is_item and not work.WORK.length(words, elaborates) and words[elaborates].key != "đối":
        return None
    place = over_manner(words, start)
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


def _stands_alone(words: Sequence[Word], frame: Frame) -> bool:
    """Return whether no doer can be carried to the clause: nothing asks around it, it looks back, or begins with a noun."""
    if not (frame.follows or frame.asks or frame.is_item) or frame.asks is False:
        return True
    noun = len(words) > 2 and words[2].key in ("này", "đó", "trên")  # noqa: PLR2004 - "Điều chỉnh này ..."
    return noun or acts.LOOKS_BACK.length(words, 0) > 0 or bool(_PAST_OPENING.match(" ".join(word.key for word in words[:8])))


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
