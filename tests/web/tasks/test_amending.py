"""Amending what was issued, on pages: first what exactly would change and whom it tells, then the change."""

from __future__ import annotations

import re

import pytest

from khworkflow.core.authz import SYSTEM
from khworkflow.core.db import database
from khworkflow.tasks import commands, extensions, queries
from khworkflow.tasks.commands import Answer
from khworkflow.tasks.lifecycle import State
from tests import factories
from tests.cast import sign_in
from tests.feature.tasks.test_amendments import LATER
from tests.pages import get, hidden, post

GROUND = {"words": "Đại hội tỉnh lùi sang tháng 11.", "paper_number": "12/TB-HKH", "paper_on": "2019-07-08"}


@pytest.fixture
def nine(cast):
    return [one.id for one in factories.issued(cast) if one.directive.title == "Nhân sự Đại hội"]


@pytest.fixture
def hoa(client, cast, nine):
    return sign_in(client, cast.hoa)


def now(number):
    database.session.rollback()
    database.session.expire_all()
    return queries.get(SYSTEM, number)


def confirm(client, url, given):
    """Record what is given after its preview."""
    preview = post(client, url, given, page=url, status=200).text
    return post(client, url, given | {"sure": hidden_in_button(preview)}, page=url)


def hidden_in_button(preview):
    return re.search(r'name="sure" value="([0-9a-f]{32})"', preview)[1]


def sent(client, url):
    """Return what the page sends by itself: its key, and the versions it shows."""
    page = get(client, url).text
    return {"client_key": hidden(page, "client_key")} | dict(re.findall(r'name="(seen-\d+)" value="(\d+)"', page))


def test_several_due_days_are_moved_at_once_after_a_page_said_what_would_happen(hoa, cast, nine):
    directive = now(nine[0]).directive_id
    url, conclusion = f"/tasks/directives/{directive}/amendment", now(nine[0]).directive.conclusion_id
    task = now(nine[2])
    extensions.ask(cast.lan.actor, task, Answer("Chờ họp.", "x", task.version), LATER)
    database.session.commit()
    given = sent(hoa, url) | GROUND | {"due_on": "2019-10-31", "dated": [str(one) for one in nine[:3]], f"part-{nine[8]}": "none"}
    preview = post(hoa, url, given, page=url, status=200).text
    assert "Sẽ điều chỉnh như sau. Chưa ghi gì cả." in preview
    said = (
        "3 nhiệm vụ đổi thời hạn; 1 đơn vị không phải thực hiện nữa; 1 đề nghị gia hạn hết hiệu lực; 4 đơn vị được báo bằng thư."
    )
    assert said in " ".join(preview.split())
    assert "Huyện hội Lục Yên: thời hạn 30/9/2019 → 31/10/2019" in preview
    assert "báo cho: Hoàng Thị Lan" in preview
    assert now(nine[0]).due_on == factories.STAFFING_DUE

    answer = confirm(hoa, url, given)
    post(hoa, url, given | {"sure": "1"}, page=url)  # the same button twice

    assert answer.location.endswith(f"/conclusions/{conclusion}#d{directive}")
    assert [now(one).due_on for one in nine[:4]] == [LATER] * 3 + [factories.STAFFING_DUE]
    assert now(nine[8]).state is State.WITHDRAWN
    page = " ".join(get(hoa, f"/conclusions/{conclusion}").text.split())
    assert "có điều chỉnh" in page
    assert "thời hạn 30/9/2019 → 31/10/2019: Thành hội Yên Bái, Thị hội Nghĩa Lộ, Huyện hội Lục Yên" in page
    assert "Theo văn bản số 12/TB-HKH ngày 08/7/2019." in page
    assert "Đã báo: " in page
    assert "Điều chỉnh một ý kiến: đổi thời hạn 3 nhiệm vụ" in page
    assert "Thường trực điều chỉnh: thời hạn 31/10/2019" in get(hoa, f"/tasks/{nine[0]}").text


def test_all_due_days_of_a_directive_are_moved_with_one_tick(hoa, nine):
    url = f"/tasks/directives/{now(nine[0]).directive_id}/amendment"
    given = sent(hoa, url) | GROUND | {"due_on": "2019-10-31", "dated_all": "1"}
    assert "9 nhiệm vụ đổi thời hạn" in post(hoa, url, given, page=url, status=200).text
    confirm(hoa, url, given)

    assert {now(one).due_on for one in nine} == {LATER}


def test_a_day_changed_after_the_preview_is_shown_again_before_it_is_recorded(hoa, nine):
    url = f"/tasks/directives/{now(nine[0]).directive_id}/amendment"
    given = sent(hoa, url) | GROUND | {"due_on": "2019-11-15", "dated_all": "1"}
    seen = hidden_in_button(post(hoa, url, given, page=url, status=200).text)
    again = post(hoa, url, given | {"due_on": "2019-10-31", "sure": seen}, page=url, status=200).text

    assert "Chưa ghi gì: có nội dung đã thay đổi" in again
    assert now(nine[0]).due_on == factories.STAFFING_DUE
    post(hoa, url, given | {"due_on": "2019-10-31", "sure": hidden_in_button(again)}, page=url)
    assert {now(one).due_on for one in nine} == {LATER}


def test_an_association_reads_of_an_amendment_what_is_its_own(hoa, app, cast, nine):
    url = f"/tasks/directives/{now(nine[0]).directive_id}/amendment"
    given = sent(hoa, url) | GROUND | {"due_on": "2019-10-31", "dated": [str(nine[2]), str(nine[3])]}
    confirm(hoa, url, given)
    page = get(sign_in(app.test_client(), cast.lan), f"/conclusions/{now(nine[0]).directive.conclusion_id}").text

    assert "thời hạn 30/9/2019 → 31/10/2019" in page
    assert GROUND["words"] in page
    assert "Mù Cang Chải" not in page
    assert "Đã báo" not in page
    assert "Điều chỉnh ý kiến này" not in page


def test_a_page_on_which_nothing_was_chosen_amends_nothing_and_keeps_what_was_typed(hoa, nine):
    url = f"/tasks/directives/{now(nine[0]).directive_id}/amendment"
    page = post(hoa, url, sent(hoa, url) | GROUND, page=url, status=422).text
    assert "Xin chọn nội dung điều chỉnh." in page
    assert GROUND["words"] in page
    assert "Xin viết vài lời." in post(hoa, url, sent(hoa, url), page=url, status=422).text
    early = GROUND | {"due_on": "2019-07-01", "dated": str(nine[0])}
    assert "Thời hạn mới phải sau hôm nay" in post(hoa, url, sent(hoa, url) | early, page=url, status=422).text
    half = GROUND | {"paper_on": "", "due_on": "2019-10-31", "dated": str(nine[0])}
    assert "Xin ghi cả số và ngày của văn bản." in post(hoa, url, sent(hoa, url) | half, page=url, status=422).text


def test_who_changed_meanwhile_is_named_and_nobody_is_amended(hoa, cast, nine):
    url = f"/tasks/directives/{now(nine[0]).directive_id}/amendment"
    given = sent(hoa, url) | GROUND | {"due_on": "2019-10-31", "dated": [str(one) for one in nine], "sure": "1"}
    task = now(nine[2])
    commands.acknowledge(cast.lan.actor, task, seen_version=task.version)
    database.session.commit()
    page = post(hoa, url, given, page=url, status=409).text

    assert "Chưa ghi gì: Huyện hội Lục Yên đã có thay đổi" in page
    assert GROUND["words"] in page
    assert now(nine[0]).due_on == factories.STAFFING_DUE


def test_an_association_is_added_on_the_page(hoa, cast, nine):
    other = next(one for one in queries.of_conclusion(SYSTEM, now(nine[0]).directive.conclusion_id) if one.id not in nine)
    url = f"/tasks/directives/{other.directive_id}/amendment"
    city = cast.city.id
    confirm(hoa, url, sent(hoa, url) | GROUND | {f"add-{city}": "coordinate", "added_due_on": "2019-10-31"})

    made = next(one for one in queries.of_directive(SYSTEM, other.directive_id) if one.association_id == city)
    assert made.due_on == LATER
    page = get(hoa, f"/conclusions/{made.directive.conclusion_id}").text
    assert "giao thêm, phối hợp, hạn 31/10/2019: Thành hội Yên Bái" in " ".join(page.split())


def test_new_words_are_issued_after_a_preview_and_both_papers_point_to_each_other(hoa, app, cast, nine):
    task = now(nine[2])
    commands.report_progress(cast.lan.actor, task, Answer("Đã họp một lần.", "p", task.version))
    database.session.commit()
    directive, old = task.directive_id, now(nine[2]).directive.conclusion_id
    url = f"/tasks/directives/{directive}/replacement"
    new = {"text": "Huyện hội Lục Yên trình nhân sự Đại hội trước ngày 31/10/2019.", "title": "Nhân sự Đại hội (mới)"}
    given = sent(hoa, url) | GROUND | new | {"due_on": "2019-10-31", f"add-{cast.luc_yen.id}": "lead"}
    assert "phải có văn bản" in post(hoa, url, given | {"paper_number": ""}, page=url, status=422).text
    preview = " ".join(post(hoa, url, given, page=url, status=200).text.split())
    assert "1 nhiệm vụ được thay; 8 đơn vị không phải thực hiện nữa" in preview
    confirm(hoa, url, given)

    fresh = now(now(nine[2]).superseded_by_id)
    assert fresh.directive.quote == new["text"]
    number, paper = fresh.id, fresh.directive.conclusion_id
    for reader in (hoa, sign_in(app.test_client(), cast.lan)):
        assert f'href="/tasks/{number}"' in get(reader, f"/tasks/{nine[2]}").text
        assert f'href="/tasks/{nine[2]}"' in get(reader, f"/tasks/{number}").text
        assert new["text"] in get(reader, f"/conclusions/{old}").text
        page = get(reader, f"/conclusions/{paper}").text
        assert f'href="/conclusions/{old}#d{directive}"' in page


def test_only_the_committee_finds_the_way_to_an_amendment(hoa, app, cast, nine):
    conclusion = now(nine[0]).directive.conclusion_id
    assert "Điều chỉnh ý kiến này…" in get(hoa, f"/conclusions/{conclusion}").text
    assert "Điều chỉnh ý kiến này…" not in get(sign_in(app.test_client(), cast.kien), f"/conclusions/{conclusion}").text
