"""The pages of reports: ask, wait, read, download, and open the list behind a number."""

from __future__ import annotations

import io
import re
from importlib.resources import files

import pytest
from docx import Document as Word

from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database
from khworkflow.reports import runs
from khworkflow.reports.models import Report, ReportState
from khworkflow.tasks import commands as tasks, queries as tasks_queries
from khworkflow.tasks.commands import Answer
from tests import factories
from tests.cast import sign_in
from tests.conftest import at
from tests.feature.reminders.test_runs import office
from tests.pages import get, post


@pytest.fixture
def hoa(client, cast):
    return sign_in(client, cast.hoa)


@pytest.fixture
def conclusion(cast):
    return factories.issued(cast)[0].directive.conclusion_id


def asked(hoa, conclusion, **form):
    return post(hoa, "/reports", {"conclusion_id": conclusion} | form).headers["Location"]


def compiled(hoa, conclusion):
    address = asked(hoa, conclusion)
    runs.compile_all()
    return address


def test_the_page_waits_and_shows_how_far_it_is_until_the_report_is_there(hoa, conclusion):
    address = asked(hoa, conclusion)

    waiting = get(hoa, address)
    assert "Báo cáo đang được lập" in waiting.text
    assert hoa.get(f"{address}/progress").json == {"state": "requested", "done": 0, "steps": 0}
    get(hoa, f"{address}/file", 404)

    runs.compile_all()
    assert hoa.get(f"{address}/progress").json == {"state": "ready", "done": 4, "steps": 4}
    assert "Hoàn thành đúng hạn" in get(hoa, address).text


def test_the_report_downloads_as_a_word_document_and_is_not_sent_twice(hoa, conclusion):
    address = compiled(hoa, conclusion)

    answer = hoa.get(f"{address}/file")

    assert Word(io.BytesIO(answer.data)).tables
    answer.close()
    assert "attachment" in answer.headers["Content-Disposition"]
    again = hoa.get(f"{address}/file", headers={"If-None-Match": answer.headers["ETag"]})
    again.close()
    assert again.status_code == 304


@pytest.mark.parametrize(("form", "beginning"), [("docx", b"PK"), ("pdf", b"%PDF-1.7"), ("xlsx", b"PK")])
def test_the_report_is_handed_out_in_each_format_and_in_no_other(hoa, conclusion, form, beginning):
    address = compiled(hoa, conclusion)

    assert f'href="{address}/file' in get(hoa, address).text
    answer = hoa.get(f"{address}/file.{form}")
    assert answer.data.startswith(beginning)
    assert f".{form}" in answer.headers["Content-Disposition"]
    answer.close()
    get(hoa, f"{address}/file.odt", 404)


def test_every_number_of_the_report_opens_a_list_of_as_many_tasks(hoa, conclusion):
    address = compiled(hoa, conclusion)
    numbers = re.findall(rf'href="({address}/tasks[^"]*)"[^>]*>(\d+)<', get(hoa, address).text)

    assert len(numbers) > 10
    for url, number in dict(numbers).items():
        listed = get(hoa, url.replace("&amp;", "&")).text
        assert listed.count('<li class="split">') == int(number), url


def test_a_list_of_something_that_is_no_bucket_is_the_whole_list(hoa, conclusion):
    address = compiled(hoa, conclusion)

    assert get(hoa, f"{address}/tasks?bucket=drop&association_id=x").text.count('<li class="split">') == 11


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"as_of": "31/02/2019"}, "Không có ngày này"),
        ({"as_of": "7/7/2019"}, "08/7/2019"),  # the day before it was issued
        ({"conclusion_id": "999"}, "Xin chọn một mục trong danh sách."),
        ({"conclusion_id": ""}, "Xin chọn"),
    ],
)
def test_what_cannot_be_reported_on_is_said_and_what_was_typed_stays(hoa, conclusion, form, sentence):
    given = {"conclusion_id": conclusion, "as_of": "8/7/2019"} | form

    answer = post(hoa, "/reports", given, status=422)

    assert sentence in answer.text
    assert f'value="{given["as_of"]}"' in answer.text
    assert database.session.query(Report).count() == 0


def test_a_report_that_failed_says_why_and_offers_to_ask_again(hoa, conclusion):
    address = asked(hoa, conclusion)
    report = database.session.get_one(Report, int(address.rpartition("/")[2]))
    report.state, report.failed_because = ReportState.FAILED, "hết chỗ trên đĩa"
    database.session.commit()

    page = get(hoa, address).text

    assert "Chưa lập được báo cáo" in page
    assert "hết chỗ trên đĩa" in page
    assert asked(hoa, conclusion) != address


def test_an_observer_reads_reports_but_is_not_offered_to_ask(client, cast, conclusion):
    sign_in(client, cast.binh)

    assert "<form" not in get(client, "/reports").text.partition("<main")[2].partition("</main")[0]


def test_a_report_is_given_its_number_on_its_page_and_says_so_from_then_on(hoa, conclusion):
    address = compiled(hoa, conclusion)
    assert "Cấp số và chốt báo cáo" in get(hoa, address).text

    refused = post(hoa, f"{address}/number", {"number": "0"}, page=address, status=422)
    assert "từ 1 đến 99999" in refused.text
    post(hoa, f"{address}/number", {"number": "5", "signed_on": "8/10/2019"}, page=address)
    runs.compile_all()

    page = get(hoa, address).text
    assert "Số: 05/BC-HKH" in page
    assert "Đã cấp số 05/BC-HKH ngày 08/10/2019" in page
    assert "Cấp số và chốt báo cáo" not in page
    assert "chốt, số 05/BC-HKH" in post(hoa, f"{address}/number", {}, page="/reports", status=422).text


def test_the_paragraphs_are_worded_anew_on_a_page_of_their_own(hoa, conclusion):
    address = compiled(hoa, conclusion)
    form = get(hoa, f"{address}/words").text
    assert "các đơn vị đã hoàn thành" in form

    too_long = post(hoa, f"{address}/words", {"summary": "x" * 10_001}, status=422)
    assert "Xin rút ngắn" in too_long.text or "10000" in too_long.text
    told = {
        name: re.search(rf'<textarea[^>]*name="{name}"[^>]*>\s*([^<]*)</textarea>', form)[1] for name in ("direction", "measures")
    }
    post(hoa, f"{address}/words", told | {"summary": "Kết quả bước đầu rất tốt."})
    report = database.session.get_one(Report, int(address.rpartition("/")[2]))
    assert report.words == {"summary": "Kết quả bước đầu rất tốt."}
    assert "chưa lập xong" in post(hoa, f"{address}/words", {"summary": "Nữa"}, status=422).text
    runs.compile_all()

    assert "Kết quả bước đầu rất tốt." in get(hoa, address).text


def test_a_wish_is_taken_back_on_the_page_that_waits(hoa, conclusion):
    address = asked(hoa, conclusion)

    post(hoa, f"{address}/cancellation", {}, page=address)

    assert "đã được hủy" in get(hoa, address).text
    post(hoa, f"{address}/cancellation", {}, page="/reports")  # once more does no harm


def test_a_notice_and_a_letter_are_asked_for_and_have_no_paragraphs_to_word(hoa, cast, conclusion):
    notice = asked(hoa, conclusion, kind="notice")
    letter = asked(hoa, conclusion, kind="urging", addressee_id=cast.luc_yen.id)
    runs.compile_all()

    assert "Phân công nhiệm vụ".upper() in get(hoa, notice).text
    assert "Cấp số" not in get(hoa, notice).text
    assert "V/v đôn đốc thực hiện" in get(hoa, letter).text
    get(hoa, f"{letter}/words", 404)
    assert "Huyện hội Lục Yên" in get(hoa, "/reports").text
    nobody = {"conclusion_id": conclusion, "kind": "urging"}
    assert "Xin chọn đơn vị nhận công văn" in post(hoa, "/reports", nobody, status=422).text


def test_a_report_of_a_period_is_asked_for_compiled_and_listed(hoa, cast, conclusion):
    form = {"association_id": cast.province_id, "since": "1/7/2019", "until": "31/12/2018"}
    assert "Kỳ báo cáo kết thúc trước" in post(hoa, "/reports/periods", form, page="/reports", status=422).text
    assert "Xin chọn kỳ báo cáo" in post(hoa, "/reports/periods", form | {"since": ""}, page="/reports", status=422).text

    address = post(hoa, "/reports/periods", form | {"until": ""}, page="/reports").headers["Location"]
    runs.compile_all()

    page = get(hoa, address).text
    assert "Tình hình thực hiện các thông báo kết luận kiểm tra từ ngày 01/7/2019" in page
    assert "Báo cáo theo kỳ" in get(hoa, "/reports").text
    kind = re.search(rf'href="({address}/tasks\?kind=[^"]*)"[^>]*>(\d+)<', page)
    assert get(hoa, kind[1].replace("&amp;", "&")).text.count('<li class="split">') == int(kind[2])


def test_a_paper_on_what_an_association_still_has_to_do_is_asked_for(hoa, cast, conclusion):
    form = {"about_id": cast.luc_yen.id, "paper": "handover", "receiver_id": cast.luc_yen.id}
    assert "Xin chọn một đơn vị khác" in post(hoa, "/reports/remainders", form, page="/reports", status=422).text

    address = post(hoa, "/reports/remainders", form | {"receiver_id": cast.van_yen.id}, page="/reports").headers["Location"]
    runs.compile_all()

    page = get(hoa, address).text
    assert "Biên bản bàn giao nhiệm vụ cho đơn vị khác" in page
    assert "ĐẠI DIỆN BÊN NHẬN" in page
    assert "Đưa ra số" not in page


def test_a_period_is_chosen_by_its_name(client, cast, conclusion):
    form = {"association_id": cast.province_id, "span": "2019-07-01 2019-07-31"}
    with at(office("2019-08-19T07:30")):
        hoa = sign_in(client, cast.hoa)
        address = post(hoa, "/reports/periods", form, page="/reports").headers["Location"]
        assert "Tháng 7 năm 2019" in get(hoa, "/reports").text
        runs.compile_all()
        assert "tháng 7 năm 2019" in get(hoa, address).text
        assert "Xin chọn kỳ báo cáo" in post(hoa, "/reports/periods", form | {"span": ""}, page="/reports", status=422).text


def test_the_office_says_how_it_wants_its_papers_and_the_next_one_is_so(hoa, cast, conclusion):
    page = f"/reports/rules/{cast.province_id}"
    post(hoa, page, {"on_time": "first", "layout": "party"}, page=page)

    text = get(hoa, compiled(hoa, conclusion)).text

    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text
    assert "đã gửi lần đầu" in text
    assert 'value="first" checked' in get(hoa, page).text
    assert post(hoa, page, {"on_time": "odd", "layout": "party"}, page=page, status=422).text


def test_two_reports_are_compared_task_by_task(client, cast, conclusion):
    with at(office("2019-10-08T07:30")):
        hoa = sign_in(client, cast.hoa)
        earlier = asked(hoa, conclusion, as_of="13/8/2019")
        later = asked(hoa, conclusion, as_of="5/10/2019")
        runs.compile_all()
        for address in (earlier, later):
            post(hoa, f"{address}/number", {"signed_on": "8/10/2019"}, page=address)
        runs.compile_all()
        both = f"{later}/comparison/{earlier.rpartition('/')[2]}"

        assert f'href="{both}"' in get(hoa, later).text
        page = get(hoa, both).text
        assert 'Đang thực hiện trong hạn</span> → <span lang="vi">Đang thực hiện quá hạn</span> (9)' in page
        assert "2 nhiệm vụ giữ nguyên tình trạng" in page
        assert f'href="/reports/{later.rpartition("/")[2]}">02/BC-HKH</a>' in page
        assert get(hoa, f"{earlier}/comparison/{later.rpartition('/')[2]}").text.count("<td") == page.count("<td")


def test_what_works_is_marked_shared_and_taken_off_again(app, client, cast, hoa, conclusion):
    task = factories.task_of(tasks_queries.of_conclusion(SYSTEM, conclusion), cast.luc_yen.id)
    reply = tasks.submit(cast.lan.actor, task, Answer("Mời trưởng bản cùng vận động.", "a", task.version)).id
    database.session.commit()

    page = "/reports/lessons"
    assert "Mời trưởng bản cùng vận động." in get(hoa, page).text
    assert "Xin cho biết" in post(hoa, page, {"reply_id": reply, "words": ""}, page=page, status=422).text
    post(hoa, page, {"reply_id": reply, "words": "Mời trưởng bản."}, page=page)
    post(hoa, f"{page}/1/sharing", {}, page=page)
    assert "đã chia sẻ" in get(hoa, page).text
    assert "Mời trưởng bản." in get(sign_in(app.test_client(), cast.van), page).text
    post(hoa, f"{page}/1/removal", {}, page=page)
    assert "Chưa có cách làm nào" in get(hoa, page).text


def test_no_rule_of_the_page_reaches_into_the_drawings_of_a_paper():
    """A drawing says its own strokes; a page's rule that named bare shapes made its hatchings black on the screen."""
    rules = (files("khworkflow") / "static" / "khworkflow.css").read_text(encoding="utf-8")
    (chart,) = re.findall(r"^  \.chart \{.*?^  \}", rules, re.MULTILINE | re.DOTALL)

    assert not re.search(r"& (rect|path|svg|circle)\b", chart)
