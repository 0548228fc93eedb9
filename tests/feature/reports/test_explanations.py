"""What was reminded of in vain is asked about in a letter, and its answer is kept, shown and reported."""

from __future__ import annotations

import io
from datetime import date

import pytest
from sqlalchemy import select

from khworkflow.conclusions import queries as conclusions
from khworkflow.core.db import database
from khworkflow.core.errors import Conflict, Forbidden, NotFound, Refused
from khworkflow.core.transaction import unit_of_work
from khworkflow.eventlog import log
from khworkflow.mailing.models import Owed
from khworkflow.reminders import runs as reminders
from khworkflow.reports import asking, commands, explanations, queries, runs
from khworkflow.reports.models import Explanation
from tests import factories
from tests.cast import sign_in
from tests.conftest import at
from tests.feature.reminders.test_runs import FIRST_STEP, office
from tests.pages import token_of

RAISED = office("2019-08-20T08:00")
ANSWER_BY = date(2019, 8, 30)
WORDS = "Do Huyện ủy chưa bố trí lịch họp; Hội sẽ gửi báo cáo trước ngày 05/9/2019."


@pytest.fixture
def brought(cast):
    """Let two reports be reminded of in vain, and stand on the day on which they are brought up."""
    factories.issued(cast)
    reminders.plan(FIRST_STEP)
    reminders.plan(RAISED)
    with at(RAISED):
        yield


def asked(cast, answer_by=ANSWER_BY):
    """Ask Lục Yên, and give the letter its number; return the explanation's number."""
    with unit_of_work():
        report = asking.ask(cast.hoa.actor, conclusions.get(cast.hoa.actor, 1), cast.luc_yen, answer_by)
        number = report.id
    runs.compile_all()
    with unit_of_work():
        commands.freeze(cast.hoa.actor, queries.get(cast.hoa.actor, number), date(2019, 8, 20))
    runs.compile_all()
    database.session.rollback()
    return database.session.scalars(select(Explanation.id)).one()


def answered(cast, number):
    with unit_of_work():
        explanations.give(cast.lan.actor, explanations.get(cast.lan.actor, number), WORDS, [])


def test_the_list_shows_what_was_brought_up_by_association(cast, brought):
    groups = explanations.brought(cast.hoa.actor)

    assert [(one.association.short_name, [task.directive.title for task in one.tasks]) for one in groups] == [
        ("Huyện hội Lục Yên", ["Báo cáo mô hình học tập"]),
        ("Huyện hội Văn Yên", ["Báo cáo mô hình học tập"]),
    ]
    assert explanations.brought(cast.lan.actor) == []


def test_the_letter_is_a_paper_of_the_register_that_names_tasks_and_day(cast, brought):
    found = explanations.get(cast.hoa.actor, asked(cast))
    report = queries.of(found)

    paper = runs.paper(report)
    text = str(paper)
    assert report.official_number == "01/HKH-VP"
    assert paper.subject == "giải trình việc chậm thực hiện Thông báo kết luận số 05/TB-HKH"
    assert "Báo cáo mô hình học tập" in text
    assert "Nhân sự Đại hội" not in text
    assert "trước hết ngày 30/8/2019" in text
    assert {one.format.value for one in report.files} == {"docx", "pdf", "xlsx"}


def test_nobody_hears_of_it_before_it_has_its_number(cast, brought, db):
    with unit_of_work():
        asking.ask(cast.hoa.actor, conclusions.get(cast.hoa.actor, 1), cast.luc_yen, ANSWER_BY)

    assert not list(db.scalars(select(Owed).where(Owed.kind == "explanation_asked")))
    assert explanations.to_answer(cast.lan.actor) == []
    with pytest.raises(NotFound):
        explanations.get(cast.lan.actor, db.scalars(select(Explanation.id)).one())


def test_a_double_click_begins_one_letter(cast, brought, db):
    for _click in range(2):
        with unit_of_work():
            asking.ask(cast.hoa.actor, conclusions.get(cast.hoa.actor, 1), cast.luc_yen, ANSWER_BY)

    assert len(list(db.scalars(select(Explanation.id)))) == 1


@pytest.mark.parametrize("day", [date(2019, 8, 20), date(2019, 8, 1), date(2019, 12, 1)])
def test_a_day_that_is_none_to_answer_by_is_refused(cast, brought, day):
    with pytest.raises(Refused), unit_of_work():
        asking.ask(cast.hoa.actor, conclusions.get(cast.hoa.actor, 1), cast.luc_yen, day)


def test_an_association_with_nothing_brought_up_is_not_asked(cast, brought):
    with pytest.raises(Refused), unit_of_work():
        asking.ask(cast.hoa.actor, conclusions.get(cast.hoa.actor, 1), cast.city, ANSWER_BY)


def test_the_chair_alone_answers_once_and_the_committee_hears_of_it(cast, brought, db):
    number = asked(cast)
    for person in (cast.minh, cast.hoa):  # an officer may read it; the committee asked
        with pytest.raises(Forbidden), unit_of_work():
            explanations.give(person.actor, explanations.get(person.actor, number), WORDS, [])
    with pytest.raises(NotFound):
        explanations.get(cast.van.actor, number)

    answered(cast, number)

    with pytest.raises(Conflict), unit_of_work():
        explanations.give(cast.lan.actor, explanations.get(cast.lan.actor, number), "Lại", [])
    found = explanations.get(cast.hoa.actor, number)
    assert (found.words, found.answered_by.name) == (WORDS, "Hoàng Thị Lan")
    assert [one.person_id for one in db.scalars(select(Owed).where(Owed.kind == "explanation_given"))] == [cast.hoa.id]
    assert [entry.kind for entry in log.history(f"report:{found.report_id}")][-1] == "explanation.given"


def test_an_answer_is_overdue_strictly_after_its_day(cast, brought):
    found = explanations.get(cast.hoa.actor, asked(cast))

    assert explanations.days_late(found, ANSWER_BY) == 0
    assert explanations.days_late(found, date(2019, 9, 2)) == 3


def test_the_link_of_the_letter_answers_with_a_paper_and_without_signing_in(cast, brought, client):
    number = asked(cast)
    path = explanations.address(explanations.get(cast.hoa.actor, number), cast.lan.id).removeprefix("http://localhost")
    assert "Gửi giải trình" in client.get(path).text
    assert client.get(path + "x").status_code == 404

    paper = (io.BytesIO(b"%PDF-1.4 x %%EOF"), "giai-trinh.pdf")
    assert client.post(path, data={"words": ""}).status_code == 422
    assert client.post(path, data={"words": WORDS, "files": [paper]}).status_code == 303

    page = client.get(path).text
    assert WORDS in page
    assert "giai-trinh.pdf" in page
    assert "Gửi giải trình" not in page
    assert client.post(path, data={"words": "Lần hai"}).status_code == 409
    assert explanations.get(cast.hoa.actor, number).words == WORDS


def test_it_is_shown_at_the_task_the_association_and_on_the_first_pages(cast, brought, client):
    number = asked(cast)
    task_id = explanations.get(cast.hoa.actor, number).about[0].task_id
    sign_in(client, cast.lan)
    assert "Yêu cầu giải trình" in client.get("/").text
    assert "Công văn số 01/HKH-VP" in client.get(f"/tasks/{task_id}").text
    page = client.get(f"/reports/explanations/{number}")
    sent = client.post(
        f"/reports/explanations/{number}/answer", data={"csrf_token": token_of(page.text), "words": WORDS}, follow_redirects=True
    )
    assert WORDS in sent.text

    client = client.application.test_client()
    sign_in(client, cast.hoa)
    assert "Đã giải trình" in client.get(f"/associations/{cast.luc_yen.id}").text
    assert "Đã giải trình" in client.get("/reports/explanations").text


def test_the_committee_sees_an_overdue_answer_on_its_first_page(cast, brought, client):
    asked(cast)
    with at(office("2019-09-02T09:00")):
        sign_in(client, cast.hoa)
        text = client.get("/").text

    assert "Giải trình quá hạn" in text
    assert "Quá hạn trả lời" in text


def test_a_report_tells_of_the_letter_and_of_the_answer_as_of_its_moment(cast, brought):
    number = asked(cast)
    with at(office("2019-08-28T10:00")):
        answered(cast, number)

    def told(moment):
        return str(runs.document(1, office(moment)))

    assert "giải trình" not in told("2019-08-19T23:59")
    assert "1 chưa trả lời, trong đó 0 quá hạn trả lời" in told("2019-08-27T23:59")
    assert WORDS in told("2019-08-28T23:59")


def test_asking_by_the_page_begins_the_letter(cast, brought, client):
    sign_in(client, cast.hoa)
    path = f"/reports/explanations/of/1/{cast.luc_yen.id}"
    page = client.get(path)
    assert "Báo cáo mô hình học tập" in page.text
    assert client.post(path, data={"csrf_token": token_of(page.text)}).status_code == 422

    answer = client.post(path, data={"csrf_token": token_of(page.text), "answer_by": "2019-08-30"})

    assert answer.status_code == 303
    assert client.get(f"/reports/explanations/of/1/{cast.city.id}").status_code == 404
