"""A directive with a lead and those who coordinate: each answers for itself, and the lead answers for all."""

from __future__ import annotations

from io import BytesIO

import pytest

from khworkflow.associations import queries as associations
from khworkflow.conclusions import commands as conclusions
from khworkflow.conclusions.commands import Description
from khworkflow.conclusions.models import Kind
from khworkflow.core.authz import SYSTEM, Role
from khworkflow.core.db import database
from khworkflow.tasks import commands, queries
from khworkflow.tasks.lifecycle import State
from tests import factories
from tests.cast import Person, sign_in
from tests.pages import get, hidden
from tests.web.tasks.test_answers import PDF, answer, now


@pytest.fixture
def numbers(cast):
    """The numbers of Lục Yên's task, which leads, and of those of Văn Yên and the city, which coordinate."""
    conclusion = factories.draft(cast)
    kien, models = cast.kien.actor, conclusion.directives[1]
    conclusions.assign(kien, models, [cast.luc_yen.id], [cast.van_yen.id, cast.city.id])
    conclusions.describe(kien, models, Description("Báo cáo mô hình học tập", Kind.REPORTING, factories.MODELS_DUE))
    made = commands.issue(cast.hoa.actor, conclusion)
    title, places = "Báo cáo mô hình học tập", (cast.luc_yen.id, cast.van_yen.id, cast.city.id)
    found = [factories.task_of(made, one, title).id for one in places]
    database.session.commit()
    return found


def test_the_lead_gathers_what_the_others_answered_with_their_evidence_and_answers_for_all(client, app, cast, numbers):
    lead, van_yen, city = numbers
    chair = Person(associations.holders(Role.CHAIR, cast.city.id)[0].id, "chair0")
    lan, van, thang = sign_in(client, cast.lan), sign_in(app.test_client(), cast.van), sign_in(app.test_client(), chair)
    answer(van, van_yen, choice="submit", words="Văn Yên có 5 mô hình.", files=(BytesIO(PDF), "van-yen.pdf"))
    assert "Đưa nội dung của các đơn vị vào báo cáo chung" in get(lan, f"/tasks/{lead}").text
    answer(thang, city, choice="submit", words="Thành phố có 3 mô hình.")

    joint = get(lan, f"/tasks/{lead}?joint=1").text

    words = "Thành hội Yên Bái: Thành phố có 3 mô hình.\n\nHuyện hội Văn Yên: Văn Yên có 5 mô hình."
    assert words in joint
    assert "van-yen.pdf (Huyện hội Văn Yên)" in joint
    answer(lan, lead, choice="submit", words=words, brought=hidden(joint, "brought"))
    (reply,) = queries.replies(now(lead))
    assert [one.file.name for one in reply.evidence] == ["van-yen.pdf"]
    hoa = sign_in(app.test_client(), cast.hoa)
    page = get(hoa, f"/tasks/waiting/{now(lead).directive_id}").text
    assert page.count("van-yen.pdf") >= 2  # with the answer that gave it, and with the joint one
    assert {now(one).state for one in numbers} == {State.SUBMITTED}  # each has its own task and its own reply


def test_evidence_of_strangers_is_not_brought_along_whatever_a_form_says(client, app, cast, numbers):
    lead, van_yen, _city = numbers
    van, lan = sign_in(client, cast.van), sign_in(app.test_client(), cast.lan)
    staffing = next(one.id for one in queries.mine(cast.van.actor) if one.id != van_yen)
    answer(van, staffing, choice="submit", words="Việc khác.", files=(BytesIO(PDF), "khac.pdf"))
    foreign = queries.replies(now(staffing))[0].evidence[0].file_id

    answer(lan, lead, choice="submit", words="Chung.", brought=str(foreign))

    assert queries.replies(now(lead))[0].evidence == []


def test_who_coordinates_sees_neither_the_lead_nor_the_others_and_brings_nothing(client, cast, numbers):
    lead, van_yen, city = numbers
    van = sign_in(client, cast.van)

    page = get(van, f"/tasks/{van_yen}?joint=1").text

    assert "Báo cáo của các đơn vị phối hợp" not in page
    assert "phối hợp" in page
    for hidden_from in (lead, city):
        get(van, f"/tasks/{hidden_from}", 404)
    assert queries.get(SYSTEM, lead).state is State.ASSIGNED
