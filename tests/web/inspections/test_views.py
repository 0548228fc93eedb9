"""The pages of inspections."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import pages
from tests.cast import sign_in

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.cast import Cast


def begun(client: FlaskClient, cast: Cast) -> str:
    sign_in(client, cast.kien)
    data = {
        "association_id": cast.province_id,
        "title": "Kiểm tra tháng 7",
        "purpose": "",
        "begins_on": "2019-07-02",
        "ends_on": "03/07/2019",
    }
    return pages.post(client, "/inspections", data, page="/inspections/new").location


def test_an_inspector_records_a_round_with_team_and_visits(client: FlaskClient, cast: Cast) -> None:
    url = begun(client, cast)
    pages.post(client, f"{url}/team", {"user_id": cast.van.id, "role": "peer", "name": "", "position": ""}, page=url)
    visit = {
        "association_id": cast.luc_yen.id,
        "on": "2019-07-02",
        "place": "Trụ sở",
        "self_report": "Đã xong.",
        "findings": "Tốt.",
    }
    pages.post(client, f"{url}/visits", visit, page=url)

    shown = pages.get(client, url).text
    assert cast.van.user.name in shown
    assert "Thứ Ba, ngày 02 tháng 7 năm 2019" in shown
    assert "Không còn việc tồn" in shown
    pages.get(client, "/inspections")
    pages.get(client, f"{url}/edit")


def test_a_peer_reads_the_round_without_any_form_and_a_stranger_does_not(client: FlaskClient, cast: Cast) -> None:
    url = begun(client, cast)
    pages.post(client, f"{url}/team", {"user_id": cast.van.id, "role": "peer"}, page=url)

    sign_in(client, cast.van)
    assert "Thêm người vào đoàn" not in pages.get(client, url).text
    assert client.get(f"{url}/edit").status_code == 403
    sign_in(client, cast.lan)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("title", "   ", "Tiêu đề không được để trống"),
        ("title", "x" * 501, "tối đa 500 ký tự"),
        ("ends_on", "2019-07-01", "trước ngày đầu"),
        ("ends_on", "", "Xin ghi ngày"),
        ("ends_on", "31/02/2019", "31/7/2019"),
    ],
)
def test_a_refused_round_keeps_the_words(client: FlaskClient, cast: Cast, name: str, value: str, said: str) -> None:
    sign_in(client, cast.kien)
    data = {
        "association_id": cast.province_id, "title": "Đợt", "purpose": "Mục đích đã gõ", "begins_on": "2019-07-02", "ends_on": "2019-07-03",
    }  # fmt: skip

    told = pages.post(client, "/inspections", data | {name: value}, page="/inspections/new", status=422).text

    assert said in told
    assert "Mục đích đã gõ" in told


def test_a_visit_outside_the_round_is_refused_and_the_second_of_two_sees_both(client: FlaskClient, cast: Cast) -> None:
    url = begun(client, cast)
    visit = {"association_id": cast.luc_yen.id, "on": "2019-07-05", "place": "", "self_report": "Báo cáo đã gõ", "findings": ""}
    assert "Báo cáo đã gõ" in pages.post(client, f"{url}/visits", visit, page=url, status=422).text
    pages.post(client, f"{url}/visits", visit | {"on": "2019-07-02"}, page=url)
    one = f"{url}/visits/1"
    pages.post(client, one, visit | {"on": "2019-07-02", "findings": "Ý của Hòa", "seen_version": 1})

    told = pages.post(client, one, visit | {"on": "2019-07-02", "findings": "Ý của Kiên", "seen_version": 1}, status=409).text

    assert "Ý của Hòa" in told
    assert "Ý của Kiên" in told
