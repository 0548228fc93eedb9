"""What is told of the past: every event in a sentence, and to nobody what he may not know."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date, timedelta
from html import unescape

import pytest

from khworkflow.associations.models import Association, Level
from khworkflow.conclusions import commands as conclusions
from khworkflow.conclusions.commands import Description
from khworkflow.conclusions.models import Kind, Part
from khworkflow.core import i18n
from khworkflow.core.authz import SYSTEM, Role
from khworkflow.core.db import database
from khworkflow.eventlog.events import EVENTS
from khworkflow.eventlog.log import record
from khworkflow.inspections import commands as inspections
from khworkflow.inspections.commands import Member, Round, Session
from khworkflow.inspections.models import TeamRole
from khworkflow.reports import runs
from khworkflow.tasks.lifecycle import TRANSITIONS, Action, State
from khworkflow.web import history
from khworkflow.web.history.telling import Telling
from tests import factories
from tests.cast import sign_in
from tests.conftest import MONDAY, at
from tests.pages import token_of

DAY, MOMENT, NUMBER, HEX = "2019-07-08", "2019-09-30T16:59:59+00:00", 987_654, "ab" * 32
#: What stands in each field of an event; numbers are such that no sentence says them by chance.
SAMPLES = {
    "int": NUMBER,
    "int | None": NUMBER,
    "tuple[int, ...]": (NUMBER, NUMBER + 1),
    "str": "Lời của người viết",
    "str | None": "Lời của người viết",
    "tuple[str, ...]": ("Câu thứ nhất", "Câu thứ hai"),
    "dict[str, str]": {"summary": "Lời của người viết"},
    "dict[str, Any]": {str(NUMBER): "2019-09-30"},
    "bool": False,
}
NAMED = {
    "place": 3, "template": 3, "act": "step_changed", "old_due_on": DAY, "new_due_on": DAY, "late_after": DAY, "how": "telephone",
    "made_at": MOMENT, "answer_by": DAY, "due_on": DAY, "dated_on": DAY, "ends_on": DAY, "begins_on": DAY, "on": DAY, "as_of": MOMENT, "text_sha256": HEX, "sha256": HEX, "signed_on": DAY, "pdf": HEX, "xlsx": HEX, "data": HEX,
    "recurrence": "half_yearly", "recurs_until": DAY, "period": 0, "counted_on": DAY, "value": 1_250_000, "year": 2019, "directive_kind": Kind.CONGRESS_STAFFING.value, "part": Part.COORDINATE.value, "action": Action.HAND_BACK.value,
    "before": State.WAITING_OUTSIDE.value, "after": State.ACCEPTED_IN_PART.value, "network": "192.0.2.0/24", "evidence": (HEX,),
    "day": DAY, "weekday": 1, "hour": "07:30", "directives": 9, "found": 9, "added": 3, "assignments": 46, "count": 3, "start": NUMBER, "end": NUMBER + 5, "number": "05/TB-HKH",
}  # fmt: skip
ROLES = {"seat.given": Role.CHAIR, "seat.removed": Role.CHAIR, "inspection.member_named": TeamRole.HEAD}
#: Words of the program that are nobody's language: they say what a state or a kind is called inside.
INSIDE = {one.value for kind in (Kind, Part, Action, State, Role, TeamRole, Level) for one in kind}


def sample(kind):
    """Return an event of that kind with something in each of its fields."""
    event = EVENTS[kind]
    values = {one.name: NAMED.get(one.name, SAMPLES[str(one.type)]) for one in fields(event)}
    return event(**values | ({"role": ROLES[kind].value} if kind in ROLES else {}))


def told(kind, reader=SYSTEM):
    telling = Telling(reader)
    telling.associations = {NUMBER: "Huyện hội Lục Yên", NUMBER + 1: "Huyện hội Văn Yên"}
    event = sample(kind)
    return history.SENTENCES[type(event)](telling, event)


def steps_of(page):
    """Return the text of the history on the page."""
    block = re.search(r'<ol class="steps">(.*?)</ol>', page, re.DOTALL)
    assert block, "the page shows no history"
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", block[1])).split())


def test_every_event_there_can_be_has_its_sentence():
    assert {event.kind for event in history.SENTENCES} == set(EVENTS)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_a_sentence_says_neither_a_number_of_a_row_nor_a_word_of_the_program(kind, language):
    with i18n.in_locale(language):
        said = told(kind)

    everything = f"{said.what} {said.words}"
    words = set(re.findall(r"[a-z]+(?:_[a-z]+)+", everything))
    assert said.what
    assert str(NUMBER)[:4] not in everything.replace(".", "").replace(",", "")
    assert HEX not in everything
    assert DAY not in everything
    assert "%(" not in everything
    assert "None" not in everything
    assert words & INSIDE == set()
    assert language == "en" or set(re.findall(r"[a-z]{3,}", everything)) & INSIDE == set()


@pytest.mark.parametrize("kind", sorted(EVENTS))
def test_a_sentence_is_vietnamese_to_whom_reads_vietnamese(kind):
    with i18n.in_locale("en"):
        english = told(kind).what

    assert told(kind).what != english


VARIANTS = [
    *(("task.moved", {"action": action.value, "after": after.value}) for (_before, action), after in TRANSITIONS.items()),
    *(("directive.described", {"directive_kind": kind.value}) for kind in Kind),
    *(("directive.described", {"due_on": None, "is_reviewed_half_yearly": reviewed}) for reviewed in (True, False)),
    *(("inspection.member_named", {"role": role.value}) for role in TeamRole),
    *(("task.extension_decided", {"is_granted": granted}) for granted in (True, False)),
    ("conclusion.head_set", {"number": None, "dated_on": None, "signer": "", "signer_position": ""}),
    ("conclusion.text_amended", {"lost": ()}),
    ("conclusion.read", {"added": 0}),
    ("directive.described", {"recurrence": None, "recurs_until": None}),
    ("directive.assigned", {"leads": (), "coordinates": ()}),
    ("task.issued", {"due_on": None}),
    ("task.issued", {"parent_id": None}),
    ("directive.measured", {"is_counted": True}),
]


@pytest.mark.parametrize(("kind", "facts"), VARIANTS)
def test_whatever_an_event_says_its_sentence_is_vietnamese(db, cast, kind, facts):
    event = replace(sample(kind), **facts)
    telling = Telling(SYSTEM)

    said = history.SENTENCES[type(event)](telling, event).what
    with i18n.in_locale("en"):
        english = history.SENTENCES[type(event)](Telling(SYSTEM), event).what

    assert not re.search(r"\b[a-z]+_[a-z_]+\b|None|%\(", said + english)
    assert said != english


def test_the_history_of_a_draft_tells_each_step_to_whom_it_concerns(db, cast, client):
    conclusion = factories.draft(cast)
    number = conclusion.id

    page = client_of(client, cast.kien).get(f"/conclusions/{number}").text

    said = steps_of(page)
    assert "Lê Trung Kiên: Lập bản nháp “Kết luận kiểm tra tháng 7/2019”." in said
    assert "Đánh dấu một ý kiến chỉ đạo trong văn bản: " + factories.STAFFING in said
    assert "Ghi nội dung ý kiến “Nhân sự Đại hội”: loại việc nhân sự Đại hội; thời hạn 30/9/2019." in said
    assert "Giao ý kiến “Báo cáo mô hình học tập”, chủ trì: Huyện hội Lục Yên; phối hợp: Huyện hội Văn Yên." in said


def test_an_assignees_history_of_the_conclusion_begins_with_its_issue(db, cast, client):
    number = factories.issued(cast)[0].directive.conclusion_id

    said = steps_of(client_of(client, cast.lan).get(f"/conclusions/{number}").text)
    whole = steps_of(client_of(client, cast.kien).get(f"/conclusions/{number}").text)

    assert said.count(" lúc ") == 1
    assert "Nguyễn Thị Hòa: Ban hành kết luận số 05/TB-HKH ngày 08/7/2019, gồm 2 ý kiến chỉ đạo." in said
    assert "Huyện hội Văn Yên" in whole
    assert "Huyện hội Văn Yên" not in said


def test_a_draft_tells_what_was_lost_and_what_was_taken_back(db, cast):
    kien, conclusion = cast.kien.actor, factories.draft(cast)
    conclusions.unmark(kien, conclusion.directives[0])
    conclusions.amend_text(kien, conclusion, "Kết luận nay chỉ còn một câu.")

    latest, before = history.of_conclusion(kien, conclusion)[:2]

    assert (latest.what, latest.words) == ("Sửa lời văn bản nháp; 1 ý kiến không còn nguyên văn:", factories.MODELS)
    assert (before.what, before.words) == ("Bỏ đánh dấu một ý kiến chỉ đạo:", factories.STAFFING)


def test_the_day_of_its_own_of_one_association_stands_beside_its_name(db, cast):
    kien, conclusion = cast.kien.actor, factories.draft(cast)
    conclusions.assign(kien, conclusion.directives[1], [cast.luc_yen.id], due={cast.luc_yen.id: date(2019, 8, 1)})
    conclusions.assign(kien, conclusion.directives[0], [])
    conclusions.describe(kien, conclusion.directives[0], Description("Nhân sự", Kind.CONGRESS_STAFFING))

    described, emptied, given = [step.what for step in history.of_conclusion(kien, conclusion)[:3]]

    assert given == "Giao ý kiến “Báo cáo mô hình học tập”, chủ trì: Huyện hội Lục Yên (thời hạn 01/8/2019)."
    assert emptied == "Ý kiến “Nhân sự Đại hội” tạm thời chưa giao đơn vị nào."
    assert described == "Ghi nội dung ý kiến “Nhân sự”: loại việc nhân sự Đại hội; không có thời hạn chung."


def test_more_associations_than_a_line_holds_are_counted(db, cast):
    telling, event = Telling(cast.kien.actor), sample("directive.assigned")
    telling.associations = {number: f"Hội {number}" for number in range(NUMBER, NUMBER + 20)}
    many = type(event)(1, 1, tuple(telling.associations), (), {})

    assert history.SENTENCES[type(event)](telling, many).what == "Giao ý kiến “…”, chủ trì: 20 đơn vị."


def test_a_peer_of_the_team_is_told_of_the_round_and_of_no_visit_to_another_association(db, cast, client):
    number = a_round(cast)

    said = steps_of(client_of(client, cast.lan).get(f"/inspections/{number}").text)
    whole = steps_of(client_of(client, cast.kien).get(f"/inspections/{number}").text)

    assert "Thêm đồng chí Hoàng Thị Lan vào đoàn: thành viên từ đơn vị bạn." in said
    assert "Ghi buổi làm việc với Huyện hội Lục Yên ngày 03/7/2019." in said
    assert "Văn Yên" not in said
    assert "Ghi buổi làm việc với Huyện hội Văn Yên ngày 02/7/2019." in whole
    assert "Sửa nội dung buổi làm việc với Huyện hội Văn Yên ngày 02/7/2019." in whole
    assert "Sửa thông tin đợt kiểm tra: “Kiểm tra quý III”, từ 02/7/2019 đến 03/7/2019." in whole
    assert "Đưa đồng chí Nguyễn Văn Khách ra khỏi đoàn." in whole


@pytest.mark.parametrize("kind", ["association.created", "association.ended", "association.amended", "seat.given", "seat.removed",
                                  "inspection.visit_recorded", "directive.assigned"])  # fmt: skip
def test_of_an_association_that_the_reader_may_not_see_nothing_is_told(db, cast, kind):
    record(SYSTEM, "association:987654", sample(kind))

    assert history.of(cast.lan.actor, "association:987654") == []


def test_no_history_names_an_association_that_its_reader_may_not_see(db, cast, client):
    """Whatever a reader can open, its history names none but the associations of his part of the tree."""
    factories.issued(cast)
    a_round(cast)
    every = {one.id: {one.name, one.short_name} for one in database.session.query(Association)}
    lan = client_of(client, cast.lan)
    foreign = set().union(*(names for number, names in every.items() if number != cast.luc_yen.id))
    pages = [f"/{room}/{number}" for room in ("tasks", "conclusions", "inspections", "reports") for number in range(1, 12)]

    opened = {page: answer.text for page in pages if (answer := lan.get(page)).status_code == 200}

    assert len(opened) >= 3
    assert [(page, name) for page, text in opened.items() for name in foreign if name in steps_of(text)] == []


def test_a_report_tells_who_asked_for_it_and_that_the_system_compiled_it(db, cast, client):
    number = factories.issued(cast)[0].directive.conclusion_id

    with at(MONDAY + timedelta(hours=1)):
        kien = client_of(client, cast.kien)
        asked = kien.post("/reports", data={"csrf_token": token_of(kien.get("/reports").text), "conclusion_id": number})
        runs.compile_all()
        said = steps_of(kien.get(asked.location).text)

    assert "Lê Trung Kiên: Yêu cầu lập báo cáo, số liệu tính đến 08/7/2019 lúc 10:00." in said
    assert "Hệ thống: Đã lập xong báo cáo." in said


def client_of(client, person):
    """Return a browser of the person's own."""
    return sign_in(client.application.test_client(), person)


def a_round(cast):
    """Return the number of a round with a peer, two visits, one of them amended, and a guest who left."""
    kien = cast.kien.actor
    days = date(2019, 7, 2), date(2019, 7, 3)
    inspection = inspections.record_round(kien, cast.province, Round("Kiểm tra", "", *days))
    inspections.name_member(kien, inspection, Member(TeamRole.PEER, "Hoàng Thị Lan", "", cast.lan.id))
    guest = inspections.name_member(kien, inspection, Member(TeamRole.MEMBER, "Nguyễn Văn Khách", ""))
    inspections.remove_member(kien, inspection, guest.id)
    visit = inspections.record_visit(kien, inspection, Session(cast.van_yen, days[0]))
    inspections.record_visit(kien, inspection, Session(cast.luc_yen, days[1]))
    inspections.amend_visit(kien, inspection, visit, Session(cast.van_yen, days[0], findings="Đã sửa"))
    inspections.amend_round(kien, inspection, Round("Kiểm tra quý III", "", *days))
    database.session.commit()
    return inspection.id
