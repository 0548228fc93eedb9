"""Pages of long lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import request, url_for

SIZE: Final = 50
LAST: Final = 100_000


@dataclass(frozen=True)
class Page:
    """Where in a list one is: the page's number from 1, and how many entries there are in all."""

    number: int
    total: int
    size: int = SIZE

    @property
    def count(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    def url(self, number: int) -> str:
        """Return the address of another page of the same list."""
        kept: dict[str, Any] = {name: values for name, values in request.args.lists() if name != "page"}
        return url_for(request.endpoint or "", **{**(request.view_args or {}), **kept, "page": number})

    @property
    def previous_url(self) -> str | None:
        """The address of the page before, or None on the first."""
        return self.url(self.number - 1) if self.number > 1 else None

    @property
    def next_url(self) -> str | None:
        """The address of the page after, or None on the last."""
        return self.url(self.number + 1) if self.number < self.count else None


def page_number() -> int:
    """Return the page that the address asks for; what makes no sense means the nearest that does."""
    return min(max(request.args.get("page", 1, type=int), 1), LAST)
