"""The pages on which a chair hands parts of a task down, and on which everybody follows them up."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest

from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database
from khworkflow.tasks import answering, commands, extensions, handing_down, queries, shares
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.handing_down import Wanted
from khworkflow.tasks.lifecycle import State
from tests import factories
from tests.cast import make_communes, sign_in
from tests.conftest import MONDAY, at
from tests.pages import get, hidden, post, token_of
from tests.web.tasks.test_answers import PDF, answer, now, said

UNTIL = date(2019, 9, 16)


@pytest.fixture
def ids(cast):
    """The communes' numbers: Tân Lĩnh, Mường Lai, Minh Xuân."""
    return [one.id for one in make_communes(cast)]


@pytest.fixture
def number(cast, ids):
    """The number of Lan's task."""
    made = factories.issued(cast)
    found = factories.task_of(made, cast.luc_yen.id).id
    database.session.rollback()
    return found


@pytest.fixture
def handed(cast, ids, number):
    """The numbers of three shares of Lan's task."""
    task = now(number)
    made = handing_down.hand_down(cast.lan.actor, task, [Wanted(one, "Họp chọn nhân sự.", UNTIL) for one in ids])
    found = [share.id for share in made]
    database.session.commit()
    return found


def act(person, number, does, words="Đã xong.", **more):
    now(number)
    task = queries.get(person.actor, number)
    does(person.actor, task, Answer(words, f"{number}-{task.version}", task.version, **more))
    database.session.commit()


def test_a_chair_hands_down_to_some_with_words_and_a_day_of_their_own(client, cast, ids, number):
    lan = sign_in(client, cast.lan)
    page = get(lan, f"/tasks/{number}").text
    assert f'href="/tasks/{number}/shares"' in page
    form = get(lan, f"/tasks/{number}/shares").text
    assert factories.STAFFING in form.split("<textarea", 1)[1]  # ready text from the quote
    assert 'value="2019-09-30"' in form
    given = {
        "words": "Họp chọn nhân sự của xã.",
        "due_on": "2019-09-16",
        f"a{ids[0]}-is_chosen": "y",
        f"a{ids[1]}-is_chosen": "y",
    }
    given |= {f"a{ids[1]}-words": "Chọn hai người.", f"a{ids[1]}-due_on": "9/9/2019"}

    post(lan, f"/tasks/{number}/shares", given)

    first, second = shares.of(SYSTEM, now(number))
    assert (first.association_id, first.asked, first.due_on) == (ids[0], "Họp chọn nhân sự của xã.", UNTIL)
    assert (second.association_id, second.asked, second.due_on) == (ids[1], "Chọn hai người.", date(2019, 9, 9))
    page = get(lan, f"/tasks/{number}").text
    assert "(0 + 0) : 2 phần việc" in page
    assert "Chọn hai người." in page
    assert "Minh Xuân" in get(lan, f"/tasks/{number}/shares").text


def test_all_are_chosen_with_one_box(client, cast, number):
    lan = sign_in(client, cast.lan)

    post(lan, f"/tasks/{number}/shares", {"words": "Họp.", "due_on": "2019-09-16", "everybody": "y"})

    assert len(shares.of(SYSTEM, now(number))) == 3
    assert "Không còn hội cơ sở nào chưa có phần việc." in get(lan, f"/tasks/{number}/shares").text
    assert f'href="/tasks/{number}/shares"' not in get(lan, f"/tasks/{number}").text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"everybody": ""}, "Xin chọn ít nhất một hội."),
        ({"words": ""}, "Xin viết vài lời."),
        ({"due_on": ""}, "Xin chọn một ngày."),
        ({"due_on": "31/9/2019"}, "Không có ngày"),
        ({"due_on": "2019-10-01"}, "không thể đến hạn sau ngày ấy"),
        ({"due_on": "2019-07-08"}, "Thời hạn mới phải sau hôm nay"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(client, cast, number, change, told):
    lan = sign_in(client, cast.lan)
    given = {"words": "Họp chọn nhân sự.", "due_on": "2019-09-16", "everybody": "y"} | change

    page = post(lan, f"/tasks/{number}/shares", {key: value for key, value in given.items() if value}, status=422).text

    assert told in page
    assert given["words"] in page
    assert shares.of(SYSTEM, now(number)) == []


def test_the_page_of_a_task_that_waits_for_the_committee_says_what_to_do_and_shows_no_form(client, cast, number):
    act(cast.lan, number, commands.submit)
    page = get(sign_in(client, cast.lan), f"/tasks/{number}/shares").text

    assert "xin rút lại câu trả lời trong vòng 24 giờ hoặc đề nghị Thường trực trả lại" in page
    assert 'data-keep="shares"' not in page


def test_the_menu_of_a_chair_leads_to_what_his_communes_hand_in_and_to_the_board(client, cast, number):
    district, commune = (get(sign_in(client, one), "/").text for one in (cast.lan, cast.tam))

    assert 'href="/tasks/waiting"' in district
    assert 'href="/tasks/waiting"' not in commune
    assert all('href="/tasks/board"' in page for page in (district, commune))


def test_the_page_of_a_task_that_has_ended_says_so_and_shows_no_form(client, cast, number):
    act(cast.lan, number, commands.submit)
    act(cast.hoa, number, commands.accept)
    page = get(sign_in(client, cast.lan), f"/tasks/{number}/shares").text

    assert "Nhiệm vụ này đã kết thúc" in page
    assert "xin đề nghị Thường trực mở lại nhiệm vụ" in page
    assert 'data-keep="shares"' not in page


def test_an_association_with_nobody_below_hands_nothing_down(client, cast):
    mine = factories.task_of(factories.issued(cast), cast.luc_yen.id).id
    lan = sign_in(client, cast.lan)

    assert "Phần việc giao xuống" not in get(lan, f"/tasks/{mine}").text
    page = post(lan, f"/tasks/{mine}/shares", {"words": "Họp.", "due_on": "2019-09-16"}, page="/account", status=422).text
    assert "Không còn hội cơ sở nào chưa có phần việc." in page


def test_the_commune_reads_the_quote_and_its_part_and_no_other_commune(client, cast, handed, number):
    tam = sign_in(client, cast.tam)
    page = get(tam, f"/tasks/{handed[0]}").text

    assert factories.STAFFING in page
    assert "Huyện hội Lục Yên giao Hội xã Tân Lĩnh" in page
    assert "Họp chọn nhân sự." in page
    assert "Gửi Huyện hội Lục Yên" in page
    assert "Gửi Tỉnh hội" not in page
    assert "Mường Lai" not in page
    assert f"/tasks/{number}" not in page
    assert "Nhân sự Đại hội" in get(tam, "/").text
    for hidden_from in (number, handed[1]):
        get(tam, f"/tasks/{hidden_from}", 404)


def test_what_the_commune_sends_goes_to_the_district_and_its_chair_confirms(client, app, cast, handed, number):
    tam, lan = sign_in(client, cast.tam), sign_in(app.test_client(), cast.lan)
    answer(tam, handed[0], choice="report_progress", words="Được nửa.", percent="50")
    answer(tam, handed[0], choice="submit", words="Đã chọn ba người.")
    assert "Đã gửi kết quả tới Huyện hội Lục Yên." in get(tam, f"/tasks/{handed[0]}").text
    today = get(lan, "/").text
    assert "Kết quả của cơ sở chờ đồng chí xác nhận" in today
    assert f"/tasks/{handed[0]}/decision" in today
    assert "Đã chọn ba người." in get(lan, "/tasks/waiting").text + get(lan, f"/tasks/waiting/{now(number).directive_id}").text

    page = get(lan, f"/tasks/{handed[0]}/decision").text
    given = {"seen_version": hidden(page, "seen_version"), "client_key": hidden(page, "client_key")}
    post(lan, f"/tasks/{handed[0]}/decision", given | {"choice": "accept"})

    assert now(handed[0]).state is State.ACCEPTED
    whole = get(lan, f"/tasks/{number}").text
    assert "<b>33 %</b> = (100 + 0 + 0) : 3 phần việc" in whole
    assert "tiến độ chung, cộng từ các phần việc giao xuống" in whole
    assert 'id="percent"' not in whole  # nobody types a percentage that is counted


def test_three_answers_of_communes_are_settled_on_one_page(client, cast, handed, number):
    act(cast.tam, handed[0], commands.submit)
    act(cast.dung, handed[1], commands.submit)
    lan, url = sign_in(client, cast.lan), f"/tasks/waiting/{now(number).directive_id}"
    page = get(lan, url).text
    forms = {f"t{one}-{name}": hidden(page, f"t{one}-{name}") for one in handed[:2] for name in ("seen_version", "client_key")}
    given = forms | {f"t{handed[0]}-choice": "accept", f"t{handed[1]}-choice": "hand_back", f"t{handed[1]}-words": "Xin bổ sung."}

    preview = post(lan, f"{url}/decisions", given, page=url, status=200).text
    seen = re.search(r'name="sure" value="(\w+)"', preview)[1]
    post(lan, f"{url}/decisions", given | {"sure": seen}, page=url)

    assert [now(one).state for one in handed] == [State.ACCEPTED, State.RETURNED, State.ASSIGNED]


def test_the_whole_is_sent_while_parts_are_open_only_after_the_page_said_so(client, cast, handed, number):
    lan = sign_in(client, cast.lan)
    page = get(lan, f"/tasks/{number}").text
    assert "3 phần việc giao xuống chưa xong:" in page

    refused = answer(lan, number, 422, choice="submit", words="Cả huyện đã xong.").text

    assert "Chưa xong: Hội xã Tân Lĩnh, Hội xã Mường Lai, Hội xã Minh Xuân." in refused
    assert "Cả huyện đã xong.</textarea>" in refused
    answer(lan, number, choice="submit", words="Cả huyện đã xong.", despite_open="y")
    assert now(number).state is State.SUBMITTED


def test_by_the_link_of_a_letter_the_same_is_asked_and_the_commune_answers_its_own(client, cast, handed, number):
    secret = answering.secret(now(number), cast.lan.id)
    page = get(client, f"/tasks/answer/{secret}").text
    given = said(page, choice="submit", words="Đã xong.", who=str(cast.lan.id))
    assert "chưa xong" in page
    assert client.post(f"/tasks/answer/{secret}/replies", data=given).status_code == 422
    assert client.post(f"/tasks/answer/{secret}/replies", data=given | {"despite_open": "y"}).status_code == 303

    theirs = answering.secret(now(handed[0]), cast.tam.id)
    page = get(client, f"/tasks/answer/{theirs}").text
    assert "Họp chọn nhân sự." in page
    assert "Gửi Huyện hội Lục Yên: ai báo cáo?" in page


def test_the_replies_of_communes_and_their_evidence_are_taken_into_the_joint_reply(client, app, cast, handed, number):
    tam, lan = sign_in(client, cast.tam), sign_in(app.test_client(), cast.lan)
    answer(tam, handed[0], choice="submit", words="Đã chọn ba người.", files=(BytesIO(PDF), "qd.pdf"))

    joint = get(lan, f"/tasks/{number}?joint=1").text

    assert "Hội xã Tân Lĩnh: Đã chọn ba người.</textarea>" in joint
    file_id = hidden(joint, "brought")
    foreign = str(int(file_id) + 1)
    fields = said(
        joint, choice="submit", words="Đã gộp.", despite_open="y", brought=[file_id, foreign], csrf_token=token_of(joint)
    )
    assert lan.post(f"/tasks/{number}/replies", data=fields).status_code == 303
    (whole,) = queries.replies(now(number))
    assert [str(one.file_id) for one in whole.evidence] == [file_id]
    with lan.get(f"/tasks/{number}/evidence/{file_id}") as found:
        assert found.data == PDF


def test_a_part_is_taken_back_alone(client, cast, handed, number):
    lan, url = sign_in(client, cast.lan), f"/tasks/{handed[1]}/withdrawal"
    page = get(lan, url).text
    assert "Mường Lai" in page
    assert "Tân Lĩnh" not in page
    given = {"client_key": hidden(page, "client_key"), f"seen-{handed[1]}": hidden(page, f"seen-{handed[1]}")}

    post(lan, url, given | {"words": "Giao nhầm."})

    assert [now(one).state for one in handed] == [State.ASSIGNED, State.WITHDRAWN, State.ASSIGNED]
    assert now(number).state is State.IN_PROGRESS


def test_a_commune_asks_its_district_for_time(client, app, cast, handed):
    tam, lan, url = sign_in(client, cast.tam), sign_in(app.test_client(), cast.lan), f"/tasks/{handed[0]}"
    page = get(tam, url).text
    fields = {f"extension-{name}": hidden(page, f"extension-{name}") for name in ("seen_version", "client_key")}
    post(tam, f"{url}/extensions", fields | {"extension-due_on": "2019-09-23", "extension-words": "Bận."}, page=url)
    assert "Đang chờ Huyện hội Lục Yên quyết định." in get(tam, url).text
    assert "Cơ sở xin thêm thời gian" in get(lan, "/").text
    asked = queries.extensions(now(handed[0]))[0].id

    post(lan, f"{url}/extensions/{asked}/decision", {"time-choice": "grant", "time-due_on": "2019-09-23"}, page=url)

    assert now(handed[0]).due_on == date(2019, 9, 23)
    assert extensions.policies.decide_extension(cast.hoa.actor, now(handed[0]), queries.extensions(now(handed[0]))[0])


def test_a_late_part_shows_on_the_chairs_first_page_and_not_on_the_provinces(client, app, cast, handed):
    with at(datetime.combine(UNTIL + timedelta(days=2), MONDAY.timetz())):
        lan, hoa = sign_in(client, cast.lan), sign_in(app.test_client(), cast.hoa)

        assert "Cơ sở có việc quá hạn" in get(lan, "/").text
        assert "Tân Lĩnh" not in get(hoa, "/").text + get(hoa, "/tasks").text + get(hoa, "/tasks/board").text
        assert "Hội xã Tân Lĩnh" in get(hoa, f"/tasks/{handed[0]}").text
        assert "Tân Lĩnh" in get(hoa, f"/tasks?association_id={now(handed[0]).association_id}").text


def test_the_parts_of_a_district_stand_in_the_history_of_both(client, cast, handed, number):
    lan = sign_in(client, cast.lan)

    assert "Giao một phần việc cho Hội xã Tân Lĩnh, hạn ngày 16/9/2019." in get(lan, f"/tasks/{number}").text
    assert "Giao phần việc này, hạn ngày 16/9/2019." in get(lan, f"/tasks/{handed[0]}").text


def test_a_commune_asks_its_district_for_time_by_the_link_and_its_receipt_says_who_has_it(client, cast, number, handed):
    url = f"/tasks/answer/{answering.secret(now(handed[0]), cast.tam.id)}"
    page = get(client, url).text
    asked = {name: hidden(page, name) for name in ("extension-seen_version", "extension-client_key")}
    asked |= {"extension-due_on": "2019-09-27", "extension-words": "Bí thư đi vắng.", "extension-who": str(cast.tam.id)}
    receipt = get(client, client.post(f"{url}/extensions", data=asked).location).text

    assert "Huyện hội Lục Yên đã nhận" in receipt
    assert "Tỉnh hội đã nhận" not in receipt
    assert [task.id for task, _extension in queries.requests_for_time(cast.lan.actor)] == [handed[0]]
