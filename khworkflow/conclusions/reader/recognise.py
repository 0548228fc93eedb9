"""Which clauses ask for something, of whom: the decisions sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from khworkflow.conclusions.reader.names import Form, Name, name_at, names_at
from khworkflow.conclusions.reader.reading import Reason, Role
from khworkflow.conclusions.reader.tables import acts, bodies, work
from khworkflow.conclusions.reader.words import Word

_PAST_OPENING: Final = re.compile(
    r"^\W*(?:(?:sáng|chiều|tối|trưa|hôm nay|hôm qua)?[ ,]*(?:ngày )?\d{1,2}(?:\s?(?:và|,|-|–)\s?\d{1,2})?\s?[-/–]\s?\d|(?:sáng|chiều|tối|hôm)\b|thực hiện (?:ý kiến|chỉ đạo|kết luận)|trong năm qua)"
)
_TIMELY: Final = re.compile(
    r"(?:trước (?:ngày|tháng)|chậm nhất|trong (?:tháng|quý|năm|thời gian)|đến (?:đầu|cuối|hết|ngày)|từ nay|hằng|hàng|định kỳ|trước mắt|ngay|sớm|từ ngày|sau|tới đây|thời gian tới)\b"
)
_PERIOD: Final = re.compile(r"(?:\d{1,2}|ba|sáu|chín) tháng (?:đầu|cuối)|năm \d{4}|tháng \d|quý \w")
_TARGET: Final = re.compile(r"\d+ ?%|\b\d[\d.]* (?:suất|học bổng|hội viên|mô hình|triệu|tỷ|chi hội|gia đình)|toàn thể (?:\w+,? ?){1,4} được")
_TIME_WORDS: Final = 14  # words of the longest term that stands between a verb of force and its addressee


@dataclass(frozen=True)
class Asked:
    """A body asked, by its words ``first`` to ``last`` (exclusive) of the sentence."""

    name: Name
    role: Role


@dataclass
class Find:
    """A clause that asks: words ``first`` to ``last`` (exclusive), its act from word ``act`` on."""

    first: int
    last: int
    act: int
    asked: list[Asked] = field(default_factory=list)
    carries: bool = False
    is_rider: bool = False  # "chú ý đối với ...": it does not change who is addressed
    verb_carried: bool = False  # "...; hội nghị sơ kết ...": the verb stands in the clause before
    reasons: list[Reason] = field(default_factory=list)


@dataclass(frozen=True)
class Frame:
    """What surrounds a sentence: ``asks`` under a heading of tasks (False: of assessment), ``follows`` a directive."""

    asks: bool | None = None
    follows: bool = False
    targets: bool = False
    is_item: bool = False


def find(words: Sequence[Word], frame: Frame) -> Find | None:
    """Return the directive that the words make, or None when they tell, praise, cite or close."""
    if len(words) < 4 or acts.CLOSINGS.length(words, 0):  # noqa: PLR2004 - a title
        return None
    key = " ".join(word.key for word in words)
    if "thông báo để" in key or key.rstrip(" ./").endswith("triển khai thực hiện") and len(words) < 16:  # noqa: PLR2004 - generic closing
        return None
    found = _forced(words, frame)
    if found is None and _begins_with_work(words):
        found = _elided(words, frame)
    return found or _dutiful(words, frame, key) or _elided(words, frame) or _without_doer(words, frame, key)


def _begins_with_work(words: Sequence[Word]) -> bool:
    """Return whether the first words, after openers and manner, are the work itself."""
    place = _over_manner(words, _after_openers(words, 0))
    return bool(work.WORK.length(words, place)) and name_at(words, place) is None


def _forced(words: Sequence[Word], frame: Frame) -> Find | None:
    """Find "[issuer] giao/yêu cầu/đề nghị [body] [act]"."""
    opening = _after_openers(words, 0)
    begins = work.WORK.length(words, opening) and not acts.FORCE.length(words, opening) and not name_at(words, opening)
    leads = acts.LEADS.length(words, opening) > 0
    works = bool(begins) and words[opening].key != "thống"  # "thống nhất giao": an issuer's word
    depth = 0
    for at, word in enumerate(words):
        depth += (word.key == "(") - (word.key == ")")
        size, tag = acts.FORCE.match(words, at)
        if leads and size and words[at].key in ("chỉ", "đề"):
            continue
        if works and size and words[at - 1].key not in (",", "và"):
            continue
        if words[at].key == "hướng" and not (words[0].key == "đoàn" and at < 5):  # noqa: PLR2004 - only a visiting team
            continue
        if not size or depth or _is_noun(words, at) or (tag == "remind" and frame.asks is not True and at < opening + 1 and not name_at(words, at + size)):
            continue
        found = _addressed(words, at, at + size, frame, tag)
        if found:
            return found
    return None


def _is_noun(words: Sequence[Word], at: int) -> bool:
    """Return whether the word of force is a noun here, or speaks of another text."""
    if at >= 3 and (words[at - 3].key in ("có", "gửi", "hành") and words[at - 2].key in ("văn", "công")):  # noqa: PLR2004
        return False
    if at and words[at - 1].key in ("phải", "cần", "sớm", "trương"):
        return True
    for back in (1, 2, 3):
        if at - back >= 0 and acts.NOUN_MAKERS.length(words, at - back) == back:
            issuer = words[at - 1].key in ("vừa", "đã", "cũng")
            return not issuer
    return False


def _addressed(words: Sequence[Word], verb: int, after: int, frame: Frame, tag: str) -> Find | None:
    """Return the directive of the verb of force at ``verb``, whose words end at ``after``."""
    place = _over_terms(words, after)
    names, end = names_at(words, place)
    names = [name for name in names if name.form is not Form.POST or not _is_person(words, name)]
    start = _issuer_start(words, verb)
    if names and end < len(words) and words[end].key not in (".", "./."):
        found = Find(start, len(words), end, reasons=[Reason.FORCE_VERB])
        _with_roles(words, found, names, end)
        return found
    act = _over_manner(words, _over_duty(words, place))
    does = work.WORK.length(words, act) or acts.LEADS.length(words, act)
    if not does or tag == "remind" or words[verb].key in ("chỉ", "hướng", "mong"):
        return None
    topic = _topic(words, verb)
    said = start < verb and words[verb].key == "yêu"
    if not topic and not frame.follows and frame.asks is not True and not said:
        return None
    found = Find(start, len(words), place, carries=not topic, reasons=[Reason.FORCE_VERB])
    if topic:
        found.first = topic[1]
    _with_roles(words, found, [topic[0]] if topic else [], _over_duty(words, place))
    return found


def _over_terms(words: Sequence[Word], at: int) -> int:
    """Return the place after a comma, colon, "đối với" and a term that stand between verb and addressee."""
    place = at
    while place < len(words) and words[place].key in (",", ":", "với", "thêm", "đến"):
        place += 1
    if name_at(words, place):
        return place
    if place < len(words) and _TIMELY.match(" ".join(word.key for word in words[place : place + 3]) + " "):
        manner = _over_manner(words, place)
        if manner > place:
            return manner
        for ahead in range(place + 1, min(len(words), place + _TIME_WORDS)):
            ended = words[ahead - 1].is_number or words[ahead - 1].key in ("tới", "này", ",")
            if ended and name_at(words, ahead):
                return ahead
    return place


def _issuer_start(words: Sequence[Word], verb: int) -> int:
    """Return where the clause of the verb begins: its issuer, without what stands before the comma."""
    depth, start = 0, 0
    for at in range(verb - 1, -1, -1):
        depth += (words[at].key == ")") - (words[at].key == "(")
        if depth == 0 and words[at].key in (",", ";", ":", '"', "“"):
            start = at + 1
            break
    return _after_openers(words, start) if start == 0 else start


def _topic(words: Sequence[Word], verb: int) -> tuple[Name, int] | None:
    """Return the body named before the verb as the one it is about: "Đối với Sở A, ông B yêu cầu", "gửi công văn tới C, giao"."""
    for at in range(verb - 1, -1, -1):
        if words[at].key in ("tới", "đến", "cho", "với") and at + 1 < verb:
            place = at + 1 + 2 * (words[at + 1].key == "đại" and words[min(at + 2, verb)].key == "diện")
            name = name_at(words, place)
            if name and name.form in (Form.BODY, Form.GROUP, Form.PREDICATE):
                return name, 0
    return None


def _is_person(words: Sequence[Word], name: Name) -> bool:
    """Return whether the post is said of a person ("ông", "đồng chí") rather than of an office."""
    return words[name.first].key in ("ông", "bà", "đồng")


def _dutiful(words: Sequence[Word], frame: Frame, key: str) -> Find | None:
    """Find "[body] cần/phải/chủ trì/… [act]", the body being the grammatical subject."""
    if acts.LOOKS_BACK.length(words, 0) and not re.search(r"\bnên\b", key):
        return None
    open_places = _subject_places(words)
    others = [at + 1 for at, word in enumerate(words[:40]) if word.key == "," and at + 1 < len(words) and at + 1 not in open_places]
    for place in [*open_places, *others]:
        if words[place].key == "đối":
            continue
        names, end = names_at(words, place)
        if not names or _is_person(words, names[0]):
            continue
        if _orders(words, names[0], end):
            return None
        reason = _predicate(words, end, frame, key)
        if place not in open_places and reason is not Reason.DUTY:
            continue
        if reason is None:
            if place == 0 and end < len(words) and acts.TELLS.length(words, end):
                return None
            continue
        found = Find(_clause_start(words, place), len(words), end, reasons=[reason])
        _with_roles(words, found, names, end)
        return found
    return None


def _orders(words: Sequence[Word], name: Name, end: int) -> bool:
    """Return whether the subject is one who gives orders and is not told to: "Thủ tướng chỉ đạo ...", "Thủ tướng có ý kiến"."""
    if acts.DUTY.length(words, end):
        return False
    return words[name.first].key in ("thủ", "phó") or words[end - 1].key == "tướng"


def _clause_start(words: Sequence[Word], place: int) -> int:
    """Return where the quote begins: with a short opening, or at the subject after a long one."""
    if place <= 5 or 4 * place <= len(words):  # noqa: PLR2004 - a quarter of the sentence
        return 0
    return _with_term(words, place)


def _with_term(words: Sequence[Word], place: int) -> int:
    """Return where the term begins that stands right before the place ("trong quý I, ngành ..."), or the place."""
    if words[place - 1].key != ",":
        return place
    start = next((at + 1 for at in range(place - 2, -1, -1) if words[at].key in (",", ";", ":")), 0)
    head = " ".join(word.key for word in words[start : start + 4]) + " "
    return start if place - start < _TIME_WORDS and (_TIMELY.match(head) or _PERIOD.match(head)) else place


def _subject_places(words: Sequence[Word]) -> list[int]:
    """Return where a subject may begin: at the start, after openers, after commas of opening clauses."""
    first = _after_openers(words, 0)
    places = [0] if first == 0 else [0, first]
    if acts.OPENERS.match(words, first)[1] == "clause" or _TIMELY.match(" ".join(word.key for word in words[first : first + 3]) + " ") or first > 0:
        depth = 0
        for at, word in enumerate(words[:80]):
            depth += (word.key == "(") - (word.key == ")")
            if depth == 0 and at > 0 and (word.key in (",", "nên", "thì") or (at < _TIME_WORDS and words[at - 1].is_number)):
                places.append(at + (word.key in (",", "nên", "thì")))
    for at in range(1, min(4, len(words))):
        if words[0].key in ("đặc", "riêng", "đối", "với") and name_at(words, at) and words[at - 1].key in ("với", "riêng", "biệt"):
            places.append(at)
    if words[0].key == "đặc" and len(words) > 4 and words[2].key == "đối":  # noqa: PLR2004 - "Đặc biệt đối với X"
        places.append(4)
    return [place for place in places if place < len(words)]


def _predicate(words: Sequence[Word], at: int, frame: Frame, key: str) -> Reason | None:  # noqa: PLR0911 - one return per sign
    """Return why what follows the subject makes it a directive, or None."""
    if at >= len(words):
        return None
    at += words[at].key == ","
    at = _over_time(words, at + bodies.BY_RIGHT.length(words, min(at, len(words) - 1)))
    size, tag = acts.DUTY.match(words, at)
    if not size and at < len(words) and words[at].key == "được":
        size, tag = _passive(words, at), "duty"
    if size and tag in ("duty", "forbid"):
        return Reason.DUTY if tag == "duty" else Reason.FORBIDDEN
    after = at + size
    if tag == "will" and acts.LEADS.length(words, after):
        return Reason.LEAD_OR_COORDINATE
    if tag == "will":
        return Reason.EVENT_PLANNED if re.search(r"(?:trước|trong|đến|vào) (?:ngày|tháng|quý|cuối|năm|hết|những tháng)", key) else None
    told = acts.TELLS.length(words, after) > 0 or bool(_PAST_OPENING.match(key)) or frame.asks is False
    if told and not work.WORK.match(words, after)[0] > acts.TELLS.length(words, after):
        return None
    if _PAST_OPENING.match(key) or frame.asks is False:
        return None
    if acts.LEADS.length(words, after) or acts.COOPERATES.length(words, after):
        return Reason.LEAD_OR_COORDINATE
    if acts.MANNER.length(words, after) or work.WORK.length(words, after):
        return Reason.UNDER_HEADING if frame.asks else Reason.BARE_VERB
    return None


def _over_time(words: Sequence[Word], at: int) -> int:
    """Return the place after a term between subject and act: ", trong quý IV/2018 chủ động"."""
    if at >= len(words) or words[at].key not in ("trong", "trước", "từ", "đến"):
        return at
    for place in range(at + 1, min(len(words), at + 8)):
        if words[place - 1].is_number and not words[place].is_mark and (work.WORK.length(words, place) or acts.MANNER.length(words, place) or acts.DUTY.length(words, place)):
            return place
    return at


def _passive(words: Sequence[Word], at: int) -> int:
    """Return how many words "được (Thủ tướng) giao (nhiệm vụ)" has; 0 when it is none."""
    for ahead in range(at + 1, min(len(words), at + 6)):
        if words[ahead].key in ("giao", "phân") or (words[ahead].key == "yêu" and ahead == at + 1):
            return ahead + 1 - at
    return 0


def _elided(words: Sequence[Word], frame: Frame) -> Find | None:
    """Find a clause that begins with the work itself; the doer stands before it."""
    if len(words) > 2 and words[2].key in ("này", "đó", "trên"):  # noqa: PLR2004 - "Điều chỉnh này ...": a noun
        return None
    if not (frame.follows or frame.asks or frame.is_item) or frame.asks is False:
        return None
    start = _after_openers(words, 0)
    if words[0].key == "trong" and words[min(1, len(words) - 1)].key == "đó" and acts.ELABORATES.length(words, start):
        return None
    elaborates = acts.ELABORATES.length(words, 0)
    if elaborates and not frame.is_item and not work.WORK.length(words, elaborates) and not words[elaborates].key == "đối":
        return None
    place = _over_manner(words, start)
    led = acts.LEADS.length(words, place) or acts.COOPERATES.length(words, place)
    listed = frame.is_item and not frame.targets and place > start
    if not led and not work.WORK.length(words, place) and not listed and not (place > start and words[place].key == "đối"):
        return None
    if _is_about_a_paper(words, place):
        return None
    if acts.LOOKS_BACK.length(words, 0) or _PAST_OPENING.match(" ".join(word.key for word in words[:8])):
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
    _with_roles(words, found, [], place)
    return found


def _is_about_a_paper(words: Sequence[Word], at: int) -> bool:
    """Return whether "báo cáo" and the like are the paper, not the act: "Báo cáo của ...", "Báo cáo nói trên cần ..."."""
    if words[at].key not in ("báo", "đề", "thông"):
        return False
    after = at + 2
    if after < len(words) and words[after].key == "của":
        return True
    for place in range(after, min(len(words), after + 8)):
        if words[place].key == ",":
            return False
        if acts.DUTY.length(words, place):
            return True
    return False


def _without_doer(words: Sequence[Word], frame: Frame, key: str) -> Find | None:
    """Find results to be reported, events to be held, targets to be met: the doer is not said or stands inside."""
    if frame.asks is False:
        return None
    if (frame.follows or frame.asks) and work.PRODUCTS.length(words, 0) and re.search(r"báo cáo .*(?:trước|trong|chậm nhất)", key):
        return Find(0, len(words), 0, carries=True, reasons=[Reason.RESULT_REPORTED])
    start = _after_openers(words, 0)
    if frame.follows and work.EVENTS.length(words, 0) and not words[0].is_capital and not re.search(r"dự kiến|tổ chức|phải|đã", key):
        return Find(0, len(words), 0, carries=True, verb_carried=True, reasons=[Reason.BARE_VERB])
    for place in (start, *(at + 1 for at, word in enumerate(words[:12]) if word.key == ",")):
        event = work.EVENTS.length(words, place)
        if event and re.search(r"(?:phải|cần|dự kiến|được|sẽ)? ?(?:tổ chức|hoàn thành|xong|dự kiến|tiến hành)[\w ,]*(?:trước|trong|vào|chậm nhất|từ)", key) and " đã " not in f" {key} ":
            names, _ = names_at(words, place + event)
            body = [name for name in names if name.form in (Form.BODY, Form.GROUP) and words[name.first].key != "cấp"]
            return Find(place, len(words), place, [Asked(name, Role.LEAD) for name in body], reasons=[Reason.EVENT_PLANNED])
    if frame.asks and (frame.targets or frame.is_item) and _TARGET.search(key) and (frame.targets or not acts.TELLS.length(words, start)):
        asked = [Asked(name, Role.LEAD) for name in _after_shares(words)]
        return Find(0, len(words), 0, asked, reasons=[Reason.TARGET])
    return None


def _after_shares(words: Sequence[Word]) -> list[Name]:
    """Return the associations that a share is said of: "70% hội cơ sở", "100% cán bộ Hội Khuyến học các cấp"."""
    found = []
    for at, word in enumerate(words[:-1]):
        if not word.key.endswith("%"):
            continue
        for place in (at + 1, at + 2, at + 3):
            name = name_at(words, place) if place < len(words) else None
            if name and name.form is Form.BODY and words[place].key in ("hội", "huyện", "thành", "thị", "chi"):
                found.append(name)
                break
    return found


def _with_roles(words: Sequence[Word], found: Find, leads: list[Name], at: int) -> None:
    """Put the leads and those to cooperate with into the find, and move its act behind them."""
    found.asked.extend(Asked(name, Role.LEAD) for name in leads)
    found.act = at
    limit = min(len(words), found.last)
    seen_lead = False
    place = at
    while place < limit:
        if words[place].key in (".", ";"):
            break
        led = acts.LEADS.length(words, place)
        if led:
            seen_lead, place = True, place + led
            continue
        size = acts.COOPERATES.length(words, place)
        if size and (words[place].key != "cùng" or seen_lead or place - at < 4):  # noqa: PLR2004 - near the subject
            names, end = names_at(words, place + size)
            names = [name for name in names if not _is_person(words, name)]
            if names:
                found.asked.extend(Asked(name, Role.COORDINATE) for name in names)
                found.asked.extend(Asked(name, Role.COORDINATE) for name in _told_together(words, at, place))
                if found.act <= place <= found.act + 16:  # noqa: PLR2004 - still before the work itself
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


def _after_openers(words: Sequence[Word], at: int) -> int:
    """Return the place after connectives such as "Theo đó," and "Đồng thời,"."""
    place = at
    while place < len(words):
        size, tag = acts.OPENERS.match(words, place)
        if not size or tag != "plain" or (size == 1 and not (place + 1 < len(words) and words[place + 1].key == ",")):
            break
        place += size
        place += place < len(words) and words[place].key == ","
    return place


def _over_manner(words: Sequence[Word], at: int) -> int:
    """Return the place after adverbs of manner and urgency."""
    place = at
    while size := acts.MANNER.length(words, place):
        place += size
        place += place < len(words) and words[place].key == ","
    return place


def _over_duty(words: Sequence[Word], at: int) -> int:
    """Return the place after a word of duty."""
    return at + acts.DUTY.length(words, at)
