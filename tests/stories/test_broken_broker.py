"""A whole office whose broker is stopped or frozen: people work, and letters leave."""

from __future__ import annotations

import time

import pytest

from tests.brokers import FROZEN, STOPPED, of_no_use
from tests.office import running_office
from tests.pages import hidden
from tests.servers import smtp_sink

pytestmark = [pytest.mark.slow, pytest.mark.fault]


@pytest.mark.parametrize("how", [STOPPED, FROZEN])
def test_with_a_broker_of_no_use_letters_leave_and_a_save_takes_no_time(tmp_path, how):
    """F5, F6: the worker looks by itself, and no request waits for the broker."""
    with (
        smtp_sink() as (sink, url),
        of_no_use(how) as address,
        running_office(tmp_path, KHW_SMTP_URL=url, REDIS_URL=address) as office,
    ):
        lan = office.visitor("lucyen")
        page = lan.get("/account")
        assert page.status == 200
        until = time.monotonic() + 90
        while "thanhhoi@khuyenhoc.example" not in sink.recipients and time.monotonic() < until:
            time.sleep(0.3)
        assert "thanhhoi@khuyenhoc.example" in sink.recipients, "the digest of Monday leaves without a wake-up"

        task = lan.get("/tasks/1")
        began = time.monotonic()
        for _ in range(2):
            lan.get("/")
        assert time.monotonic() - began < 3
        assert task.status in (200, 404)
        assert hidden(lan.get("/account").text, "csrf_token")
