"""What the committee does: the queue, the answers side by side, time, taking up again, taking back."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from PIL import Image

from khworkflow.accounts import queries as accounts
from khworkflow.associations import queries as tree
from khworkflow.core.authz import SYSTEM, Role
from khworkflow.core.db import database
from khworkflow.core.errors import Forbidden, InvalidTransition
from khworkflow.files import commands as files
from khworkflow.files.models import FirstPage
from khworkflow.mailing.models import Owed
from khworkflow.tasks import commands, examinations, extensions, handing_down, judging, parts, queries
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.handing_down import Wanted
from khworkflow.tasks.lifecycle import Action, State
from tests import factories
from tests.cast import _person, make_communes, sign_in
from tests.conftest import MONDAY, at
from tests.pages import get, hidden, post, token_of


@pytest.fixture
def nine(cast):
    """The nine tasks of the first directive, by number, and all of them handed in."""
    made = [one.id for one in factories.issued(cast) if one.directive.title == "Nhân sự Đại hội"]
    for number in made:
        task = queries.get(SYSTEM, number)
        chair = cast.lan if task.association_id == cast.luc_yen.id else None
        actor = chair.actor if chair else chair_of(task)
        commands.submit(actor, task, Answer(f"Đã xong, {task.association.territory}.", "k", task.version))
        database.session.commit()
    return made


def chair_of(task):
    from khworkflow.associations import queries as tree

    person = tree.contacts(task.association_id)[0]
    return tree.actor_for(person)


@pytest.fixture
def hoa(client, cast):
    return sign_in(client, cast.hoa)


def now(number):
    database.session.rollback()
    database.session.expire_all()
    return queries.get(SYSTEM, number)


def page_of(number):
    return f"/tasks/waiting/{now(number).directive_id}"


def fields(page):
    """Return every hidden and date field of the decisions on the page, as a browser would send them."""
    tags = re.findall(r"<input[^>]+>", page)
    found = {}
    for tag in tags:
        name = re.search(r'name="([tx]\d+-[a-z_]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and not re.search('type="(radio|checkbox)"', tag):
            found[name[1]] = value[1] if value else ""
    return found


def after_its_preview(client, url, data):
    """Send it; when it is to be recorded, look at its preview first and press the button there, if there is one."""
    first = client.post(url, data={name: value for name, value in data.items() if name != "sure"})
    if "sure" not in data or first.status_code != 200:
        return first
    return client.post(url, data=data | {"sure": sure(first.text)})


def sure(preview):
    return re.search(r'name="sure" value="([0-9a-f]{32})"', preview)[1]


def decide(client, url, status, **data):
    page = get(client, url).text
    sent = after_its_preview(client, f"{url}/decisions", fields(page) | {"csrf_token": token_of(page)} | data)
    assert sent.status_code == status, sent.text[-1500:]
    return sent


def test_the_queue_shows_what_waits_and_asks_for_time(hoa, nine, cast):
    other = next(one for one in queries.of_conclusion(SYSTEM, now(nine[0]).directive.conclusion_id) if one.id not in nine)
    lead = now(other.id)
    extensions.ask(chair_of(lead), lead, Answer("Chờ họp.", "x", lead.version), date(2019, 9, 1))
    database.session.commit()
    page = get(hoa, "/tasks/waiting").text

    assert "9 kết quả, chờ lâu nhất: hôm nay" in page
    assert "1 đề nghị gia hạn" in page
    assert "Đề nghị gia hạn: từ 12/8/2019 đến 01/9/2019" in page


def test_nothing_waits_in_an_empty_queue(hoa, cast):
    assert "Không có kết quả nào chờ xác nhận." in get(hoa, "/tasks/waiting").text


def test_nine_answers_are_settled_on_one_page_after_seeing_what_would_be_recorded(hoa, nine):
    url = page_of(nine[0])
    page = get(hoa, url).text
    assert page.count('class="answer"') == 9
    assert "Đã xong, Lục Yên." in page
    chosen = {f"t{nine[1]}-choice": "hand_back", f"t{nine[1]}-words": "Thiếu biên bản.", f"t{nine[1]}-due_on": "2019-07-22"}
    chosen |= {f"t{nine[2]}-choice": "accept_in_part", f"t{nine[2]}-words": "Còn thiếu Bí thư."}
    preview = decide(hoa, url, 200, all="accept", **chosen).text
    assert "Sẽ ghi 9 quyết định sau đây. Chưa ghi gì cả." in preview
    assert "</b>: Trả lại, bổ sung" in preview
    assert "hạn mới 22/7/2019" in preview
    assert {now(number).state for number in nine} == {State.SUBMITTED}
    everything = {f"t{number}-choice": "accept" for number in nine} | chosen

    answer = decide(hoa, url, 303, sure="1", **everything)

    assert answer.location.endswith(url)
    states = [now(number).state for number in nine]
    assert states.count(State.ACCEPTED) == 7
    assert states[1:3] == [State.RETURNED, State.ACCEPTED_IN_PART]
    assert now(nine[1]).due_on == date(2019, 7, 22)
    assert "Đã ghi 9 quyết định" in get(hoa, url).text


def test_when_one_decision_is_refused_none_is_recorded_and_everything_typed_is_kept(hoa, nine):
    url = page_of(nine[0])
    chosen = {f"t{nine[0]}-choice": "accept", f"t{nine[1]}-choice": "hand_back", f"t{nine[1]}-words": ""}
    page = decide(hoa, url, 422, sure="1", **chosen).text

    assert "Xin viết vài lời." in page
    assert {now(number).state for number in nine} == {State.SUBMITTED}
    assert re.search(rf'name="t{nine[0]}-choice" value="accept" checked', page)


@pytest.mark.parametrize("then", [{"choice": "close_not_done"}, {"words": "Lời khác."}, {"due_on": "2019-07-23"}])
def test_what_was_changed_after_the_preview_is_shown_again_before_it_is_recorded(hoa, nine, then):
    url, number = page_of(nine[0]), nine[1]
    page = get(hoa, url).text
    sent = fields(page) | {"csrf_token": token_of(page), f"t{number}-choice": "hand_back"}
    sent |= {f"t{number}-words": "Thiếu biên bản.", f"t{number}-due_on": "2019-07-22"}
    seen = sure(hoa.post(f"{url}/decisions", data=sent).text)
    changed = sent | {f"t{number}-{name}": value for name, value in then.items()}
    again = hoa.post(f"{url}/decisions", data=changed | {"sure": seen})

    assert again.status_code == 200
    assert "Chưa ghi gì: có nội dung đã thay đổi" in again.text
    assert now(number).state is State.SUBMITTED
    assert hoa.post(f"{url}/decisions", data=changed | {"sure": sure(again.text)}).status_code == 303
    assert now(number).state is (State.CLOSED_NOT_DONE if "choice" in then else State.RETURNED)


def test_a_preview_promises_nothing_that_would_be_refused_and_its_head_links_to_each_row(hoa, nine):
    url = page_of(nine[0])
    chosen = {f"t{nine[1]}-choice": "hand_back", f"t{nine[2]}-choice": "hand_back", f"t{nine[3]}-choice": "accept"}
    page = decide(hoa, url, 422, **chosen).text

    assert "Sẽ ghi" not in page
    head = page[page.index("data-refused") : page.index('class="answers"')]
    assert head.count("Xin viết vài lời.") == 2
    for number in nine[1:3]:
        assert f'<a href="#t{number}-words">{now(number).association.short_name}</a>' in head
        assert f'id="t{number}-words"' in page
    assert {now(number).state for number in nine} == {State.SUBMITTED}


def test_when_one_answer_changed_in_the_meantime_none_is_recorded(hoa, nine):
    url = page_of(nine[0])
    chosen = {f"t{nine[0]}-choice": "accept", f"t{nine[1]}-choice": "accept", f"t{nine[1]}-seen_version": "99"}
    decide(hoa, url, 409, sure="1", **chosen)

    assert now(nine[0]).state is State.SUBMITTED


def test_a_page_without_a_choice_decides_nothing(hoa, nine):
    assert "Xin chọn ít nhất một quyết định." in decide(hoa, page_of(nine[0]), 422).text


def test_what_cannot_be_a_day_is_told_beside_its_answer(hoa, nine):
    url = page_of(nine[0])
    chosen = {f"t{nine[1]}-choice": "hand_back", f"t{nine[1]}-words": "Thiếu.", f"t{nine[1]}-due_on": "31/02/2020"}

    assert "Thiếu." in decide(hoa, url, 422, **chosen).text


def test_a_refusal_offers_to_agree_or_to_return_and_is_not_confirmed_with_the_rest(hoa, nine, cast):
    task = now(nine[0])
    commands.hand_back(cast.hoa.actor, task, Answer("Làm lại.", "h", task.version), date(2019, 7, 22))
    database.session.commit()
    task = now(nine[0])
    commands.submit(chair_of(task), task, Answer("Không làm được.", "r", task.version), Action.REFUSE)
    database.session.commit()
    url = page_of(nine[0])
    page = get(hoa, url).text
    assert "Đơn vị báo: không thực hiện được." in page
    assert "Đồng ý: không thực hiện được" in page
    assert "Sẽ ghi 8 quyết định" in decide(hoa, url, 200, all="accept").text
    decide(hoa, url, 303, sure="1", **{f"t{nine[0]}-choice": "close_not_done"})

    assert now(nine[0]).state is State.CLOSED_NOT_DONE
    assert "Không thực hiện được" in get(hoa, url).text


def test_two_of_the_committee_do_not_decide_past_each_other(hoa, app, nine, cast):
    second = sign_in(
        app.test_client(), _person("Trần Văn Phó", "pho", cast.province, cast.hoa.actor.seats[0].role, "Phó Chủ tịch")
    )
    url = page_of(nine[0])
    post(second, f"{url}/examination", {}, page=url)
    assert "Trần Văn Phó đang xem các kết quả này" in get(hoa, url).text
    refused = decide(hoa, url, 422, sure="1", **{f"t{nine[0]}-choice": "accept"})
    assert "Trần Văn Phó đang xem các kết quả này đến 09:" in refused.text
    post(hoa, f"{url}/examination", {}, page=url, status=422)
    post(hoa, f"{url}/examination", {"end": "1"}, page=url)
    assert examinations.present(now(nine[0]).directive_id) is not None
    assert "Đồng chí đang xem" in get(second, url).text
    post(second, f"{url}/examination", {}, page=url)
    post(second, f"{url}/examination", {"end": "1"}, page=url)
    decide(hoa, url, 303, sure="1", **{f"t{nine[0]}-choice": "accept"})

    assert now(nine[0]).state is State.ACCEPTED


def test_what_somebody_looks_at_is_free_again_after_half_an_hour_and_the_words_are_kept_till_then(hoa, app, nine, cast):
    person = _person("Trần Văn Phó", "pho", cast.province, Role.COMMITTEE, "Phó Chủ tịch")
    database.session.commit()
    url = page_of(nine[0])
    post(sign_in(app.test_client(), person), f"{url}/examination", {}, page=url)
    chosen = {f"t{nine[0]}-choice": "accept_in_part", f"t{nine[0]}-words": "Còn thiếu danh sách."}
    refused = decide(hoa, url, 422, sure="1", **chosen).text
    assert "Còn thiếu danh sách." in refused
    assert re.search(rf'name="t{nine[0]}-choice" value="accept_in_part" checked', refused)
    with at(MONDAY + examinations.LASTS - timedelta(minutes=1)):
        decide(hoa, url, 422, sure="1", **chosen)
    with at(MONDAY + examinations.LASTS + timedelta(minutes=1)):
        decide(hoa, url, 303, sure="1", **chosen)

    assert now(nine[0]).state is State.ACCEPTED_IN_PART


def test_who_entered_a_result_reads_that_another_confirms_it(hoa, nine, cast):
    task = now(nine[0])
    task.submitted_by_id = cast.hoa.id
    database.session.commit()
    page = get(hoa, page_of(nine[0])).text

    assert "Đồng chí đã nhập kết quả này, nên người khác sẽ xác nhận." in page
    assert "Đồng chí đã nhập kết quả này, nên người khác sẽ xác nhận." in get(hoa, "/tasks/waiting").text
    assert f"t{nine[0]}-choice" not in page


def test_there_is_no_page_for_a_directive_that_is_none(hoa, cast):
    get(hoa, "/tasks/waiting/987654", 404)


# One task


def decision(client, number, status=303, **data):
    url = f"/tasks/{number}/decision"
    page = get(client, url).text
    given = {"seen_version": hidden(page, "seen_version"), "client_key": hidden(page, "client_key")} | data
    return post(client, url, given, page=url, status=status)


@pytest.mark.parametrize(
    ("choice", "state"),
    [
        ("accept", State.ACCEPTED),
        ("accept_in_part", State.ACCEPTED_IN_PART),
        ("hand_back", State.RETURNED),
        ("close_not_done", State.CLOSED_NOT_DONE),
    ],
)
def test_one_result_is_decided(hoa, nine, choice, state):
    decision(hoa, nine[0], choice=choice, words="Đã xem.")

    assert now(nine[0]).state is state
    if state is State.RETURNED:
        assert now(nine[0]).due_on == date(2019, 7, 15)  # five working days on


def test_a_decision_that_is_refused_keeps_what_was_typed(hoa, nine):
    assert "Xin chọn một quyết định." in decision(hoa, nine[0], status=422, words="Tốt.").text
    assert "Tốt." in decision(hoa, nine[0], status=422, words="Tốt.").text
    assert "Xin viết vài lời." in decision(hoa, nine[0], status=422, choice="hand_back").text
    decision(hoa, nine[0], status=409, choice="accept", seen_version="99")


def test_what_does_not_apply_is_agreed_to_and_called_so(hoa, nine, cast):
    task = now(nine[0])
    commands.hand_back(cast.hoa.actor, task, Answer("Làm lại.", "h", task.version), date(2019, 7, 22))
    database.session.commit()
    task = now(nine[0])
    actor = chair_of(task)
    paper = files.keep(actor, "qd.pdf", b"%PDF-1.4 x %%EOF")
    commands.submit(actor, task, Answer("Không có.", "r", task.version, [paper]), Action.SAY_NOT_APPLICABLE)
    database.session.commit()
    decision(hoa, nine[0], choice="close_not_done")

    assert "Không áp dụng" in get(hoa, f"/tasks/{nine[0]}").text


def test_what_was_closed_is_taken_up_again(hoa, nine):
    decision(hoa, nine[0], choice="accept")
    url = f"/tasks/{nine[0]}"
    page = get(hoa, url).text
    given = {f"reopening-{name}": hidden(page, f"reopening-{name}") for name in ("seen_version", "client_key")}
    post(hoa, f"{url}/reopening", given | {"reopening-words": "Còn thiếu."}, page=url, status=422)
    wrong = post(
        hoa, f"{url}/reopening", given | {"reopening-words": "x", "reopening-due_on": "2019-07-01"}, page=url, status=422
    )
    assert "Thời hạn mới phải sau hôm nay" in wrong.text
    said = given | {"reopening-words": "Còn thiếu.", "reopening-due_on": "2019-07-22"}
    post(hoa, f"{url}/reopening", said | {"reopening-seen_version": "99"}, page=url, status=409)
    post(hoa, f"{url}/reopening", said, page=url)

    assert (now(nine[0]).state, now(nine[0]).due_on) == (State.RETURNED, date(2019, 7, 22))


# Files


@pytest.fixture
def shown(cast):
    """The first task of the directive, handed in by Lan with a photograph and a paper."""
    task = queries.get(SYSTEM, factories.task_of(factories.issued(cast), cast.luc_yen.id).id)
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(out, "JPEG")
    kept = [files.keep(cast.lan.actor, "anh.jpg", out.getvalue()), files.keep(cast.lan.actor, "bb.pdf", b"%PDF-1.4 x %%EOF")]
    commands.submit(cast.lan.actor, task, Answer("Đã họp.", "k", task.version, kept))
    database.session.commit()
    return task.id


def files_of(number):
    return [one for reply in queries.replies(now(number)) for one in reply.evidence]


def test_a_result_goes_back_with_the_file_that_was_not_accepted_as_the_reason(hoa, app, cast, shown):
    photo, paper = [one.id for one in files_of(shown)]
    sent = {"choice": "hand_back", f"f{photo}-choice": "rejected", f"f{paper}-choice": "accepted"}
    page = get(hoa, f"/tasks/{shown}/decision").text
    assert not re.search(rf'name="f{photo}-choice"[^>]* checked', page)  # nothing is chosen beforehand
    assert files_of(shown)[0].file.sha256 in page
    assert "ảnh, 1 kB" in page

    refused = decision(hoa, shown, status=422, **sent).text
    assert "Xin ghi rõ vì sao tệp này chưa đạt." in refused
    assert re.search(rf'name="f{paper}-choice" value="accepted"[^>]* checked', refused)
    assert [one.verdict for one in files_of(shown)] == [None, None]
    decision(hoa, shown, **sent | {f"f{photo}-words": "Ảnh mờ, không thấy chữ ký."})

    assert [str(one.verdict) for one in files_of(shown)] == ["rejected", "accepted"]
    assert now(shown).state is State.RETURNED
    for reader in (hoa, sign_in(app.test_client(), cast.lan)):  # both sides see the file, and what was said of it
        page = get(reader, f"/tasks/{shown}").text
        assert "anh.jpg" in page
        assert page.count("Ảnh mờ, không thấy chữ ký.") >= 2
        assert "Không chấp nhận tệp “anh.jpg”" in page
        assert "Chấp nhận tệp “bb.pdf”" in page
        assert "Nguyễn Thị Hòa" in page
    with app.test_request_context():
        owed = database.session.scalars(sa.select(Owed).where(Owed.kind == "task_decided", Owed.person_id == cast.lan.id)).one()
        assert "Tệp chưa đạt: “anh.jpg” (Ảnh mờ, không thấy chữ ký.)." in parts.task_decided(owed).lines[0].note


def test_the_first_page_of_a_paper_stands_beside_the_quote_or_honest_words_do(hoa, cast, shown):
    url, paper = page_of(shown), files_of(shown)[1].file
    picture = f"/tasks/{shown}/evidence/{paper.id}/picture"
    assert "Đang dựng ảnh trang đầu" in get(hoa, url).text
    database.session.add(FirstPage(sha256=paper.sha256, drawn_at=MONDAY))
    database.session.commit()
    assert "Không hiện được trang đầu ở đây" in get(hoa, f"/tasks/{shown}/decision").text
    get(hoa, picture, 404)
    drawn = database.session.scalars(sa.select(FirstPage)).one()
    drawn.picture_sha256 = files_of(shown)[0].file.sha256
    database.session.commit()

    assert f'src="{picture}"' in get(hoa, url).text
    answer = get(hoa, picture)
    assert (answer.mimetype, answer.headers["Content-Security-Policy"]) == ("image/jpeg", "sandbox; default-src 'none'")
    given = get(hoa, f"/tasks/{shown}/evidence/{paper.id}")
    assert given.headers["Content-Disposition"].startswith("attachment")
    given.close()


def test_a_file_can_be_judged_beside_the_others_and_without_deciding_yet(hoa, shown):
    photo, paper = [one.id for one in files_of(shown)]
    url = page_of(shown)
    preview = decide(hoa, url, 200, **{f"f{photo}-choice": "accepted"}).text
    assert "“anh.jpg”: tệp đạt" in preview
    assert "sẽ được báo trong thư" not in preview
    decide(hoa, url, 303, sure="1", **{f"f{photo}-choice": "accepted"})

    assert [one.verdict and str(one.verdict) for one in files_of(shown)] == ["accepted", None]
    assert now(shown).state is State.SUBMITTED
    decide(hoa, url, 409, sure="1", **{f"f{paper}-choice": "accepted", f"t{shown}-seen_version": "99"})
    assert files_of(shown)[1].verdict is None


def test_a_file_refused_without_a_reason_is_told_instead_of_a_preview(hoa, shown):
    photo, paper = [one.id for one in files_of(shown)]
    url = page_of(shown)
    page = decide(hoa, url, 422, **{f"f{photo}-choice": "rejected", f"f{paper}-choice": "accepted"}).text
    assert "Sẽ ghi" not in page
    assert f'href="#f{photo}-words"' in page
    assert [one.verdict for one in files_of(shown)] == [None, None]
    page = get(hoa, url).text
    sent = fields(page) | {"csrf_token": token_of(page), f"f{photo}-choice": "accepted"}
    seen = sure(hoa.post(f"{url}/decisions", data=sent).text)
    changed = sent | {f"f{photo}-choice": "rejected", f"f{photo}-words": "Mờ.", "sure": seen}

    assert hoa.post(f"{url}/decisions", data=changed).status_code == 200
    assert files_of(shown)[0].verdict is None


def test_an_inspector_looks_at_the_answers_and_judges_their_files_and_decides_nothing(client, cast, shown):
    photo, _paper = [one.id for one in files_of(shown)]
    kien, url = sign_in(client, cast.kien), page_of(shown)
    post(kien, f"{url}/examination", {}, page=url)
    page = get(kien, url).text
    assert "Đồng chí đang xem" in page
    assert "Xem và ghi nhận xét về tệp…" in page
    assert f"t{shown}-choice" not in page
    chosen = {f"f{photo}-choice": "rejected", f"f{photo}-words": "Ảnh mờ."}
    preview = decide(kien, url, 200, **chosen).text
    assert "Sẽ ghi nhận xét về tệp như sau. Chưa ghi gì cả." in preview
    decide(kien, url, 409, sure="1", **chosen, **{f"t{shown}-seen_version": "99"})
    decide(kien, url, 409, sure="1", **{f"t{shown}-choice": "accept"})
    decide(kien, url, 303, sure="1", **chosen)

    assert "Đã ghi nhận xét về tệp." in get(kien, url).text
    [first, second] = files_of(shown)
    assert (str(first.verdict), first.judged_by_id, second.verdict) == ("rejected", cast.kien.id, None)
    task = now(shown)
    assert task.state is State.SUBMITTED
    with pytest.raises(Forbidden):
        commands.accept(cast.kien.actor, task, Answer("Tốt.", "a", task.version))


def test_an_inspector_judges_no_file_that_he_entered_himself(cast, shown):
    task = now(shown)
    [reply] = queries.replies(task)
    assert len(judging.to_judge(cast.kien.actor, task, [reply])) == 2
    reply.author_id = cast.kien.id
    assert judging.to_judge(cast.kien.actor, task, [reply]) == []


def test_nobody_judges_a_file_that_he_handed_in_himself(cast, shown):
    task = now(shown)
    [reply] = queries.replies(task)
    reply.author_id = cast.hoa.id
    with pytest.raises(Forbidden):
        judging.judge(cast.hoa.actor, task, reply, reply.evidence[0], judging.Verdict.ACCEPTED, seen_version=task.version)
    assert judging.to_judge(cast.hoa.actor, task, [reply]) == []


def test_no_file_is_judged_once_the_task_lies_with_its_association(cast, shown):
    task = now(shown)
    commands.hand_back(cast.hoa.actor, task, Answer("Thiếu.", "h", task.version), date(2019, 7, 22))
    [reply, _decision] = queries.replies(task)
    with pytest.raises(InvalidTransition):
        judging.judge(cast.hoa.actor, task, reply, reply.evidence[0], judging.Verdict.ACCEPTED, seen_version=task.version)


def test_usual_reasons_stand_before_the_words_of_a_return(hoa, nine):
    usual = {"usual": ["papers", "unreadable"], "words": "Xin gửi lại trước thứ Sáu."}
    decision(hoa, nine[0], choice="hand_back", **usual)
    decision(hoa, nine[1], choice="accept", **usual)

    said = [queries.replies(now(number))[-1].words for number in nine[:2]]
    assert said[0] == "Thiếu văn bản, biên bản chứng minh; Ảnh hoặc tệp không đọc được.\nXin gửi lại trước thứ Sáu."
    assert said[1] == "Xin gửi lại trước thứ Sáu."


# Time


@pytest.fixture
def asked(cast):
    task = queries.get(SYSTEM, factories.task_of(factories.issued(cast), cast.luc_yen.id).id)
    extension = extensions.ask(cast.lan.actor, task, Answer("Chờ họp.", "x", task.version), date(2019, 10, 15))
    database.session.commit()
    return task.id, extension.id


def test_time_is_granted_as_asked_for_or_until_another_day(hoa, asked):
    url, number = f"/tasks/{asked[0]}", asked[1]
    post(hoa, f"{url}/extensions/{number}/decision", {"time-choice": ""}, page=url, status=422)
    early = {"time-choice": "grant", "time-due_on": "2019-09-01"}
    assert "phải sau thời hạn hiện nay" in post(hoa, f"{url}/extensions/{number}/decision", early, page=url, status=422).text
    post(hoa, f"{url}/extensions/{number}/decision", {"time-choice": "grant"}, page=url)

    assert now(asked[0]).due_on == date(2019, 10, 15)
    assert "Đồng ý gia hạn đến 15/10/2019" in get(hoa, url).text


def test_time_is_not_granted_without_a_reason(hoa, asked):
    url, number = f"/tasks/{asked[0]}", asked[1]
    page = post(hoa, f"{url}/extensions/{number}/decision", {"time-choice": "refuse"}, page=url, status=422).text
    assert "Xin viết vài lời." in page
    post(hoa, f"{url}/extensions/{number}/decision", {"time-choice": "refuse", "time-words": "Đã ấn định."}, page=url)

    assert now(asked[0]).due_on == factories.STAFFING_DUE
    assert "thời hạn vẫn là 30/9/2019" in get(hoa, url).text


@pytest.fixture
def two_ask(cast):
    made = factories.issued(cast)
    tasks = [factories.task_of(made, one.id).id for one in (cast.luc_yen, cast.van_yen)]
    for number, person in zip(tasks, (cast.lan, cast.van), strict=True):
        task = now(number)
        extensions.ask(person.actor, task, Answer("Chờ họp.", "x", task.version), date(2019, 10, 15))
        database.session.commit()
    return tasks


def decide_times(client, status, **data):
    page = get(client, "/tasks/waiting").text
    sent = after_its_preview(client, "/tasks/waiting/times", fields(page) | {"csrf_token": token_of(page)} | data)
    assert sent.status_code == status, sent.text[-1500:]
    return sent


def test_several_requests_for_time_are_decided_where_they_wait_after_seeing_what_would_be_recorded(hoa, two_ask):
    first, second = two_ask
    bare = {f"x{first}-choice": "grant", f"x{first}-due_on": "2019-10-10", f"x{second}-choice": "refuse"}
    chosen = bare | {f"x{second}-words": "Đã ấn định."}
    assert "Xin chọn ít nhất một quyết định." in decide_times(hoa, 422).text
    preview = decide_times(hoa, 200, **chosen).text
    assert "Sẽ ghi 2 quyết định sau đây. Chưa ghi gì cả." in preview
    assert "từ 30/9/2019 đến 10/10/2019" in preview
    assert "2 đơn vị sẽ được báo trong thư tới." in preview
    assert now(first).due_on == factories.STAFFING_DUE
    assert "Xin viết vài lời." in decide_times(hoa, 422, **bare).text  # a refusal needs its reason, and no preview promises it
    assert now(first).due_on == factories.STAFFING_DUE  # so nothing at all was recorded
    decide_times(hoa, 303, sure="1", **chosen)

    assert (now(first).due_on, now(second).due_on) == (date(2019, 10, 10), factories.STAFFING_DUE)
    assert "đề nghị gia hạn" not in get(hoa, "/tasks/waiting").text


def test_a_request_that_somebody_else_decided_meanwhile_is_named_and_nothing_is_recorded(hoa, cast, two_ask):
    first, second = two_ask
    page = get(hoa, "/tasks/waiting").text
    _person("Trần Văn Phó", "pho", cast.province, Role.COMMITTEE, "Phó Chủ tịch")
    database.session.commit()
    task = now(first)
    other = tree.actor_for(accounts.by_username("pho"))
    extensions.refuse(other, task, queries.pending_of([task.id])[first], "Đã ấn định.")
    database.session.commit()
    sent = fields(page) | {"csrf_token": token_of(page), "sure": "1"} | {f"x{one}-choice": "grant" for one in two_ask}
    answer = hoa.post("/tasks/waiting/times", data=sent)

    assert answer.status_code == 409
    assert "Chưa ghi gì: Huyện hội Lục Yên đã có thay đổi" in answer.text
    assert now(second).due_on == factories.STAFFING_DUE
    sent.pop(f"x{first}-choice")
    sent["sure"] = sure(hoa.post("/tasks/waiting/times", data=sent).text)
    assert hoa.post("/tasks/waiting/times", data=sent).status_code == 303
    assert hoa.post("/tasks/waiting/times", data=sent).status_code == 303  # the same button twice
    assert now(second).due_on == date(2019, 10, 15)


def test_who_decides_otherwise_after_another_is_told_so(hoa, cast, asked):
    url, number = f"/tasks/{asked[0]}", asked[1]
    _person("Trần Văn Phó", "pho", cast.province, Role.COMMITTEE, "Phó Chủ tịch")
    database.session.commit()
    task = now(asked[0])
    extensions.refuse(tree.actor_for(accounts.by_username("pho")), task, queries.extension_of(task, number), "Đã ấn định.")
    database.session.commit()
    said = {"time-choice": "grant", "time-words": "Đồng ý."}
    page = post(hoa, f"{url}/extensions/{number}/decision", said, page=url, status=409).text

    assert "Đồng ý." in page
    assert now(asked[0]).due_on == factories.STAFFING_DUE


# Taking back


def test_a_directive_is_taken_back_after_seeing_who_is_told(hoa, nine):
    decision(hoa, nine[0], choice="accept")
    url = f"/tasks/{nine[1]}/withdrawal"
    page = get(hoa, url).text
    assert "8 đơn vị không phải thực hiện nữa" in page
    assert "1 nhiệm vụ đã kết thúc giữ nguyên." in page
    assert "báo cho: Hoàng Thị Lan" in page
    seen = dict(re.findall(r'name="(seen-\d+)" value="(\d+)"', page))
    key = {"client_key": hidden(page, "client_key")}
    post(hoa, url, key | seen, page=url, status=422)
    post(hoa, url, key | seen | {"words": "x" * 10_001}, page=url, status=422)
    post(hoa, url, key | seen | {"words": "\u200b"}, page=url, status=422)
    post(hoa, url, key | {"words": "Hoãn."}, page=url, status=409)
    post(hoa, url, key | seen | {"words": "Trung ương hoãn Đại hội."}, page=url)

    assert [now(number).state for number in nine].count(State.WITHDRAWN) == 8
    assert "không còn nhiệm vụ nào chưa kết thúc" in get(hoa, url).text
    assert "Đã thu hồi" in get(hoa, f"/tasks/{nine[1]}").text


def test_a_preview_names_the_parts_that_get_the_day_of_what_is_returned(hoa, nine, cast):
    communes = make_communes(cast)
    task = now(nine[2])
    commands.hand_back(cast.hoa.actor, task, Answer("Bổ sung.", "back", task.version), date(2019, 9, 30))
    wanted = [Wanted(communes[0].id, "Họp chọn nhân sự của xã.", date(2019, 9, 16))]
    (share,) = handing_down.hand_down(cast.lan.actor, task, wanted)
    commands.submit(cast.lan.actor, task, Answer("Đã xong.", "again", task.version, despite_open=True))
    database.session.commit()
    number, url = share.id, page_of(nine[2])
    chosen = {f"t{nine[2]}-choice": "hand_back", f"t{nine[2]}-words": "Thiếu.", f"t{nine[2]}-due_on": "2019-08-30"}
    seen = decide(hoa, url, 200, **chosen).text

    assert "(phần việc đã giao cho Hội xã Tân Lĩnh cũng đến hạn ngày ấy)" in " ".join(seen.split())
    assert "Hội xã Tân Lĩnh, hạn ngày 16/9/2019" in get(hoa, f"/tasks/{nine[2]}/decision").text
    decide(hoa, url, 303, sure="1", **chosen)
    assert now(number).due_on == date(2019, 8, 30)
    assert "Chuyển thời hạn phần việc lên ngày 30/8/2019" in get(hoa, f"/tasks/{number}").text
