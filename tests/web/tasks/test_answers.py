"""What an association does on its task's page."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database
from khworkflow.eventlog.log import history
from khworkflow.files.models import FirstPage
from khworkflow.tasks import commands, extensions, items, parties, queries
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.lifecycle import Claim, State
from tests import factories
from tests.cast import sign_in
from tests.conftest import MONDAY
from tests.pages import check, get, hidden, post, token_of

PDF = b"%PDF-1.4 x %%EOF"


@pytest.fixture
def numbers(cast):
    """The tasks' numbers: of Lục Yên (staffing, then models, which it leads), and of Văn Yên (models, coordinating)."""
    made = factories.issued(cast)
    title = "Báo cáo mô hình học tập"
    of = factories.task_of
    found = (of(made, cast.luc_yen.id).id, of(made, cast.luc_yen.id, title).id, of(made, cast.van_yen.id, title).id)
    database.session.rollback()
    return found


@pytest.fixture
def lan(client, cast):
    return sign_in(client, cast.lan)


def now(number):
    """Return the task as it is in the database now."""
    database.session.rollback()
    database.session.expire_all()
    return queries.get(SYSTEM, number)


def said(page, **data):
    """Return the fields of the answer's form on the page."""
    return {"seen_version": hidden(page, "seen_version"), "client_key": hidden(page, "client_key")} | data


def answer(client, number, status=303, **data):
    page = get(client, f"/tasks/{number}").text
    given = said(page, csrf_token=token_of(page)) | data
    sent = client.post(f"/tasks/{number}/replies", data=given, content_type="multipart/form-data")
    assert sent.status_code == status, sent.text[-2000:]
    return sent


def test_a_chair_receives_begins_waits_resumes_and_hands_in(lan, numbers):
    number = numbers[0]
    for noun, state in (("acknowledgement", State.ACKNOWLEDGED), ("beginning", State.IN_PROGRESS)):
        post(lan, f"/tasks/{number}/{noun}", {"seen_version": now(number).version}, page=f"/tasks/{number}")
        assert now(number).state is state
    answer(lan, number, choice="wait_outside", words="Chờ Huyện ủy.")
    assert now(number).state is State.WAITING_OUTSIDE
    post(lan, f"/tasks/{number}/resumption", {"seen_version": now(number).version}, page=f"/tasks/{number}")
    assert now(number).state is State.IN_PROGRESS
    answer(lan, number, choice="report_progress", words="Được nửa.", percent="50 %")
    assert now(number).percent == 50
    answer(lan, number, choice="submit", words="Đã xong.")
    page = get(lan, f"/tasks/{number}").text

    assert now(number).state is State.SUBMITTED
    assert "Đã làm khoảng 50 phần trăm" in page
    assert "Gửi Tỉnh hội" not in page


@pytest.mark.parametrize(
    ("data", "claim"),
    [
        ({"choice": "submit", "was_before": "y"}, Claim.DONE_BEFORE),
        ({"choice": "decline", "decline": "say_not_applicable"}, Claim.NOT_APPLICABLE),
        ({"choice": "decline", "decline": "refuse"}, Claim.REFUSED),
    ],
)
def test_an_honest_answer_is_sent_with_its_paper_and_shown_as_what_it_is(lan, numbers, data, claim):
    answer(lan, numbers[0], words="Có văn bản.", files=(BytesIO(PDF), "qd.pdf"), **data)
    page = get(lan, f"/tasks/{numbers[0]}").text

    assert now(numbers[0]).claim is claim
    assert "Đơn vị báo:" in page
    assert "qd.pdf" in page


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"words": "Xong."}, "Xin chọn một câu trả lời."),
        ({"choice": "submit"}, "Xin viết vài lời."),
        ({"choice": "decline", "words": "Không."}, "Xin chọn một lý do."),
        ({"choice": "decline", "decline": "x", "words": "Không."}, "Xin chọn một lý do."),
        ({"choice": "report_progress", "words": "Đang làm.", "percent": "mười"}, "Xin ghi số nguyên từ 0 đến 100."),
        ({"choice": "report_progress", "words": "Đang làm.", "percent": "50.5"}, "Xin ghi số nguyên từ 0 đến 100."),
        ({"choice": "report_progress", "words": "Đang làm.", "percent": "101"}, "Xin ghi số nguyên từ 0 đến 100."),
        ({"choice": "submit", "was_before": "y", "words": "Từ trước."}, "Xin gửi kèm văn bản hoặc ảnh chứng minh."),
        ({"choice": "submit", "words": "x" * 10_001}, "Nội dung quá dài"),
    ],
)
def test_a_refused_answer_says_why_and_keeps_what_was_typed(lan, numbers, data, told):
    page = answer(lan, numbers[0], status=422, **data).text

    assert told in page
    assert data.get("words", "") in page
    assert now(numbers[0]).state is State.ASSIGNED


def test_a_failed_photograph_never_costs_the_words(lan, numbers):
    page = answer(lan, numbers[0], status=422, choice="submit", words="Đã họp xong.", files=(BytesIO(b"x"), "anh.jpg")).text

    assert "Đã họp xong." in page


def test_two_who_answer_at_once_see_both_texts(lan, numbers, cast):
    page = get(lan, f"/tasks/{numbers[0]}").text
    task = now(numbers[0])
    commands.report_progress(cast.minh.actor, task, Answer("Lời của Minh.", "m", task.version))
    database.session.commit()

    data = said(page, csrf_token=token_of(page), choice="submit", words="Lời của Lan.")
    sent = lan.post(f"/tasks/{numbers[0]}/replies", data=data)

    assert sent.status_code == 409
    assert "Lời của Lan." in sent.text
    assert "Lời của Minh." in sent.text


def test_a_form_sent_twice_is_one_reply(lan, numbers):
    page = get(lan, f"/tasks/{numbers[0]}").text
    data = said(page, csrf_token=token_of(page), choice="submit", words="Đã xong.")

    assert [lan.post(f"/tasks/{numbers[0]}/replies", data=data).status_code for _time in range(2)] == [303, 303]
    assert len(queries.replies(now(numbers[0]))) == 1


def test_an_officer_is_not_offered_to_hand_in_until_the_chair_lets_him(client, app, numbers, cast):
    minh, lan = sign_in(client, cast.minh), sign_in(app.test_client(), cast.lan)
    assert 'value="submit"' not in get(minh, f"/tasks/{numbers[0]}").text
    answer(minh, numbers[0], status=403, choice="submit", words="Xong.")

    post(lan, f"/tasks/{numbers[0]}/delegation", {"person_id": cast.minh.id}, page=f"/tasks/{numbers[0]}")
    answer(minh, numbers[0], choice="submit", words="Xong, thay mặt đơn vị.")

    assert now(numbers[0]).submitted_by_id == cast.minh.id
    assert "Vũ Đức Minh được trả lời thay mặt đơn vị" in get(lan, f"/tasks/{numbers[0]}").text


def test_the_chair_takes_the_task_back_from_her_officer(lan, numbers, cast):
    for chosen, delegate in ((cast.minh.id, cast.minh.id), ("", None)):
        post(lan, f"/tasks/{numbers[0]}/delegation", {"person_id": chosen}, page=f"/tasks/{numbers[0]}")
        assert now(numbers[0]).delegate_id == delegate
    post(lan, f"/tasks/{numbers[0]}/delegation", {"person_id": cast.van.id}, page=f"/tasks/{numbers[0]}", status=422)
    assert "Chủ tịch tự trả lời" in get(lan, f"/tasks/{numbers[0]}").text


def test_more_time_is_asked_for_once_and_shown_until_it_is_decided(lan, numbers, cast):
    url = f"/tasks/{numbers[0]}"
    page = get(lan, url).text
    given = {f"extension-{name}": hidden(page, f"extension-{name}") for name in ("seen_version", "client_key")}
    wrong = post(
        lan, f"{url}/extensions", given | {"extension-due_on": "31/02/2020", "extension-words": "Bận."}, page=url, status=422
    )
    assert "Không có ngày này" in wrong.text or "ngày" in wrong.text
    early = post(
        lan, f"{url}/extensions", given | {"extension-due_on": "2019-09-01", "extension-words": "Bận."}, page=url, status=422
    )
    assert "Thời hạn mới 01/9/2019 phải sau thời hạn hiện nay 30/9/2019." in early.text
    post(lan, f"{url}/extensions", given | {"extension-due_on": "2019-10-15", "extension-words": "Huyện ủy họp 10/10."}, page=url)
    page = get(lan, url).text

    assert "Đề nghị gia hạn từ 30/9/2019 đến 15/10/2019" in page
    assert "Đang chờ Thường trực Tỉnh hội quyết định." in page
    assert "extension-due_on" not in page


def test_a_stale_request_for_time_shows_both_texts(lan, numbers, cast):
    url = f"/tasks/{numbers[0]}"
    page = get(lan, url).text
    task = now(numbers[0])
    commands.report_progress(cast.minh.actor, task, Answer("Lời của Minh.", "m", task.version))
    database.session.commit()
    given = {f"extension-{name}": hidden(page, f"extension-{name}") for name in ("seen_version", "client_key")}

    post(lan, f"{url}/extensions", given | {"extension-due_on": "2019-10-15", "extension-words": "Bận."}, page=url, status=409)


def test_the_lead_reads_what_the_coordinators_replied_and_takes_it_into_the_joint_reply(lan, numbers, cast):
    _staffing, models, beside = numbers
    task = now(beside)
    commands.submit(cast.van.actor, task, Answer("Văn Yên có 5 mô hình.", "v", task.version))
    database.session.commit()
    page = get(lan, f"/tasks/{models}").text
    joint = get(lan, f"/tasks/{models}?joint=1").text

    assert "Báo cáo của các đơn vị phối hợp" in page
    assert "Văn Yên có 5 mô hình." in page
    assert "Huyện hội Văn Yên: Văn Yên có 5 mô hình.</textarea>" in joint
    assert lan.get(f"/tasks/{beside}").status_code == 404


def test_who_coordinates_does_not_read_the_leads_reply(client, numbers, cast):
    van = sign_in(client, cast.van)

    assert "Báo cáo của các đơn vị phối hợp" not in get(van, f"/tasks/{numbers[2]}").text
    assert parties.beside(cast.van.actor, now(numbers[2])) == ([], [], [])


def test_the_lead_opens_the_coordinators_evidence_and_nobody_elses(client, app, numbers, cast):
    _staffing, _models, beside = numbers
    van, lan = sign_in(client, cast.van), sign_in(app.test_client(), cast.lan)
    answer(van, beside, choice="submit", words="Có 5 mô hình.", files=(BytesIO(PDF), "mo-hinh.pdf"))
    number = queries.replies(now(beside))[0].evidence[0].file_id
    other = next(
        one for one in queries.of_directive(SYSTEM, now(numbers[0]).directive_id) if one.association_id == cast.van_yen.id
    ).id
    database.session.rollback()

    got = lan.get(f"/tasks/{beside}/evidence/{number}")
    assert (got.status_code, got.data) == (200, PDF)
    assert got.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    got.close()
    assert lan.get(f"/tasks/{other}/evidence/{number}").status_code == 404
    assert lan.get(f"/tasks/{numbers[0]}/evidence/{number}").status_code == 404


# What the office writes down


def recorded(client, number, status=303, **data):
    page = get(client, f"/tasks/{number}/record").text
    given = (
        said(page, csrf_token=token_of(page), said_by="Hoàng Thị Lan", said_how="telephone", said_at="2019-07-08T09:00") | data
    )
    sent = client.post(f"/tasks/{number}/record", data=given)
    assert sent.status_code == status, sent.text[-2000:]
    return sent


def test_a_clerk_writes_down_what_was_said_and_the_chair_agrees_with_one_tap(client, app, numbers, cast):
    thu, lan = sign_in(client, cast.thu), sign_in(app.test_client(), cast.lan)
    page = get(thu, f"/tasks/{numbers[0]}/record").text
    assert 'value="Hoàng Thị Lan"' in page
    recorded(thu, numbers[0], choice="submit", words="Đã họp, chưa có dấu.")
    page = get(lan, f"/tasks/{numbers[0]}").text
    assert "Hoàng Thị Lan báo qua điện thoại; Trần Thị Thu cập nhật thay" in page
    assert "Trần Thị Thu cập nhật thay Hoàng Thị Lan" in page
    [reply] = queries.replies(now(numbers[0]))
    assert reply.said_at.isoformat() == "2019-07-08T02:00:00+00:00"
    post(lan, f"/tasks/{numbers[0]}/replies/{reply.id}/agreement", {}, page=f"/tasks/{numbers[0]}")

    assert "Đơn vị đã đồng ý" in get(thu, f"/tasks/{numbers[0]}").text


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"said_by": ""}, "Xin ghi tên người đã báo."),
        ({"said_how": ""}, "Xin chọn cách báo."),
        ({"said_at": ""}, "Xin ghi thời điểm báo."),
        ({"said_at": "2019-07-01T09:00"}, "Nhiệm vụ được giao sau đó"),
    ],
)
def test_words_without_their_speaker_are_not_written_down(client, numbers, cast, data, told):
    thu = sign_in(client, cast.thu)
    page = recorded(thu, numbers[0], status=422, choice="submit", words="Đã họp.", **data).text

    assert told in page
    assert "Đã họp." in page


def test_a_stale_record_shows_both_texts(client, numbers, cast):
    thu = sign_in(client, cast.thu)
    recorded(thu, numbers[0], status=409, choice="submit", words="Đã họp.", seen_version="99")


def test_a_request_for_time_that_was_decided_stays_as_history(lan, numbers, cast):
    task = now(numbers[0])
    for key, day, is_granted in (("a", date(2019, 10, 10), True), ("b", date(2019, 10, 20), False)):
        asked = extensions.ask(cast.lan.actor, task, Answer("Xin thêm.", key, task.version), day)
        extensions.grant(cast.hoa.actor, task, asked, day) if is_granted else extensions.refuse(
            cast.hoa.actor, task, asked, "Thôi."
        )
        database.session.commit()
        task = now(numbers[0])
    extensions.ask(cast.lan.actor, task, Answer("Xin nữa.", "c", task.version), date(2019, 11, 20))
    database.session.commit()
    answer(lan, numbers[0], choice="submit", words="Đã xong.")
    page = get(lan, f"/tasks/{numbers[0]}").text

    assert "đồng ý đến 10/10/2019" in page
    assert "chưa đồng ý" in page
    assert "không còn cần thiết" in page


# The checklist


def test_steps_are_ticked_with_their_paper_and_opened_again(lan, numbers):
    url = f"/tasks/{numbers[0]}"
    assert "Những bước gợi ý: đã xong 0 trên 10" in get(lan, url).text
    steps = items.of(now(numbers[0]))
    first, fifth = f"{url}/items/{steps[0].id}", f"{url}/items/{steps[4].id}"
    words, paper = f"i{steps[0].id}-words", f"i{steps[0].id}-files"
    post(lan, f"{first}/tick", {words: "Nghị quyết 03", paper: (BytesIO(PDF), "nq.pdf")}, page=url)
    page = post(lan, f"{fifth}/tick", {}, page=url, status=422).text
    assert "Xin ghi số và ngày văn bản của cơ quan đã đồng ý" in page
    assert "Nội dung quá dài" in post(lan, f"{fifth}/tick", {f"i{steps[4].id}-words": "x" * 501}, page=url, status=422).text
    page = get(lan, url).text
    assert "đã xong 1 trên 10" in page
    assert "nq.pdf" in page
    assert "Đã làm khoảng 10 phần trăm" in page
    post(lan, f"{first}/clearing", {}, page=url)

    assert "đã xong 0 trên 10" in get(lan, url).text


def test_a_tick_sent_again_by_a_phone_is_one_and_its_papers_follow_it_once(lan, numbers):
    url, step = f"/tasks/{numbers[0]}", items.of(now(numbers[0]))[0]
    page, tick = get(lan, url).text, f"{url}/items/{step.id}/tick"
    fields = {f"i{step.id}-client_key": hidden(page, f"i{step.id}-client_key"), f"i{step.id}-words": "Nghị quyết 03"}
    fields["csrf_token"] = token_of(page)
    asked = {"headers": {"Accept": "application/json"}}

    first, second = (lan.post(tick, data=fields, **asked).json for _time in range(2))
    for _time in range(2):
        paper = {"csrf_token": token_of(page), "files": (BytesIO(PDF), "nq.pdf")}
        assert lan.post(first["evidence"], data=paper, **asked).status_code == 200
    bad = lan.post(first["evidence"], data=paper | {"files": (BytesIO(b"x"), "a.exe")}, **asked)
    none = lan.post(first["evidence"], data={"csrf_token": token_of(page)})

    assert first == second
    assert (bad.status_code, "a.exe" in bad.json["reason"], none.status_code) == (422, True, 422)
    assert [one.file.name for one in items.of(now(numbers[0]))[0].evidence] == ["nq.pdf"]
    assert "Bổ sung vào bước 1: nq.pdf" in get(lan, url).text
    kinds = [entry.kind for entry in history(f"task:{numbers[0]}") if "item" in entry.kind]
    assert kinds == ["task.item_ticked", "task.item_evidence_added"]

    post(lan, f"{url}/items/{step.id}/clearing", {}, page=url)
    assert lan.post(tick, data=fields, **asked).status_code == 200  # the phone had not heard of it
    assert items.of(now(numbers[0]))[0].done_at is None
    assert lan.post(first["evidence"], data=paper | {"files": (BytesIO(PDF), "nq.pdf")}, **asked).status_code == 409


def test_a_paper_is_added_to_a_step_without_a_queue_and_its_first_page_stands_there(lan, numbers):
    url, step = f"/tasks/{numbers[0]}", items.of(now(numbers[0]))[0]
    post(lan, f"{url}/items/{step.id}/tick", {f"i{step.id}-words": "Nghị quyết 03"}, page=url)
    post(lan, f"{url}/items/{step.id}/evidence", {"files": (BytesIO(PDF), "nq.pdf")}, page=url)
    [paper] = [one.file for one in items.of(now(numbers[0]))[0].evidence]
    number, content = paper.id, paper.sha256
    assert "Đang dựng ảnh trang đầu" in get(lan, url).text

    database.session.add(FirstPage(sha256=content, picture_sha256=content, drawn_at=MONDAY))
    database.session.commit()
    page = get(lan, url).text
    assert f'src="{url}/evidence/{number}/picture"' in page
    assert "Trang đầu của nq.pdf" in page


def test_a_step_is_shown_by_several_files_and_a_photograph_small(lan, numbers):
    url, step = f"/tasks/{numbers[0]}", items.of(now(numbers[0]))[4]
    content = BytesIO()
    Image.new("RGB", (2000, 1500), "green").save(content, "JPEG")
    content.seek(0)
    files = [(content, "hop.jpg"), (BytesIO(PDF), "thong-bao.pdf")]
    data = {f"i{step.id}-words": "Thông báo 12-TB/HU ngày 02/8/2019", f"i{step.id}-files": files}
    post(lan, f"{url}/items/{step.id}/tick", data, page=url)
    page = get(lan, url).text

    assert "cần ý kiến đồng ý của: Ban Thường vụ cấp ủy" in page
    assert "thong-bao.pdf" in page
    picture = next(one.file_id for one in items.of(now(numbers[0]))[4].evidence if one.file.name == "hop.jpg")
    assert f"{url}/evidence/{picture}/picture" in page
    assert lan.get(f"{url}/evidence/{picture}/picture").status_code == 200


def test_a_step_is_added_dropped_with_a_reason_and_taken_back(lan, numbers):
    url = f"/tasks/{numbers[0]}"
    post(lan, f"{url}/items", {"step-words": "Mời đại biểu", "step-evidence": "Giấy mời"}, page=url)
    refused = post(lan, f"{url}/items", {"step-words": "", "step-evidence": "Giữ lại"}, page=url, status=422).text
    long = post(lan, f"{url}/items", {"step-words": "x" * 301}, page=url, status=422).text
    first = f"{url}/items/{items.of(now(numbers[0]))[0].id}"
    number = first.rsplit("/", 1)[1]
    why = post(lan, f"{first}/drop", {f"d{number}-words": ""}, page=url, status=422).text
    post(lan, f"{first}/drop", {f"d{number}-words": "Đã có từ nhiệm kỳ trước"}, page=url)
    page = get(lan, url).text

    assert 'value="Giữ lại"' in refused
    assert "tối đa 300 ký tự" in long
    assert "Xin nêu lý do không áp dụng bước này." in why
    assert "11. Mời đại biểu" in page
    assert "đã xong 0 trên 10" in page
    assert "Bước 1 không áp dụng" in page
    post(lan, f"{first}/restoration", {}, page=url)
    assert "đã xong 0 trên 11" in get(lan, url).text


def test_the_second_of_two_at_a_step_sees_both_texts_and_one_press_keeps_his(lan, numbers, cast):
    url, minh = f"/tasks/{numbers[0]}", cast.minh.actor
    tick = items.of(now(numbers[0]))[0].id
    step, name, over = f"{url}/items/{tick}", f"i{tick}-words", f"i{tick}-over"
    items.tick(minh, now(numbers[0]), items.get(now(numbers[0]), tick), "Nghị quyết 03 của anh Minh")
    database.session.commit()

    late = post(lan, f"{step}/tick", {name: "Nghị quyết 03-NQ/HKH ngày 12/7"}, page=url, status=409)
    check(late.text)
    assert "Nghị quyết 03 của anh Minh" in late.text
    assert 'value="Nghị quyết 03-NQ/HKH ngày 12/7"' in late.text
    fields = {name: "Nghị quyết 03-NQ/HKH ngày 12/7", over: hidden(late.text, over)}
    post(lan, f"{step}/tick", fields, page=url)
    assert items.get(now(numbers[0]), tick).words == "Nghị quyết 03-NQ/HKH ngày 12/7"

    gone = post(lan, f"{step}/drop", {f"d{tick}-words": "Không cần nữa"}, page=url, status=409).text
    fields = {f"d{tick}-words": "Không cần nữa", f"d{tick}-over": hidden(gone, f"d{tick}-over")}
    post(lan, f"{step}/drop", fields, page=url)
    late = post(lan, f"{step}/tick", {name: "Đã họp", f"i{tick}-files": (BytesIO(PDF), "hop.pdf")}, page=url, status=409).text
    assert "Không cần nữa" in late
    assert "Xin chọn lại tệp" in late
    post(lan, f"{step}/tick", {name: "Đã họp", over: hidden(late, over)}, page=url)
    assert items.get(now(numbers[0]), tick).words == "Đã họp"


def test_who_may_not_put_his_words_there_sees_both_and_whom_to_ask(client, numbers, cast):
    url, tick = f"/tasks/{numbers[0]}", items.of(now(numbers[0]))[0].id
    items.drop(cast.lan.actor, now(numbers[0]), items.get(now(numbers[0]), tick), "Không có ở huyện")
    database.session.commit()
    sign_in(client, cast.minh)
    late = post(client, f"{url}/items/{tick}/tick", {f"i{tick}-words": "Đã họp"}, page=url, status=409).text
    assert "Không có ở huyện" in late
    assert "Đã họp" in late
    assert "Chỉ Chủ tịch Hội hoặc Thường trực mới áp dụng lại được bước này" in late

    commands.submit(cast.lan.actor, now(numbers[0]), Answer("Xong rồi.", "k", now(numbers[0]).version))
    database.session.commit()
    late = post(client, f"{url}/items/{tick}/tick", {f"i{tick}-words": "Đã họp"}, page=url, status=409).text
    assert "Xong rồi." in late
    assert "Đã họp" in late


def test_a_photograph_is_shown_small_to_whoever_may_see_the_task(lan, app, numbers, cast):
    content = BytesIO()
    Image.new("RGB", (2000, 1500), "green").save(content, "JPEG")
    content.seek(0)
    answer(lan, numbers[0], choice="report_progress", words="Ảnh họp.", files=(content, "hop.jpg"))
    number = queries.replies(now(numbers[0]))[0].evidence[0].file_id
    url = f"/tasks/{numbers[0]}/evidence/{number}/picture"
    shown = lan.get(url)

    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    assert Image.open(BytesIO(shown.data)).size == (1200, 900)
    assert shown.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert lan.get(f"/tasks/{numbers[1]}/evidence/{number}/picture").status_code == 404
    assert sign_in(app.test_client(), cast.van).get(url).status_code == 404
    assert url not in get(lan, f"/tasks/{numbers[0]}").text
