"""The pages of conclusions: from the pasted text to the issued one."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from khworkflow.conclusions import commands, queries
from khworkflow.conclusions.commands import Description, Head
from khworkflow.conclusions.models import Kind
from khworkflow.core.authz import SYSTEM
from khworkflow.core.transaction import unit_of_work
from khworkflow.tasks import queries as task_queries
from tests import pages
from tests.cast import sign_in

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from khworkflow.conclusions.models import Conclusion
    from tests.cast import Cast

TEXT = "Các huyện, thị, thành Hội rút kinh nghiệm; chuẩn bị Đại hội trước 30/9.\nThành hội làm thí điểm."
WORDS = {"title": "Kết luận tháng 7", "inspection_id": "0", "signer": "Nguyễn Thị Hòa", "signer_position": "Chủ tịch"}


def settled(cast: Cast, due_on: date = date(2019, 9, 30)) -> int:
    kien = cast.kien.actor
    made: list[int] = []
    with unit_of_work():
        conclusion = commands.create(
            kien, cast.province, None, title="Kết luận", text=TEXT, signer="Nguyễn Thị Hòa", signer_position="Chủ tịch"
        )
        commands.set_head(kien, conclusion, Head("Kết luận", "05/TB-HKH", date(2019, 7, 8), "Nguyễn Thị Hòa", "Chủ tịch"))
        directive = commands.mark_quote(kien, conclusion, "chuẩn bị Đại hội trước 30/9")
        commands.describe(kien, directive, Description("Đại hội", Kind.CONGRESS_STAFFING, due_on))
        commands.assign(kien, directive, [one.id for one in cast.nine])
        made.append(conclusion.id)  # read before the commit: a later read would begin a transaction and hold the writer
    return made[0]


def of(number: int) -> Conclusion:
    return queries.get(SYSTEM, number)


def test_an_inspector_pastes_marks_describes_and_the_committee_issues(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.kien)
    made = pages.post(client, "/conclusions", WORDS | {"text": TEXT, "association_id": cast.province_id}, page="/conclusions/new")
    url = made.location
    number = int(url.rsplit("/", 1)[1])
    page = pages.get(client, url).text
    pages.post(client, f"{url}/directives", {"quote": "chuẩn bị Đại hội trước 30/9", "seen_version": 1}, page=url)
    directive = of(number).directives[0]
    prefix = f"d{directive.id}-"
    pages.post(
        client, f"{url}/directives/{directive.id}",
        {f"{prefix}title": "Đại hội", f"{prefix}kind": "congress_staffing", f"{prefix}due_on": "2019-09-30",
         f"{prefix}due_phrase": "trước 30/9", f"{prefix}seen_version": directive.version, "choose": "level"}, page=url,
    )  # fmt: skip
    head = {"title": "Kết luận", "number": "05/TB-HKH", "dated_on": "08/07/2019", "signer": "Hòa", "signer_position": "Chủ tịch"}
    pages.post(client, f"{url}/head", head | {"seen_version": of(number).version}, page=url)
    pages.get(client, url)
    waiting = pages.get(client, f"{url}/preview").text
    assert "Nothing" not in page
    assert "9 đơn vị, 9 nhiệm vụ" in waiting
    assert "đang chờ Thường trực Hội" in waiting
    pages.post(client, f"{url}/issue", {"seen": "x"}, page=url, status=403)

    sign_in(client, cast.hoa)
    seen = pages.hidden(pages.get(client, f"{url}/preview").text, "seen")
    pages.post(client, f"{url}/issue", {"seen": seen}, page=f"{url}/preview")
    pages.post(client, f"{url}/issue", {"seen": seen}, page="/conclusions/new")  # the double click

    shown = pages.get(client, url).text
    assert len(task_queries.of_conclusion(SYSTEM, number)) == 9
    assert len(re.findall(r'href="/tasks/\d+"', shown)) == 9
    assert "Văn bản đã khóa" in shown
    words = "".join(re.findall(r"<span data-start[^>]*>([^<]*)</span>", shown))
    assert words == TEXT.replace("\n", "")


def test_a_draft_does_not_exist_for_those_who_do_not_draft(client: FlaskClient, cast: Cast) -> None:
    number = settled(cast)

    sign_in(client, cast.lan)
    for path in ("", "/preview", "/text"):
        assert client.get(f"/conclusions/{number}{path}").status_code == 404
    assert f"/conclusions/{number}" not in client.get("/conclusions").text
    assert client.get("/conclusions/new").status_code == 403


def test_an_assignee_reads_the_issued_text_with_only_his_own_task(client: FlaskClient, cast: Cast) -> None:
    number = settled(cast)
    sign_in(client, cast.hoa)
    seen = pages.hidden(pages.get(client, f"/conclusions/{number}/preview").text, "seen")
    pages.post(client, f"/conclusions/{number}/issue", {"seen": seen}, page=f"/conclusions/{number}/preview")

    sign_in(client, cast.lan)
    shown = pages.get(client, f"/conclusions/{number}").text

    assert len(re.findall(r'href="/tasks/\d+"', shown)) == 1
    assert "Lục Yên" in shown


def test_a_refused_title_keeps_the_words(client: FlaskClient, cast: Cast) -> None:
    sign_in(client, cast.kien)

    answer = pages.post(
        client, "/conclusions", WORDS | {"title": "x" * 501, "text": TEXT, "association_id": cast.province_id},
        page="/conclusions/new", status=422,
    )  # fmt: skip

    assert "Thành hội làm thí điểm." in answer.text


def test_clauses_can_be_ticked_where_there_is_no_script(client: FlaskClient, cast: Cast) -> None:
    number = settled(cast)
    sign_in(client, cast.kien)
    url = f"/conclusions/{number}"
    values = re.findall(r'name="clauses" value="(\d+-\d+)"', pages.get(client, url).text)
    first, second = values[0].split("-")[0], values[2].split("-")[1]

    pages.post(client, f"{url}/directives", {"clauses": [values[0], values[2]], "seen_version": of(number).version}, page=url)

    assert of(number).directives[0].quote == TEXT[int(first) : int(second)]


def test_amending_first_names_what_would_be_lost(client: FlaskClient, cast: Cast) -> None:
    number = settled(cast)
    sign_in(client, cast.kien)
    url, seen = f"/conclusions/{number}/text", of(number).version

    asked = pages.post(client, url, {"text": "Lời khác hẳn.", "seen_version": seen}, status=422)
    assert "chuẩn bị Đại hội trước 30/9" in asked.text
    assert len(of(number).directives) == 1
    pages.post(client, url, {"text": "Lời khác hẳn.", "seen_version": seen, "give_up": "y"})

    assert (of(number).text, of(number).directives) == ("Lời khác hẳn.", [])


def test_the_second_of_two_sees_both_texts(client: FlaskClient, cast: Cast) -> None:
    number = settled(cast)
    sign_in(client, cast.kien)
    seen = of(number).version
    with unit_of_work():
        commands.amend_text(cast.hoa.actor, of(number), TEXT + "\nCâu của đồng chí Hòa.")

    told = pages.post(
        client, f"/conclusions/{number}/text", {"text": TEXT + "\nCâu của đồng chí Kiên.", "seen_version": seen}, status=409
    )

    assert "Câu của đồng chí Kiên." in told.text
    assert "Câu của đồng chí Hòa." in told.text


def test_a_due_date_before_the_conclusion_names_both_days_and_keeps_the_words(client: FlaskClient, cast: Cast) -> None:
    number = settled(cast)
    sign_in(client, cast.kien)
    directive = of(number).directives[0]
    prefix, url = f"d{directive.id}-", f"/conclusions/{number}"

    told = pages.post(
        client, f"{url}/directives/{directive.id}",
        {f"{prefix}title": "Tên vừa gõ", f"{prefix}kind": "other", f"{prefix}due_on": "01/07/2019",
         f"{prefix}seen_version": directive.version}, page=url, status=422,
    )  # fmt: skip

    assert "01/7/2019" in told.text
    assert "08/7/2019" in told.text
    assert "Tên vừa gõ" in told.text


def test_a_draft_changed_since_the_preview_is_not_issued(client: FlaskClient, cast: Cast) -> None:
    number = settled(cast)
    sign_in(client, cast.hoa)
    url = f"/conclusions/{number}"
    seen = pages.hidden(pages.get(client, f"{url}/preview").text, "seen")
    with unit_of_work():
        commands.assign(cast.kien.actor, of(number).directives[0], [cast.nine[0].id])

    pages.post(client, f"{url}/issue", {"seen": seen}, page=f"{url}/preview", status=409)

    assert not of(number).is_issued
