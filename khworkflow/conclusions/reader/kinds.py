"""What a directive asks for: the kind of work with the most evidence; the kinds are those of the office's checklists."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from khworkflow.conclusions.reader.normalise import matching_key
from khworkflow.conclusions.reader.tables.subjects import ACTS, ENDS, ENOUGH, EVIDENCE, compiled


class Kind(StrEnum):
    """The kinds of work; the same words as the kinds of a stored directive."""

    CONGRESS_STAFFING = "congress_staffing"
    MERGER_PREPARATION = "merger_preparation"
    LEARNING_MODEL_PILOT = "learning_model_pilot"
    RESOLUTION_TARGETS = "resolution_targets"
    CONFERENCE = "conference"
    COORDINATION = "coordination"
    PROPOSAL = "proposal"
    REPORTING = "reporting"
    MEMBERSHIP = "membership"
    OTHER = "other"


#: Of two kinds with the same weight the earlier is taken: the rarer matter before the commoner, matter before manner.
_ORDER: Final = (
    Kind.MERGER_PREPARATION, Kind.PROPOSAL, Kind.CONFERENCE, Kind.REPORTING, Kind.MEMBERSHIP, Kind.RESOLUTION_TARGETS,
    Kind.CONGRESS_STAFFING, Kind.LEARNING_MODEL_PILOT, Kind.COORDINATION,
)  # fmt: skip
_EVIDENCE: Final = compiled(EVIDENCE)
_ACTS: Final = compiled(ACTS)
_ENDS: Final = compiled(ENDS)
#: What stands before the act's own head: manner, urgency, duty, and the acts that only lead up to it.
_LEADING: Final = re.compile(
    r"(?:(?:khẩn trương|chủ động|tích cực|kịp thời|thường xuyên|nghiêm túc|tổng hợp|định kỳ|phải|cần|cần phải|có trách nhiệm|tiếp tục|sớm"
    r"|chú ý|lưu ý|nghiên cứu|tham mưu|rà soát|khảo sát|hằng \w+|hàng \w+|để|và|có|chủ yếu|đồng thời|trước mắt)\b[ ,]*)*"
)
_HEADED: Final = 0.5  # what a heading's words weigh beside the clause's own
#: Evidence is sought in this much of a clause: the rest of a longer one cannot make it another kind of work.
_LOOKED_AT: Final = 1200


def kind_of(clause: str, act: str, told: str, about: str = "") -> Kind:
    """Return the kind of the clause.

    ``told`` is the clause from its predicate on, without issuer and subject; ``act`` also without those who lead and
    coordinate. What is done first is evidence of its own, beside the things that the whole clause is about; what the
    heading above is ``about`` counts less, and only for what the clause itself speaks of.
    """
    key = _plain(clause)
    weights = dict.fromkeys(_ORDER, 0.0)
    for rows in (_EVIDENCE, _ENDS):
        for kind, weight, pattern in rows:
            if pattern.search(key):
                weights[Kind(kind)] += weight
    headed = _plain(about)
    for kind, weight, pattern in _EVIDENCE if headed else ():
        if weights[Kind(kind)] and pattern.search(headed):
            weights[Kind(kind)] += _HEADED * weight
    heads = [_head(_plain(text)) for text in (act, told)]
    for kind, weight, pattern in _ACTS:
        if any(pattern.match(head) for head in heads):
            weights[Kind(kind)] += weight
    best = max(_ORDER, key=lambda kind: weights[kind])
    return best if weights[best] >= ENOUGH else Kind.OTHER


def _head(doing: str) -> str:
    """Return the clause from the head of its act on, manner and duty taken off."""
    doing = doing.lstrip(" ,:")
    leading = _LEADING.match(doing)
    return doing[leading.end() :] if leading else doing


def _plain(text: str) -> str:
    """Return the matching key on one line, of the length that is looked at."""
    return " ".join(matching_key(text[:_LOOKED_AT]).split())
