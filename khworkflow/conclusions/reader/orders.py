"""Orders with a verb of force: "[issuer] giao/yêu cầu/đề nghị [body] [act]"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from khworkflow.conclusions.reader.forms import Form, Name
from khworkflow.conclusions.reader.lists import context_body, names_at
from khworkflow.conclusions.reader.names import name_at
from khworkflow.conclusions.reader.openings import after_openers, over_duty, over_manner
from khworkflow.conclusions.reader.reading import Reason
from khworkflow.conclusions.reader.roles import Find, Frame, is_person, with_roles
from khworkflow.conclusions.reader.tables import acts, bodies, work
from khworkflow.conclusions.reader.words import Word

TIMELY: Final = re.compile(
    r"(?:mỗi (?:tháng|quý|năm)|trước (?:ngày|tháng)|chậm nhất|trong (?:tháng|quý|năm|thời gian)|đến (?:đầu|cuối|hết|ngày)|từ nay|hằng|hàng|định kỳ|trước mắt|ngay|sớm|từ ngày|sau|tới đây|thời gian tới)\b"
)
#: "có văn bản yêu cầu", "ban hành công văn đề nghị": a paper is sent, and what it asks follows.
_SENDS: Final = frozenset(
    (sends, paper) for sends in ("có", "gửi", "hành", "ký", "ra", "đi") for paper in ("văn", "công", "thông")
)
_REACH: Final = 60  # words before a verb of force within which its issuer or topic stands
_MOST_VERBS: Final = 12  # verbs of force tried in one sentence; nobody writes more
_LONG_ISSUER: Final = 2.5  # an issuer with more than this share of the sentence (one in so many words) is left out
TIME_WORDS: Final = 14  # words of the longest term that stands between a verb of force and its addressee


def forced(words: Sequence[Word], frame: Frame) -> Find | None:
    """Find "[issuer] giao/yêu cầu/đề nghị [body] [act]"."""
    opening = after_openers(words, 0)
    begins = work.WORK.length(words, opening) and not acts.FORCE.length(words, opening) and not name_at(words, opening)
    leads = acts.LEADS.length(words, opening) > 0
    directs = frame.has_doer and opening < len(words) and words[opening].key == "chỉ"
    works = (bool(begins) or directs) and words[opening].key != "thống"  # "thống nhất giao": an issuer's word
    depth = tried = 0
    for at, word in enumerate(words):
        depth += (word.key == "(") - (word.key == ")")
        size, tag = acts.FORCE.match(words, at)
        tried += size > 0
        if tried > _MOST_VERBS:
            return None
        if at == opening and frame.has_doer and frame.is_item and size:
            return None  # under "1. Ủy ban nhân dân ...:" the items "a) Chỉ đạo ...", "b) Kiến nghị ..." are its work
        if leads and size and word.key in ("chỉ", "đề"):
            continue
        if works and size and words[at - 1].key not in (",", "và") and not _has_issuer(words, opening, at):
            continue
        if word.key == "hướng" and not (words[0].key == "đoàn" and at < 5):  # noqa: PLR2004 - only a visiting team
            continue
        if (
            not size
            or depth
            or _is_noun(words, at)
            or (tag == "remind" and frame.asks is not True and at < opening + 1 and not name_at(words, at + size))
        ):
            continue
        listed = (frame.asks and frame.is_item) or (frame.follows and word.key == "chỉ" and not _is_superior(words, at))
        if word.key in ("chỉ", "phân", "giao", "đôn") and listed and _is_work_of(words, at):
            return None
        found = _addressed(words, at, at + size, frame, tag)
        if found:
            return found
    return None


def _is_superior(words: Sequence[Word], verb: int) -> bool:
    """Return whether the body before the verb is one that orders bodies, so that it may be the issuer itself."""
    return bodies.SUPERIORS.length(words, _issuer_start(words, verb)) > 0


def _is_work_of(words: Sequence[Word], verb: int) -> bool:
    """Return whether the verb at the place is the work of a body named before it: "1. Hội X chỉ đạo các xã lập sổ sách"."""
    start = _issuer_start(words, verb)
    names, end = names_at(words, start)
    end = over_manner(words, over_duty(words, end))
    return bool(names) and end == verb and names[-1].form in (Form.BODY, Form.GROUP, Form.PLACE, Form.PREDICATE)


def _has_issuer(words: Sequence[Word], opening: int, verb: int) -> bool:
    """Return whether an issuer stands between an opening clause and the verb: "Thực hiện ..., Thường trực Hội yêu cầu"."""
    start = _issuer_start(words, verb)
    return opening < start < verb and name_at(words, start) is not None


def _is_noun(words: Sequence[Word], at: int) -> bool:
    """Return whether the word of force is a noun here, or speaks of another text."""
    if words[at].key == "giao" and [word.key for word in words[at + 1 : at + 2]] == ["ban"] and not _opens_name(words, at + 1):
        return True  # "hội nghị giao ban"
    before = [word.key for word in words[max(0, at - 3) : at]]
    if tuple(before[:2]) in _SENDS:
        return False
    if at and names_at(words, _issuer_start(words, at))[1] == at:
        return False  # "Trưởng ban Kiểm tra yêu cầu ...": the word before belongs to the issuer's name
    if at and words[at - 1].key in ("phải", "cần", "sớm", "trương"):
        return True
    for back in (1, 2, 3):
        if at - back >= 0 and acts.NOUN_MAKERS.length(words, at - back) == back:
            issuer = words[at - 1].key in ("vừa", "đã", "cũng")
            return not issuer
    return False


def _opens_name(words: Sequence[Word], at: int) -> bool:
    """Return whether a capital at the place or right behind it opens a proper name."""
    return any(word.is_capital for word in words[at : at + 2])


def _addressed(words: Sequence[Word], verb: int, after: int, frame: Frame, tag: str) -> Find | None:
    """Return the directive of the verb of force at ``verb``, whose words end at ``after``."""
    place = _over_terms(words, after)
    names, end = names_at(words, place)
    names = [name for name in names if name.form is not Form.POST or not is_person(words, name) or _is_office_holder(words, name)]
    start = _issuer_start(words, verb)
    if names and names[0].form is Form.POST and acts.FORCE.length(words, end):
        return None  # "Phát biểu chỉ đạo, Phó Bí thư Tỉnh ủy yêu cầu ...": he orders, he is not told
    if not names and (alone := context_body(words, place)):
        names, end = [alone], alone.last
    if names and end < len(words) and words[end].key not in (".", "./."):
        if _LONG_ISSUER * (after - start) > len(words) - start:
            start = place  # a preamble as long as the order itself is no part of it
        found = Find(start, len(words), end, reasons=[Reason.FORCE_VERB])
        with_roles(words, found, names, end)
        return found
    if frame.follows and words[verb].key in ("kêu", "kiến", "mời", "vận") and _is_work_of(words, verb):
        return None  # "Công đoàn kêu gọi ủng hộ" among the orders is what it has to do
    act = over_manner(words, over_duty(words, place))
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
    with_roles(words, found, [topic[0]] if topic else [], over_duty(words, place))
    return found


def _over_terms(words: Sequence[Word], at: int) -> int:
    """Return the place after a comma, colon, "đối với" and a term that stand between verb and addressee."""
    place = at
    while place < len(words) and words[place].key in (",", ":", "với", "thêm", "đến"):
        place += 1
    if name_at(words, place):
        return place
    ahead = _over_time_put_first(words, place)
    if ahead > place:
        return ahead
    if place < len(words) and TIMELY.match(" ".join(word.key for word in words[place : place + 3]) + " "):
        manner = over_manner(words, place)
        if manner > place:
            return manner
        for ahead in range(place + 1, min(len(words), place + TIME_WORDS)):
            ended = words[ahead - 1].is_number or words[ahead - 1].key in ("tới", "này", ",")
            if ended and name_at(words, ahead):
                return ahead
    return place


def _over_time_put_first(words: Sequence[Word], at: int) -> int:
    """Return the place after a time with a comma: "đề nghị trong giai đoạn tới, ngành giáo dục ..."."""
    if at < len(words) and words[at].key in ("trong", "trước", "sau", "từ", "đến", "nhân", "ngay", "vào"):
        for place in range(at + 1, min(len(words), at + TIME_WORDS)):
            if words[place].key == ",":
                return place + 1 if name_at(words, place + 1) else at
    untold = acts.AHEAD.length(words, at)
    return at + untold if untold and name_at(words, at + untold) else at


def _issuer_start(words: Sequence[Word], verb: int) -> int:
    """Return where the clause of the verb begins: its issuer, without what stands before the comma."""
    depth, start = 0, 0
    for at in range(verb - 1, max(-1, verb - _REACH), -1):
        depth += (words[at].key == ")") - (words[at].key == "(")
        if depth == 0 and words[at].key in (",", ";", ":", '"', "“"):
            start = at + 1
            break
    return after_openers(words, start) if start == 0 else start


def _is_office_holder(words: Sequence[Word], name: Name) -> bool:
    """Return whether "đồng chí" stands before a post, so that an office-holder is meant."""
    return any(bodies.HEADS.match(words, at)[1] == "post" for at in range(name.first + 2, name.last))


def _topic(words: Sequence[Word], verb: int) -> tuple[Name, int] | None:
    """Return the body named before the verb as the one it is about: "Đối với Sở A, ông B yêu cầu", "gửi công văn tới C, giao"."""
    for at in range(verb - 1, max(-1, verb - _REACH), -1):
        if words[at].key in ("tới", "đến", "cho", "với") and at + 1 < verb:
            place = at + 1 + 2 * (words[at + 1].key == "đại" and words[min(at + 2, verb)].key == "diện")
            name = name_at(words, place)
            if name and name.form in (Form.BODY, Form.GROUP, Form.PREDICATE):
                return name, 0
    return None
