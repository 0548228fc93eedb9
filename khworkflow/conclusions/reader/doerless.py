"""Directives whose doer is not said: results to report, events to hold, targets to meet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from khworkflow.conclusions.reader.forms import Form, Name
from khworkflow.conclusions.reader.lists import names_at
from khworkflow.conclusions.reader.names import name_at
from khworkflow.conclusions.reader.openings import after_openers
from khworkflow.conclusions.reader.reading import Reason, Role
from khworkflow.conclusions.reader.roles import Asked, Find, Frame
from khworkflow.conclusions.reader.tables import acts, work
from khworkflow.conclusions.reader.words import Word

_TARGET: Final = re.compile(
    r"\d+ ?%|\b\d[\d.]* (?:suất|học bổng|hội viên|mô hình|triệu|tỷ|đồng|chi hội|gia đình)|toàn thể (?:\w+ ,? ?){1,6}được"
)


def without_doer(words: Sequence[Word], frame: Frame, key: str) -> Find | None:
    """Find results to be reported, events to be held, targets to be met: the doer is not said or stands inside."""
    if frame.asks is False:
        return None
    if (
        (frame.follows or frame.asks)
        and work.PRODUCTS.length(words, 0)
        and re.search(r"báo cáo .*(?:trước|trong|chậm nhất)", key)
    ):
        return Find(0, len(words), 0, carries=True, reasons=[Reason.RESULT_REPORTED])
    start = after_openers(words, 0)
    if (
        frame.follows
        and work.EVENTS.length(words, 0)
        and not words[0].is_capital
        and not re.search(r"dự kiến|tổ chức|phải|đã", key)
    ):
        return Find(0, len(words), 0, carries=True, verb_carried=True, reasons=[Reason.BARE_VERB])
    for place in (start, *(at + 1 for at, word in enumerate(words[:12]) if word.key == ",")):
        event = work.EVENTS.length(words, place)
        if (
            event
            and re.search(
                r"(?:phải|cần|dự kiến|được|sẽ)? ?(?:tổ chức|hoàn thành|xong|dự kiến|tiến hành)[\w ,]*(?:trước|trong|vào|chậm nhất|từ)",
                key,
            )
            and " đã " not in f" {key} "
        ):
            names, _ = names_at(words, place + event)
            body = [name for name in names if name.form in (Form.BODY, Form.GROUP) and words[name.first].key != "cấp"]
            return Find(place, len(words), place, [Asked(name, Role.LEAD) for name in body], reasons=[Reason.EVENT_PLANNED])
    if (frame.follows and words[0].key.endswith("%")) or (
        frame.asks
        and (frame.targets or frame.is_item)
        and _TARGET.search(key)
        and (frame.targets or not acts.TELLS.length(words, start))
    ):
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


def is_about_a_paper(words: Sequence[Word], at: int) -> bool:
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
