"""The link of a letter: one task, no signing in, nothing by opening it, nothing chosen beforehand."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest

from khworkflow.accounts import commands as accounts
from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database
from khworkflow.eventlog import log
from khworkflow.mailing.letter import compose
from khworkflow.mailing.models import Mail, Owed
from khworkflow.mailing.parts import Recipient
from khworkflow.tasks import answering, commands, extensions, queries
from khworkflow.tasks.commands import Answer, Said, SaidHow
from khworkflow.tasks.lifecycle import State
from khworkflow.tasks.openings import LinkOpening
from tests import factories
from tests.cast import sign_in
from tests.conftest import MONDAY, at
from tests.pages import check, get, hidden, post
from tests.web.test_access import checksums

PDF = b"%PDF-1.4 x %%EOF"


@pytest.fixture
def number(cast):
    found = factories.task_of(factories.issued(cast), cast.luc_yen.id).id
    database.session.rollback()
    return found


@pytest.fixture
def url(app, cast, number):
    return f"/tasks/answer/{answering.secret(now(number), cast.lan.id)}"


def now(number):
    database.session.rollback()
    database.session.expire_all()
    return queries.get(SYSTEM, number)


def reply(client, url, status=303, **data):
    page = get(client, url).text
    known = {"seen_version": hidden(page, "seen_version"), "client_key": hidden(page, "client_key")}
    sent = client.post(f"{url}/replies", data=known | data, content_type="multipart/form-data")
    assert sent.status_code == status, sent.text[-1500:]
    if status != 303:
        check(sent.text)
    return sent


def test_the_link_of_a_letter_opens_the_task_without_signing_in_and_sets_no_cookie(client, cast, number):
    task = now(number)
    owed = Owed(
        kind="conclusion_issued", subject=f"conclusion:{task.directive.conclusion_id}", person_id=cast.lan.id,
        detail={"association_id": task.association_id}, settled_at=None,
    )  # fmt: skip
    text = compose(Mail(kind="letter", payload={}, owed=[owed]), Recipient(cast.lan.id, "Lan", "lan@example.test")).rendered.text
    urls = re.findall(r"http://localhost(/tasks/answer/\S+)", text)
    pages = [client.get(one) for one in urls]

    assert len(urls) == 2
    assert [page.status_code for page in pages] == [200, 200]
    assert all("Set-Cookie" not in page.headers for page in pages)
    assert all(page.headers["X-Robots-Tag"] == "noindex, nofollow" for page in pages)
    assert all((page.headers["Referrer-Policy"], page.headers["Cache-Control"]) == ("no-referrer", "no-store") for page in pages)
    assert any(factories.STAFFING in page.text for page in pages)


def test_nothing_is_written_by_opening_a_link_however_often(client, url):
    before = checksums()
    for method in ("GET", "HEAD", "GET", "GET"):
        assert client.open(url, method=method).status_code == 200
    client.get(f"{url}/receipt")

    assert checksums() == before


def test_nothing_is_chosen_beforehand(client, url):
    assert " checked" not in get(client, url).text


@pytest.mark.parametrize(
    "data", [{}, {"choice": "submit"}, {"choice": "submit", "words": "Xong."}, {"who": "6", "words": "Xong."}]
)
def test_a_form_that_a_machine_sends_without_choosing_changes_nothing(client, url, number, data):
    before = checksums()
    page = reply(client, url, 422, **data).text

    assert checksums() == before
    assert data.get("words", "") in page


def test_a_chair_answers_with_a_paper_and_gets_a_number_to_read_out(client, cast, url, number):
    sent = reply(client, url, choice="submit", who=str(cast.lan.id), words="Đã họp xong.", files=(BytesIO(PDF), "bb.pdf"))
    page = get(client, sent.location).text
    [kept] = queries.replies(now(number))

    assert now(number).state is State.SUBMITTED
    assert (kept.author_id, kept.said_by, kept.evidence[0].file.name) == (cast.lan.id, None, "bb.pdf")
    code = answering.receipt(kept)
    assert f"{code[:3]} {code[3:]}" in page
    assert answering.replied(f"{code[:3]} {code[3:]}") == kept.id
    assert answering.replied(str(int(code) + 1)) is None
    assert answering.replied("12") is None
    assert "hiện đồng chí không phải làm gì thêm" in get(client, url).text
    assert "Set-Cookie" not in sent.headers


def test_a_task_is_received_with_two_taps_and_no_word(client, cast, url, number):
    sent = reply(client, url, choice="acknowledge", who=str(cast.minh.id))

    assert "Đã ghi nhận đơn vị tiếp nhận" in get(client, sent.location).text
    assert now(number).state is State.ACKNOWLEDGED
    assert 'value="acknowledge"' not in get(client, url).text


def test_who_received_it_is_in_the_history(client, app, cast, url, number):
    reply(client, url, choice="acknowledge", who="other", who_name="Lê Thị Mới")

    assert log.history(f"task:{number}")[-1].said_by == "Lê Thị Mới"
    assert queries.replies(now(number)) == []
    page = get(sign_in(app.test_client(), cast.lan), f"/tasks/{number}").text
    assert "Lê Thị Mới" in page
    assert "qua liên kết riêng của nhiệm vụ" in page


def test_words_and_a_photograph_given_with_the_receiving_are_kept_and_move_it_no_further(client, cast, url, number):
    page = get(client, url).text
    data = {"seen_version": hidden(page, "seen_version"), "client_key": hidden(page, "client_key"), "choice": "acknowledge"}
    data |= {"who": "other", "who_name": "Lê Thị Mới", "words": "Tuần sau chúng tôi họp."}
    sent = [
        client.post(f"{url}/replies", data=data | {"files": (BytesIO(PDF), "gm.pdf")}) for _time in range(2)
    ]  # a double click
    [kept] = queries.replies(now(number))

    assert [one.status_code for one in sent] == [303, 303]
    assert now(number).state is State.ACKNOWLEDGED
    assert (kept.words, kept.said_by, kept.evidence[0].file.name) == ("Tuần sau chúng tôi họp.", "Lê Thị Mới", "gm.pdf")
    shown = get(client, sent[0].location).text
    assert "Tuần sau chúng tôi họp." in shown
    assert "gm.pdf" in shown
    assert "Tuần sau chúng tôi họp." in get(client, url).text
    late = client.post(f"{url}/replies", data=data | {"client_key": "other", "words": "Lời đến sau."})
    assert late.status_code == 409
    assert "Lời đến sau." in late.text


def test_who_answers_is_written_down_beside_to_whom_the_letter_went(client, app, cast, url, number):
    page = reply(client, url, 422, choice="wait_outside", who="other", words="Chờ Huyện ủy.").text
    assert "Xin ghi họ tên." in page
    reply(client, url, choice="wait_outside", who="other", who_name="Nông Văn Tư", words="Chờ Huyện ủy.")
    reply(client, url, choice="report_progress", who=str(cast.minh.id), words="Được nửa.", percent="50")
    first, second = queries.replies(now(number))

    assert (first.said_by, first.said_how.value, first.author_id) == ("Nông Văn Tư", "link", cast.lan.id)
    assert second.said_by == "Vũ Đức Minh"
    assert log.history(f"task:{number}")[-1].said_by == "Vũ Đức Minh"
    shown = get(sign_in(app.test_client(), cast.lan), f"/tasks/{number}").text
    assert "Nông Văn Tư, qua liên kết gửi đồng chí Hoàng Thị Lan" in shown
    assert "Đồng ý với nội dung đã cập nhật thay" not in shown


def test_the_same_form_twice_is_one_answer_and_a_stale_one_is_told(client, cast, url, number):
    page = get(client, url).text
    data = {"seen_version": hidden(page, "seen_version"), "client_key": hidden(page, "client_key")}
    data |= {"choice": "report_progress", "who": str(cast.lan.id), "words": "Đang làm."}
    first = [client.post(f"{url}/replies", data=data).location for _time in range(2)]
    stale = client.post(f"{url}/replies", data=data | {"client_key": "other", "words": "Lời đến sau."})

    assert first[0] == first[1]
    assert stale.status_code == 409
    assert "Lời đến sau." in stale.text
    assert len(queries.replies(now(number))) == 1


def test_what_is_refused_keeps_the_words(client, cast, url):
    page = reply(client, url, 422, choice="submit", who=str(cast.lan.id), words="Đã xong.", files=(BytesIO(b"x"), "a.exe")).text

    assert "Đã xong." in page
    assert "không được nhận" in page or "a.exe" in page


def test_an_officers_link_offers_what_an_officer_may_answer(client, cast, number):
    url = f"/tasks/answer/{answering.secret(now(number), cast.minh.id)}"
    page = get(client, url).text

    assert 'value="submit"' not in page
    assert 'value="acknowledge"' in page


@pytest.mark.parametrize("change", ["forge", "person", "task", "serial", "shape", "nothing"])
def test_a_forged_link_opens_nothing_and_says_no_more_than_an_old_one(client, cast, number, url, change):
    secret = url.rpartition("/")[2]
    said, signature = secret.split(".")
    task, person, serial = said.split("-")
    forged = {
        "forge": f"{said}.{signature[:-1]}{'A' if signature[-1] != 'A' else 'B'}",
        "person": f"{task}-{cast.van.id}-{serial}.{signature}",
        "task": f"{int(task) + 1}-{person}-{serial}.{signature}",
        "serial": f"{task}-{person}-1.{signature}",
        "shape": "x",
        "nothing": f"99999-{person}-0.{signature}",
    }[change]
    for path in (f"/tasks/answer/{forged}", f"/tasks/answer/{forged}/receipt"):
        page = client.get(path)
        assert page.status_code == 410
        assert "Liên kết này không còn hiệu lực" in page.text
    assert client.post(f"/tasks/answer/{forged}/replies", data={"choice": "submit"}).status_code == 410


def test_a_link_is_over_when_revoked_ended_or_when_its_person_answers_no_more(client, app, cast, url, number):
    lan = sign_in(app.test_client(), cast.lan)
    post(lan, f"/tasks/{number}/links/revocation", {}, page=f"/tasks/{number}")
    assert client.get(url).status_code == 410
    newer = f"/tasks/answer/{answering.secret(now(number), cast.lan.id)}"
    assert client.get(newer).status_code == 200
    assert "Thu hồi các liên kết trả lời" in get(lan, f"/tasks/{number}").text
    strange = f"/tasks/answer/{answering.secret(now(number), cast.van.id)}"
    assert client.get(strange).status_code == 410
    task = now(number)
    commands.submit(cast.lan.actor, task, Answer("Xong.", "k", task.version))
    database.session.commit()
    assert client.get(newer).status_code == 200
    task = now(number)
    commands.accept(cast.hoa.actor, task, Answer("", "a", task.version))
    database.session.commit()
    assert client.get(newer).status_code == 410
    assert answering.address(now(number), cast.lan.id).endswith(f"/tasks/{number}")


def test_the_link_of_a_closed_account_opens_nothing(client, cast, url):
    accounts.disable(SYSTEM, cast.lan.user, now=datetime.now(UTC))
    database.session.commit()

    assert client.get(url).status_code == 410


def test_a_receipt_of_another_task_is_not_shown(client, cast, url, number):
    other = factories.task_of(queries.of_conclusion(SYSTEM, now(number).directive.conclusion_id), cast.van_yen.id)
    theirs = commands.submit(cast.van.actor, other, Answer("Xong.", "k", other.version)).id
    database.session.commit()

    assert client.get(f"{url}/receipt?reply={theirs}").status_code == 410


def test_a_link_signed_with_a_key_that_went_before_is_still_good(client, url, monkeypatch):
    monkeypatch.setattr(answering, "_keys", ("a newer key of thirty-two letters", *answering._keys))  # noqa: SLF001

    assert client.get(url).status_code == 200


def test_whoever_looks_at_a_letter_of_somebody_else_does_not_see_the_link(client, cast, number):
    from khworkflow.reminders import runs

    with_date = now(number)
    assert with_date.due_on > date(2019, 7, 8)
    runs.tick()
    hoa = sign_in(client, cast.hoa)
    mails = re.findall(r'href="(/reminders/\d+)"', get(hoa, "/reminders").text)
    shown = [get(hoa, one).text for one in mails]

    assert any(re.search(r"/tasks/answer/\d+…", one) for one in shown)
    assert not any(re.search(r"/tasks/answer/\d+-", one) for one in shown)


def test_a_name_that_was_typed_counts_whatever_button_the_enter_key_presses(client, cast, url, number):
    reply(client, url, choice="report_progress", who=str(cast.lan.id), who_name="Nông Văn Tư", words="Đang làm.")

    assert queries.replies(now(number))[0].said_by == "Nông Văn Tư"


def test_after_the_words_a_photograph_follows_by_the_same_link_once(client, cast, url, number):
    receipt = reply(client, url, choice="submit", who=str(cast.lan.id), words="Đã họp xong.").location
    [kept] = queries.replies(now(number))
    path = f"{url}/replies/{kept.id}/evidence"

    for _time in range(2):
        sent = client.post(path, data={"files": (BytesIO(PDF), "biên bản.pdf")}, content_type="multipart/form-data")
        assert (sent.status_code, sent.location) == (303, receipt)
    refused = client.post(path, data={"files": (BytesIO(b"x"), "a.exe")}, content_type="multipart/form-data")
    none = client.post(path)

    assert [one.file.name for one in queries.replies(now(number))[0].evidence] == ["biên bản.pdf"]
    assert ": biên bản.pdf" in get(client, receipt).text
    assert (refused.status_code, none.status_code) == (422, 422)
    assert "Xin chọn ảnh hoặc tài liệu" in none.text
    assert "Đã họp xong." in none.text
    check(none.text)


def test_an_answer_by_link_is_taken_back_by_a_tick_that_no_machine_makes(client, cast, url, number):
    receipt = reply(client, url, choice="submit", who=str(cast.lan.id), words="Nhầm nhiệm vụ.").location
    [kept] = queries.replies(now(number))
    assert f'href="{receipt}"' in get(client, url).text  # whoever comes back finds it
    path = f"{url}/replies/{kept.id}/taking-back"
    assert " checked" not in get(client, receipt).text

    blind = client.post(path)
    assert (blind.status_code, now(number).state) == (422, State.SUBMITTED)
    assert "Xin đánh dấu vào ô này" in blind.text
    check(blind.text)
    assert client.post(path, data={"sure": "y"}).location == receipt

    page = get(client, receipt).text
    assert "Đã rút lại" in page
    assert "Trả lời lại" in page
    assert now(number).state is State.IN_PROGRESS
    assert "Nhầm nhiệm vụ." not in get(client, url).text
    assert reply(client, url, choice="report_progress", who=str(cast.lan.id), words="Đang làm.").status_code == 303


def test_words_that_came_with_the_acknowledgement_are_taken_back_by_link(client, cast, url, number):
    told = reply(client, url, choice="acknowledge", who=str(cast.lan.id), words="Nhầm nhiệm vụ.").location
    kept = queries.replies(now(number))[0].id
    assert "Rút lại câu trả lời" in get(client, told).text

    assert client.post(f"{url}/replies/{kept}/taking-back", data={"sure": "y"}).location == told

    assert now(number).state is State.ACKNOWLEDGED
    assert "Nhầm nhiệm vụ." not in get(client, url).text


def test_an_answer_that_was_decided_about_is_not_taken_back(client, cast, url, number):
    reply(client, url, choice="submit", who=str(cast.lan.id), words="Đã xong.")
    task = now(number)
    commands.hand_back(cast.hoa.actor, task, Answer("Thiếu.", "d", task.version), date(2019, 10, 30))
    kept = queries.replies(task)[0].id
    database.session.commit()

    assert client.post(f"{url}/replies/{kept}/taking-back", data={"sure": "y"}).status_code == 409
    assert "Rút lại câu trả lời" not in get(client, f"{url}/receipt?reply={kept}").text


def test_after_a_day_nothing_is_taken_back(client, cast, url, number):
    receipt = reply(client, url, choice="submit", who=str(cast.lan.id), words="Đã xong.").location
    [kept] = queries.replies(now(number))

    with at(MONDAY + timedelta(days=1, minutes=1)):
        assert "Rút lại câu trả lời" not in get(client, receipt).text
        late = client.post(f"{url}/replies/{kept.id}/taking-back", data={"sure": "y"})
    assert late.status_code == 422
    assert "24 giờ" in late.text


@pytest.mark.parametrize("path", ["evidence", "taking-back"])
def test_what_follows_an_answer_needs_its_link_and_its_number(client, cast, url, number, path):
    assert client.post(f"{url}/replies/999/{path}", data={"sure": "y"}).status_code == 410
    assert client.post(f"/tasks/answer/x/replies/1/{path}", data={"sure": "y"}).status_code == 410


def test_that_a_link_was_shown_on_a_device_is_noted_once_a_day_and_told_honestly(client, app, cast, url, number):
    hoa = sign_in(app.test_client(), cast.hoa)
    assert "thiết bị" not in get(hoa, f"/reminders/tasks/{number}").text
    assert hoa.post(f"{url}/opening", data={"shown": "1"}).status_code == 204  # the office tries the link
    assert "thiết bị" not in get(hoa, f"/reminders/tasks/{number}").text

    for _time in range(2):
        assert client.post(f"{url}/opening", data={"shown": "1"}).status_code == 204
    assert client.post(f"{url}/opening").status_code == 422
    assert client.post("/tasks/answer/x/opening", data={"shown": "1"}).status_code == 410

    page = get(hoa, f"/reminders/tasks/{number}").text
    assert page.count("Liên kết gửi đồng chí Hoàng Thị Lan đã được mở trên một thiết bị lúc 08/7/2019 lúc 09:0") == 1
    assert "Không thể biết ai cầm thiết bị" in page
    assert "được mở trên một thiết bị" in get(hoa, f"/tasks/{number}").text
    with at(MONDAY + timedelta(days=1)):
        client.post(f"{url}/opening", data={"shown": "1"})
    assert database.session.query(LinkOpening).count() == 2


def test_the_queue_of_a_phone_is_answered_in_facts(client, cast, url, number):
    page = get(client, url).text
    data = {"seen_version": hidden(page, "seen_version"), "client_key": hidden(page, "client_key"), "who": str(cast.lan.id)}
    asked = {"headers": {"Accept": "application/json"}}

    refused = client.post(f"{url}/replies", data=data | {"choice": "submit"}, **asked)
    facts = client.post(f"{url}/replies", data=data | {"choice": "submit", "words": "Đã xong."}, **asked).json
    bad = client.post(facts["evidence"], data={"files": (BytesIO(b"x"), "a.exe")}, **asked)
    good = client.post(facts["evidence"], data={"files": (BytesIO(PDF), "a.pdf")}, **asked)

    assert (refused.status_code, refused.json) == (422, {"reason": "Xin viết vài lời."})
    assert facts["code"] == answering.receipt(queries.replies(now(number))[0])
    assert client.get(facts["to"]).status_code == 200
    assert (bad.status_code, "a.exe" in bad.json["reason"]) == (422, True)
    assert good.status_code == 200


LATER = {"extension-due_on": "2019-10-31", "extension-words": "Huyện ủy họp cuối tháng."}


def ask(client, url, status=303, **data):
    page = get(client, url).text
    known = {name: hidden(page, name) for name in ("extension-seen_version", "extension-client_key")}
    sent = client.post(f"{url}/extensions", data=known | LATER | data)
    assert sent.status_code == status, sent.text[-1500:]
    if status != 303:
        check(sent.text)
    return sent


def test_a_reason_for_more_time_typed_at_a_link_that_is_over_is_not_lost(client, cast, url, number):
    form = LATER | {"extension-who": str(cast.lan.id)}
    answering.revoke(cast.hoa.actor, now(number))
    database.session.commit()

    page = client.post(f"{url}/extensions", data=form)

    assert (page.status_code, LATER["extension-words"] in page.text) == (410, True)


def test_time_is_asked_for_by_the_link_with_old_day_new_day_reason_and_a_number_to_read_out(client, app, cast, url, number):
    assert 'name="extension-due_on"' in get(client, url).text
    sent = ask(client, url, **{"extension-who": str(cast.minh.id)})
    [asked] = queries.extensions(now(number))
    receipt = get(client, sent.location).text
    code = answering.receipt_of_request(asked)

    assert (asked.asked_by_id, asked.said_by, asked.new_due_on) == (cast.lan.id, "Vũ Đức Minh", date(2019, 10, 31))
    assert f"{code[:3]} {code[3:]}" in receipt
    assert (answering.requested(code), answering.replied(code)) == (asked.id, None)
    for page in (receipt, get(client, url).text):
        assert "Đề nghị gia hạn từ 30/9/2019 đến 31/10/2019" in page
        assert "Huyện ủy họp cuối tháng." in page
    assert 'name="extension-due_on"' not in get(client, url).text  # one at a time
    signed_in = get(sign_in(app.test_client(), cast.lan), f"/tasks/{number}").text
    assert "Vũ Đức Minh, qua liên kết gửi đồng chí Hoàng Thị Lan" in signed_in
    assert "qua liên kết riêng của nhiệm vụ" in signed_in
    found = get(sign_in(app.test_client(), cast.hoa), f"/tasks/search?q={code[:3]}+{code[3:]}").text
    assert f'href="/tasks/{number}"' in found
    assert "Set-Cookie" not in sent.headers


def test_a_request_for_time_sent_twice_is_one_and_a_machine_asks_for_none(client, cast, url, number):
    before = checksums()
    for blind in ({}, {"extension-who": ""}, {"extension-due_on": "", "extension-who": str(cast.lan.id)}):
        kept = ask(client, url, 422, **blind).text
        assert "Huyện ủy họp cuối tháng." in kept
    assert checksums() == before

    page = get(client, url).text
    known = {name: hidden(page, name) for name in ("extension-seen_version", "extension-client_key")}
    known |= LATER | {"extension-who": str(cast.lan.id)}
    first = [client.post(f"{url}/extensions", data=known).location for _time in range(2)]
    other = client.post(f"{url}/extensions", data=known | {"extension-client_key": "other", "extension-words": "Lần thứ hai."})

    assert first[0] == first[1]
    assert (other.status_code, len(queries.extensions(now(number)))) == (422, 1)
    assert "Lần thứ hai." in other.text
    check(other.text)


def test_the_queue_of_a_phone_is_told_the_number_of_a_request(client, cast, url, number):
    page = get(client, url).text
    known = {name: hidden(page, name) for name in ("extension-seen_version", "extension-client_key")}
    facts = client.post(
        f"{url}/extensions", data=known | LATER | {"extension-who": str(cast.lan.id)}, headers={"Accept": "application/json"}
    ).json
    [asked] = queries.extensions(now(number))

    assert (facts["code"], facts["evidence"]) == (answering.receipt_of_request(asked), None)
    assert client.get(facts["to"]).status_code == 200


def test_a_request_on_a_page_that_is_old_is_told_with_its_words(client, cast, url, number):
    stale = get(client, url).text
    known = {name: hidden(stale, name) for name in ("extension-seen_version", "extension-client_key")}
    reply(client, url, choice="report_progress", who=str(cast.lan.id), words="Đang làm.")
    sent = client.post(f"{url}/extensions", data=known | LATER | {"extension-who": str(cast.lan.id)})

    assert sent.status_code == 409
    assert "Huyện ủy họp cuối tháng." in sent.text
    assert queries.extensions(now(number)) == []


def test_a_request_is_taken_back_by_a_tick_within_a_day_and_stays_to_be_read(client, cast, url, number):
    receipt = ask(client, url, **{"extension-who": str(cast.lan.id)}).location
    assert f'href="{receipt}"' in get(client, url).text
    assert " checked" not in get(client, receipt).text
    assert client.post(f"{receipt}/taking-back").status_code == 422
    with at(MONDAY + timedelta(days=1, minutes=1)):
        late = client.post(f"{receipt}/taking-back", data={"sure": "y"})
        assert (late.status_code, "trong 24 giờ" in late.text) == (422, True)
        check(late.text)
    assert queries.extensions(now(number))[0].state == "pending"

    for _time in range(2):
        assert client.post(f"{receipt}/taking-back", data={"sure": "y"}).location == receipt

    assert queries.extensions(now(number))[0].state == "taken_back"
    assert "rút lại" in get(client, receipt).text
    page = get(client, url).text
    assert "Các lần đề nghị gia hạn trước" in page
    ask(client, url, **{"extension-who": str(cast.lan.id)})  # and may ask again
    kinds = [entry.kind for entry in log.history(f"task:{number}")][-3:]
    assert kinds == ["task.extension_asked", "task.extension_taken_back", "task.extension_asked"]


def test_what_was_decided_about_time_is_read_by_the_link_and_not_taken_back(client, cast, url, number):
    receipt = ask(client, url, **{"extension-who": str(cast.lan.id)}).location
    task = now(number)
    extensions.refuse(cast.hoa.actor, task, queries.extensions(task)[0], "Đại hội đã ấn định.")
    database.session.commit()

    assert client.post(f"{receipt}/taking-back", data={"sure": "y"}).status_code == 409
    for page in (get(client, url).text, get(client, receipt).text):
        assert "chưa đồng ý" in page.lower()
        assert "Đại hội đã ấn định." in page


def recorded(cast, number, words="Đã họp, chọn 7 đồng chí."):
    task = now(number)
    said = Said("bà Lan", SaidHow.TELEPHONE, MONDAY - timedelta(minutes=5))
    kept = commands.submit(cast.thu.actor, task, Answer(words, "rec", task.version, said=said)).id
    database.session.commit()
    return kept


def test_the_chair_agrees_by_one_tap_of_the_link_to_what_the_office_wrote_down(client, app, cast, url, number):
    kept = recorded(cast, number)
    page = get(client, url).text
    assert page.count("Đã họp, chọn 7 đồng chí.") == 1
    assert "Đồng ý: tôi là Hoàng Thị Lan" in page
    assert " checked" not in page

    blind = client.post(f"{url}/replies/{kept}/agreement")
    assert (blind.status_code, queries.replies(now(number))[0].agreed_at) == (422, None)
    check(blind.text)
    who = {f"agree{kept}-who": "other", f"agree{kept}-who_name": "Lê Thị Mới"}
    sent = [client.post(f"{url}/replies/{kept}/agreement", data=who) for _time in range(2)]

    assert [one.status_code for one in sent] == [303, 303]
    assert "Đơn vị đã đồng ý" in get(client, sent[0].location).text
    assert queries.replies(now(number))[0].agreed_by_id == cast.lan.id
    entry = log.history(f"task:{number}")[-1]
    assert (entry.kind, entry.said_by, entry.origin) == ("task.reply_agreed", "Lê Thị Mới", "link")
    assert "Đồng ý: tôi là" not in get(client, url).text
    assert "Đơn vị đã đồng ý" in get(sign_in(app.test_client(), cast.lan), f"/tasks/{number}").text


def test_an_agreement_is_taken_back_within_a_day_and_can_be_given_again(client, cast, url, number):
    kept = recorded(cast, number)
    path = f"{url}/replies/{kept}/agreement"
    mine = {f"agree{kept}-who": str(cast.lan.id)}
    client.post(path, data=mine)
    assert f'href="{path}"' in get(client, url).text
    assert client.post(f"{path}/taking-back").status_code == 422
    with at(MONDAY + timedelta(days=1, minutes=1)):
        assert client.post(f"{path}/taking-back", data={"sure": "y"}).status_code == 422
        assert "Rút lại ý kiến đồng ý" not in get(client, path).text
    for _time in range(2):
        assert client.post(f"{path}/taking-back", data={"sure": "y"}).status_code == 303

    assert "Đơn vị chưa đồng ý" in get(client, path).text
    assert log.history(f"task:{number}")[-1].kind == "task.agreement_taken_back"
    assert client.post(path, data=mine).status_code == 303
    task = now(number)
    commands.hand_back(cast.hoa.actor, task, Answer("Thiếu.", "d", task.version), date(2019, 10, 30))
    database.session.commit()
    assert client.post(f"{path}/taking-back", data={"sure": "y"}).status_code == 409


def test_nobody_agrees_by_a_link_to_his_own_words_or_to_none_of_the_task(client, cast, url, number):
    reply(client, url, choice="report_progress", who=str(cast.lan.id), words="Đang làm.")
    [own] = queries.replies(now(number))

    assert client.post(f"{url}/replies/{own.id}/agreement", data={f"agree{own.id}-who": str(cast.lan.id)}).status_code == 409
    for path in ("replies/999/agreement", "extensions/999"):
        assert client.get(f"{url}/{path}").status_code == 410
        assert client.post(f"{url}/{path}/taking-back", data={"sure": "y"}).status_code == 410
    assert client.post("/tasks/answer/x/extensions", data=LATER).status_code == 410
    assert client.post("/tasks/answer/x/replies/1/agreement").status_code == 410
