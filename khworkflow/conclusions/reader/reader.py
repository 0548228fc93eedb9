"""From a text to drafts: the stages in order, and what one sentence hands on to the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from khworkflow.conclusions.reader import dating, rows, splitting
from khworkflow.conclusions.reader.assigned import assignees
from khworkflow.conclusions.reader.clock import Clock
from khworkflow.conclusions.reader.deadlines import deadline_in, recurrence_in
from khworkflow.conclusions.reader.figures import figures_in
from khworkflow.conclusions.reader.forms import Form, Name
from khworkflow.conclusions.reader.gazetteer import Gazetteer
from khworkflow.conclusions.reader.kinds import kind_of
from khworkflow.conclusions.reader.lists import names_at
from khworkflow.conclusions.reader.normalise import composed, matching_key
from khworkflow.conclusions.reader.reading import Assignee, Document, Draft, Reading, Reason, Role
from khworkflow.conclusions.reader.recaps import is_wish, spoken_end, without_lead, without_retelling
from khworkflow.conclusions.reader.recognise import find
from khworkflow.conclusions.reader.roles import Asked, Find, Frame
from khworkflow.conclusions.reader.segment import Block, Level, Shape, blocks, discussion_end, front_matter, heading_asks
from khworkflow.conclusions.reader.standing import Heading, State
from khworkflow.conclusions.reader.tables import acts, bodies
from khworkflow.conclusions.reader.words import Sentence, Word, pieces, sentences, words_of

_TRAILING: Final = (".", "./.", ";", ",", "”", '"', "“")
_QUOTES: Final = ("“", '"', "'", "‘", "-", ",", "và")
_INTRODUCES: Final = re.compile(
    r"(?:yêu cầu|chỉ đạo|kết luận|đề nghị|như sau|nội dung|nhiệm vụ|chỉ tiêu|giải pháp|giao|sau đây|kiến nghị|thống nhất|quyết nghị|quyết định|ý kiến|việc)[^:]{0,160}:\W*$"
)
#: What opens a list within its own sentence: "hội nghị đề ra một số việc phải làm: ...".
_LISTS: Final = re.compile(r"(?:nhiệm vụ|việc|nội dung|giải pháp|chỉ tiêu|yêu cầu|sau|như sau)(?: \w+){0,8}\W*:$")
_TARGETS: Final = re.compile(r"chỉ tiêu|mục tiêu|phấn đấu")
_PLANS: Final = re.compile(
    r"(?:ban hành|triển khai|thông qua|xây dựng|có|theo|công bố|phát động|đặt ra)\W+(?:\w+ ){0,3}(?:kế hoạch|hướng dẫn|chương trình|nghị quyết|công văn|văn bản|chỉ thị|kết luận|thông báo|phương hướng|nhiệm vụ)"
)
MOST_DRAFTS: Final = 3_000  # nobody can confirm more; what comes after them is not read
_LONGEST_LABEL: Final = 30  # words before a colon that only introduce
_BLANK: Final = re.compile(r"\s")


def _only_names(words: Sequence[Word], start: int, end: int) -> bool:
    """Return whether no verb stands in the rest of a heading that began with a name, so that all of it names a group."""
    return not any(acts.DUTY.length(words, at) or acts.LEADS.length(words, at) for at in range(start, end))


def read(text: str, *, on: date | None, gazetteer: Gazetteer) -> Reading:
    """Return the drafts of the directives in the text, as exact quotes with offsets into its NFC form.

    ``on`` is the day of the document; without it the day is looked for in the text itself. Never raises for any
    string, and takes time linear in its length.
    """
    whole = composed(text)
    fields, start = front_matter(whole)
    clock = dating.clock_of(whole, start, fields, on)
    reader = _Reader(whole, clock, gazetteer)
    found = blocks(whole, start)
    concluded = discussion_end(whole, found)
    for at, block in enumerate(found):
        if at >= concluded or block.shape is Shape.RECIPIENTS:
            reader.take(block)
    drafts = without_retelling(whole, without_lead(whole, start, reader.drafts))
    return Reading(Document(len(whole), clock.full, clock.year), tuple(drafts))


class _Reader:
    """Reads block after block."""

    def __init__(self, text: str, clock: Clock, gazetteer: Gazetteer) -> None:
        self.text, self.clock, self.gazetteer = text, clock, gazetteer
        self.state = State()
        self.drafts: list[Draft] = []
        self.labelled: Block | None = None
        self.columns: dict[str, int] = {}

    def take(self, block: Block) -> None:
        """Read one block: a heading frames what follows, anything else may hold directives."""
        if block.shape is Shape.RECIPIENTS:
            return
        if block.shape is Shape.ROW and self._row(block):
            return
        words = words_of(self.text, block.start, block.end)
        if len(words) < 2:  # noqa: PLR2004 - a word alone asks for nothing
            return
        self.state.leave(block)
        if self._is_heading(block, words):
            self._enter(block, words)
            return
        split = [Sentence(sentence) for sentence in sentences(words)]
        if block.shape is Shape.ITEM and not splitting.has_own_subject(words) and not splitting.begins_anew(split):
            split = [Sentence(piece) for piece in pieces(words)]
        for sentence in split:
            if len(self.drafts) >= MOST_DRAFTS:
                return
            whole = len(split) == 1 and block.shape is Shape.ITEM and not splitting.has_own_subject(sentence)
            parts = [sentence] if whole else splitting.parts(self.text, sentence, self.clock, listed=block.shape is Shape.ITEM)
            for part in parts:
                self._sentence(part, block)

    def _row(self, block: Block) -> bool:
        """Read a row of a table of tasks; return whether it belongs to one."""
        row = rows.cells(self.text, block.start, block.end)
        headed = rows.columns(self.text, row)
        self.columns = headed or self.columns
        held = {} if headed or not self.columns else rows.tasks(self.text, row, self.columns)
        if not held or len(self.drafts) >= MOST_DRAFTS:
            return bool(self.columns)
        start, end = held["content"]
        while end > start + 1 and self.text[end - 1] in ".;,":
            end -= 1
        who: tuple[Assignee, ...] = ()
        for column, role in (("leads", Role.LEAD), ("partners", Role.COORDINATE)):
            words, names = rows.names_in(self.text, held[column]) if column in held else ([], [])
            who += assignees(self.text, self.gazetteer, words, [Asked(name, role) for name in names], ())
        quote = self.text[start:end]
        key = " ".join(matching_key(quote).split())
        due = rows.due_in(self.text, held["due"], self.clock) if "due" in held else None
        due = due or deadline_in(self.text, _BLANK.sub(" ", matching_key(quote)), start, self.clock)
        term = self.text[slice(*held["due"])] if "due" in held else ""
        again = recurrence_in(f"{key} {matching_key(term)}")
        figures = figures_in(self.text, start, end)
        self.drafts.append(
            Draft(quote, start, end, "", str(kind_of(quote, quote, quote)), who, due, again, figures, (Reason.TABLE_ROW,))
        )
        return True

    def _is_heading(self, block: Block, words: Sequence[Word]) -> bool:
        """Return whether the block is a title or the head of a list."""
        if words[-1].key == ":" and (block.shape is Shape.ITEM or len(words) < 14):  # noqa: PLR2004 - a line
            return True
        line = self.text[block.start : block.end]
        ended = words[-1].key in (".", ";", "./.", "!", "?")
        if line.isupper() and len(words) < 30:  # noqa: PLR2004
            return True
        if block.shape is Shape.ITEM and not ended and block.level < Level.DASH and len(words) < 16:  # noqa: PLR2004
            return find(words, Frame(asks=None)) is None
        return block.shape is Shape.PARAGRAPH and not ended and len(words) < 22 and find(words, Frame()) is None  # noqa: PLR2004

    def _enter(self, block: Block, words: Sequence[Word]) -> None:
        """Let a heading frame what follows: whether it asks, and whom it names."""
        line = self.text[block.start : block.end]
        who = self._headed(block, words, line)
        asks = heading_asks(line)
        if asks is None and who:
            asks = True
        if block.shape is Shape.ITEM:
            self.state.headings = (*self.state.headings, Heading(block.level, asks, who, "" if who else line))
        elif asks is not None:
            self.state.asks = asks if words[-1].key == ":" or line.isupper() else self.state.asks
        if asks or block.shape is Shape.ITEM:
            self.state.targets = bool(_TARGETS.search(matching_key(line)))
        if who:
            self.state.addressed = who
        elif block.shape is Shape.ITEM and block.level <= Level.SUBNUMBER and not self.state.framed:  # a section of its own
            self.state.addressed = ()
        elif words[-1].key != ":" and block.shape is Shape.PARAGRAPH:
            self.state.follows = False

    def _headed(self, block: Block, words: Sequence[Word], line: str) -> tuple[Assignee, ...]:
        """Return the bodies a heading names: "2. Sở Tài chính (cơ quan thường trực)", "1. Giao Văn phòng:"."""
        if line.isupper():
            return ()
        at = acts.FORCE.length(words, 0) or acts.HEADS_TOWARDS.length(words, 0)
        opened = self._opened(words) if words[-1].key == ":" else ()
        names, end = names_at(words, at)
        last = next((place for place, word in enumerate(words) if word.key == "(" and place > at), len(words))
        last -= last == len(words) and words[-1].is_mark
        if opened and (end < last if names else block.shape is Shape.ITEM):
            return opened  # "2. Để khắc phục hạn chế, Hội Khuyến học huyện cần:", "Các đơn vị tập trung:"
        if not names or not (
            at or end >= last or (block.shape is Shape.ITEM and self.state.asked() and _only_names(words, end, last))
        ):
            return ()
        if end < last and not at:
            names = [Name(0, last, Form.GROUP)]
        return assignees(self.text, self.gazetteer, words, [Asked(name, Role.LEAD) for name in names], ())

    def _frame(self, block: Block) -> Frame:
        """Return what surrounds a sentence of the block."""
        return Frame(
            self.state.asked(),
            self.state.follows,
            self.state.targets,
            block.shape is Shape.ITEM,
            any(heading.who for heading in self.state.headings),
            bool(self.drafts) or self.state.announced,
        )

    def _sentence(self, words: list[Word], block: Block) -> None:
        """Read one sentence or part of one."""
        while len(words) > 1 and words[0].key in _QUOTES:
            words = words[1:]
        line = self.text[words[0].start : words[-1].end]
        if words[-1].key == ":" and (_INTRODUCES.search(matching_key(line)) or self._opened(words)):
            self._introduce(words, line)
            return
        if is_wish(line):
            return
        frame = self._frame(block)
        words, line = self._behind_colon(words, block)
        words = Sentence(words)
        if self.labelled is block:
            frame = replace(frame, asks=True)
        self.state.announced = self.state.announced or bool(_PLANS.search(matching_key(line)))
        frame = replace(frame, past=dating.opens_in_past(line, self.clock))
        found = None if dating.looks_back(line, self.clock) else find(words, frame)
        if found is None:
            self.state.follows = self.state.follows and bool(acts.OPENERS.length(words, 0)) and not block.gap
            return
        if block.shape is not Shape.ITEM and block.gap:
            self.state.framed = ()
        draft = self._draft(words, found, block)
        self.drafts.append(draft)
        self.state.follows = True
        leads = tuple(who for who in draft.assignees if who.role is Role.LEAD)
        if Reason.LEAD_OR_COORDINATE in found.reasons and found.carries:
            self.state.cooperates = True
        elif not found.verb_carried:
            self.state.cooperates = False
        if leads and not found.carries and not found.is_rider:
            self.state.addressed = leads

    def _behind_colon(self, words: list[Word], block: Block) -> tuple[list[Word], str]:
        """Return the sentence without the label or saying before its colon, which frames the rest of the block."""
        at = next((place for place, word in enumerate(words[:_LONGEST_LABEL]) if word.key == ":"), 0)
        if at and at + 1 < len(words):
            line = self.text[words[0].start : words[at].end]
            says = self._introduces(words[: at + 1]) or _LISTS.search(matching_key(line)) is not None
            named = acts.LABELS.length(words, 0) == at or (words[0].key == "về" and block.shape is Shape.ITEM)
            if [word.key for word in words[:2]] != ["trong", "đó"] and (named or says):  # "Trong đó lưu ý: ..." elaborates
                if not named:
                    self._introduce(words[: at + 1], line)
                words, self.labelled = words[at + 1 :], block
        while len(words) > 1 and words[0].key in _QUOTES:
            words = words[1:]
        return words, self.text[words[0].start : words[-1].end]

    def _introduces(self, words: Sequence[Word]) -> bool:
        """Return whether the words up to a colon end in a verb of saying: "Văn bản nêu rõ:", "Đoàn kết luận:"."""
        last = len(words) - 1
        for at in range(1, last):
            end = at + acts.SPEECH.length(words, at)
            if end > at and (
                end == last or names_at(words, end)[1] == last or bodies.CONTEXT_NOUNS.length(words, end) == last - end
            ):
                return True
        return False

    def _introduce(self, words: Sequence[Word], line: str) -> None:
        """Take a sentence that opens a list as its frame."""
        self.state.asks = True
        self.state.targets = self.state.targets or bool(_TARGETS.search(matching_key(line)))
        framed = self._opened(words)
        if framed:
            self.state.framed = tuple(replace(who, reasons=(*who.reasons, Reason.SUBJECT_FROM_FRAME)) for who in framed)
            self.state.addressed = self.state.framed

    def _opened(self, words: Sequence[Word]) -> tuple[Assignee, ...]:
        """Return the bodies that a sentence broken off at its colon tells to do what follows."""
        found = find([*words[:-1], *words_of("cần làm rõ ngay .")], Frame(asks=None))
        if found is None or found.carries:
            return ()
        asked = [asked for asked in found.asked if asked.name.last <= len(words)]
        return assignees(self.text, self.gazetteer, words, asked, ())

    def _draft(self, words: Sequence[Word], found: Find, block: Block) -> Draft:
        """Return the draft of a find: quote, bodies, deadline, kind, figures."""
        last = found.last
        while last > found.first + 1 and words[last - 1].key in _TRAILING:
            last -= 1
        start, end = words[found.first].start, words[last - 1].end
        end = spoken_end(self.text, start, end)
        quote = self.text[start:end]
        key = _BLANK.sub(" ", matching_key(quote))
        carried = self._carried(found, listed=block.shape is Shape.ITEM)
        who = assignees(self.text, self.gazetteer, words, found.asked, carried)
        act, told = (self.text[words[min(at, len(words) - 1)].start : end] for at in (found.act, max(found.told, found.first)))
        due = deadline_in(self.text, key, start, self.clock)
        return Draft(
            quote, start, end, block.mark, str(kind_of(quote, act, told, self.state.about())), who, due, recurrence_in(" ".join(key.split())),
            figures_in(self.text, start, end), tuple(found.reasons),
        )  # fmt: skip

    def _carried(self, found: Find, *, listed: bool) -> tuple[Assignee, ...]:
        """Return the bodies a clause without a subject is about."""
        if not found.carries:
            return ()
        heading = next((heading.who for heading in reversed(self.state.headings) if heading.who), ())
        why = Reason.SUBJECT_FROM_HEADING if heading else Reason.SUBJECT_CARRIED
        together = Reason.LEAD_OR_COORDINATE in found.reasons or (found.verb_carried and self.state.cooperates)
        role = Role.COORDINATE if together else Role.LEAD
        return tuple(
            replace(who, role=role, reasons=(*who.reasons, why))
            for who in heading or (self.state.framed if listed else ()) or self.state.addressed
        )
