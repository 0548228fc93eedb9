"""The pages on which figures are reported, aimed at and read."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from khworkflow.figures import commands
from tests import pages
from tests.cast import sign_in

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from tests.cast import Cast


def key(client: FlaskClient) -> str:
    found = re.search(r'name="client_key"[^>]*value="(\w+)"', pages.get(client, "/figures").text)
    assert found
    return found[1]


def test_the_committee_asks_the_chair_reports_and_everybody_reads(client: FlaskClient, cast: Cast):
    sign_in(client, cast.hoa)
    assert "Chưa có chỉ tiêu nào." in pages.get(client, "/figures").text
    new = {"new-name": "Hội viên", "new-unit": "người", "new-association_id": cast.province_id}
    pages.post(client, "/figures/indicators", new, page="/figures")
    assert "Đã có chỉ tiêu mang tên này." in pages.post(client, "/figures/indicators", new, page="/figures", status=422).text
    aim = {"target-indicator_id": 1, "target-association_id": cast.luc_yen.id, "target-year": 2019, "target-value": "2.000"}
    pages.post(client, "/figures/targets", aim, page="/figures")
    assert (
        "1.250 hoặc 12,5"
        in pages.post(client, "/figures/targets", aim | {"target-value": "1.5"}, page="/figures", status=422).text
    )
    assert pages.post(client, "/figures/targets", aim | {"target-year": 1}, page="/figures", status=422)

    sign_in(client, cast.lan)
    said = {"indicator_id": 1, "association_id": cast.luc_yen.id, "value": "1.500", "as_of": "2019-06-30", "sort": "estimated"}
    assert not re.search(r'name="sort"[^>]* checked', pages.get(client, "/figures").text)  # nothing is chosen beforehand
    unsaid = pages.post(client, "/figures", said | {"sort": ""}, page="/figures", status=422)
    assert "Xin chọn số chính thức hay ước tính." in unsaid.text
    pages.post(client, "/figures", said | {"client_key": key(client)}, page="/figures")
    lower = pages.post(client, "/figures", said | {"value": "900", "as_of": "2019-07-01"}, page="/figures", status=422)
    assert "Xin nêu lý do số liệu giảm" in lower.text
    assert 'value="900"' in lower.text
    assert pages.post(client, "/figures", said | {"value": ""}, page="/figures", status=422)

    sign_in(client, cast.hoa)
    whole = pages.get(client, "/figures").text
    assert "1.500" in whole
    assert "75 %" in whole
    assert "1 trên 9 đơn vị đã báo" in whole
    one = pages.get(client, "/figures/1").text
    assert "ước đạt 1.500 người, tính đến ngày 30/6/2019" in one
    pages.post(client, "/figures/1/end", {}, page="/figures/1")
    assert "Chưa có chỉ tiêu nào." in pages.get(client, "/figures").text


def test_a_chair_sees_her_own_association_and_no_other(client: FlaskClient, cast: Cast):
    indicator = commands.add_indicator(cast.hoa.actor, cast.province, "Hội viên", "người")
    counted = commands.Counted("800", date(2019, 7, 1), is_final=True, client_key="v")
    commands.report(cast.van.actor, indicator, cast.van_yen, counted)
    sign_in(client, cast.lan)

    for path in ("/figures", "/figures/1"):
        page = pages.get(client, path).text
        assert "800" not in page
        assert "Văn Yên" not in page
