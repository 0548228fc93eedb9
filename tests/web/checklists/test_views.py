"""The office words a checklist on its page, without a script."""

from __future__ import annotations

from khworkflow.checklists import queries
from tests.cast import sign_in
from tests.pages import get, hidden, post

CODE = "conference-regional"


def send(client, url, data, status=303):
    return post(client, url, data, page=f"/checklists/{CODE}", status=status).text


def test_every_list_stands_under_its_kind(cast, client):
    page = get(sign_in(client, cast.hoa), "/checklists").text

    assert page.count('href="/checklists/') == 12
    assert "khi ý kiến có cụm từ: heo đất" in page


def test_a_step_is_added_changed_moved_retired_and_all_goes_back(cast, client):
    sign_in(client, cast.hoa)
    send(client, f"/checklists/{CODE}/steps", {"new-seen": 0, "new-text": "Mời Trung ương Hội", "new-approver": "Trung ương Hội"})
    send(client, f"/checklists/{CODE}/steps/7/move", {"seen": 1, "way": "up"})
    send(client, f"/checklists/{CODE}/steps/1/use", {"seen": 2, "used": "0"})
    send(client, f"/checklists/{CODE}/steps/2", {"s2-seen": 3, "s2-text": "Lập kế hoạch"})
    send(
        client,
        f"/checklists/{CODE}/particulars",
        {"list-seen": 4, "list-name": "Giao ban vùng", "list-words": "vùng\r\ngiao ban"},
    )
    shown = get(client, f"/checklists/{CODE}").text

    one = queries.get(CODE)
    assert one.in_use[0].text == "Lập kế hoạch"
    assert one.steps[5].approver == "Trung ương Hội"
    assert (one.name, one.words, one.number) == ("Giao ban vùng", ("vùng", "giao ban"), 5)
    assert "cơ quan đã sửa, bản 5" in shown
    assert "Đã ngừng dùng một bước (bản 3)" in shown

    send(client, f"/checklists/{CODE}/original", {"seen": 5})
    assert queries.get(CODE).is_shipped
    assert "Đã trở lại mẫu gốc (bản 6)" in get(client, f"/checklists/{CODE}").text


def test_a_refused_step_stands_there_as_it_was_typed(cast, client):
    sign_in(client, cast.hoa)
    shown = send(
        client, f"/checklists/{CODE}/steps", {"new-seen": 0, "new-text": " ", "new-evidence": "Công văn mời"}, status=422
    )
    long = send(client, f"/checklists/{CODE}/steps/1", {"s1-seen": 0, "s1-text": "x" * 301}, status=422)

    assert "Xin ghi việc phải làm ở bước này." in shown
    assert 'value="Công văn mời"' in shown
    assert "tối đa 300 ký tự" in long


def test_the_second_of_two_is_told_and_loses_nothing(cast, client):
    sign_in(client, cast.hoa)
    send(client, f"/checklists/{CODE}/steps", {"new-seen": 0, "new-text": "Của người thứ nhất"})
    shown = send(client, f"/checklists/{CODE}/steps", {"new-seen": 0, "new-text": "Của người thứ hai"}, status=409)

    assert "Trong lúc đó đã có người sửa danh mục này" in shown
    assert 'value="Của người thứ hai"' in shown
    assert 'name="new-seen" value="1"' in shown


def test_words_typed_for_a_step_stay_with_it_and_beside_what_stands_there_now(cast, client):
    sign_in(client, cast.hoa)
    second = queries.get(CODE).steps[1]
    send(client, f"/checklists/{CODE}/steps/2/move", {"seen": 0, "way": "up"})
    moved = send(client, f"/checklists/{CODE}/steps/2", {"s2-seen": 0, "s2-text": "Lời của tôi"}, status=409)
    assert hidden(moved, "s1-text") == "Lời của tôi"
    send(client, f"/checklists/{CODE}/steps/1", {"s1-seen": 1, "s1-text": "Lời của người khác"})
    worded = send(client, f"/checklists/{CODE}/steps/1", {"s1-seen": 1, "s1-text": "Lời của tôi"}, status=409)
    assert 'value="Lời của tôi"' in worded
    assert "Lời của người khác" in worded.split("Nội dung hiện có")[1][:100]
    send(client, f"/checklists/{CODE}/steps/1/use", {"seen": 2, "used": "0"})
    gone = send(client, f"/checklists/{CODE}/steps/1", {"s1-seen": 2, "s1-text": "Lời của tôi"}, status=409)
    assert hidden(gone, "new-text") == "Lời của tôi"
    assert second.text not in {step.text for step in queries.get(CODE).steps}


def test_the_last_step_in_use_stays(cast, client):
    sign_in(client, cast.hoa)
    for number in range(5):
        send(client, f"/checklists/{CODE}/steps/{number + 1}/use", {"seen": number, "used": "0"})
    shown = send(client, f"/checklists/{CODE}/steps/6/use", {"seen": 5, "used": "0"}, status=422)

    assert "Danh mục cần ít nhất một bước." in shown


def test_a_new_list_is_made_on_the_page_and_put_aside_again(cast, client):
    sign_in(client, cast.hoa)
    typed = {"kind": "other", "name": "Ngày hội khuyến học", "words": "ngày hội\r\nkhuyến học", "steps": ""}
    refused = post(client, "/checklists", typed, status=422).text
    assert "ngày hội" in refused
    assert "Xin ghi ít nhất một bước." in refused
    to = post(client, "/checklists", typed | {"steps": "Lập kế hoạch\r\n\r\nTổ chức"}).location
    assert to == "/checklists/own-1"
    page = get(client, to).text
    assert "Tổ chức" in page
    assert "Lập danh mục" in page  # in its history
    assert "Trở lại bản ban đầu" not in page

    post(client, f"{to}/use", {"seen": 1, "used": "0"}, page=to)
    assert "không dùng nữa" in get(client, "/checklists").text
    assert "không dùng nữa" in get(client, to).text
    post(client, f"{to}/use", {"seen": 2, "used": "1"}, page=to)
    assert "không dùng nữa" not in get(client, "/checklists").text
    post(client, "/checklists", typed | {"name": "Khác", "words": "", "steps": "Một"})
    again = post(client, "/checklists", typed | {"name": "Nữa", "words": "", "steps": "Một"}, status=422).text
    assert "đã dành cho mọi ý kiến khác" in again
