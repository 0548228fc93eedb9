"""What is laid out while a batch of letters is written: asked once for all of them instead of once for each."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping

Thing = TypeVar("Thing")
_desk: ContextVar[dict[tuple[str, Hashable], Any] | None] = ContextVar("desk", default=None)


@contextmanager
def laid_out() -> Iterator[None]:
    """Have a desk inside; it must not outlive the transaction in which its things were read."""
    token = _desk.set({})
    try:
        yield
    finally:
        _desk.reset(token)


def put(what: str, things: Mapping[Any, object]) -> None:
    """Lay things of that name out, each under its key; without a desk nothing happens."""
    desk = _desk.get()
    if desk is not None:
        desk.update({(what, key): thing for key, thing in things.items()})


def of(what: str, key: Hashable, ask: Callable[[], Thing]) -> Thing:
    """Return what lies on the desk under the name and key, or else ask, and lay the answer there."""
    desk = _desk.get()
    if desk is None:
        return ask()
    if (what, key) not in desk:
        desk[what, key] = ask()
    found: Thing = desk[what, key]
    return found
