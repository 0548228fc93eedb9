"""A mail room wired to a real SMTP sink."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from khworkflow.mailing import post
from tests.servers import Sink, smtp_sink

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def sink(db: object) -> Iterator[Sink]:
    """Return the mailbox behind the SMTP server that this test's mail room sends through."""
    del db
    before = post.room()
    with smtp_sink() as (kept, url):
        post.wire(replace(before, smtp_url=url))
        yield kept
    post.wire(before)
