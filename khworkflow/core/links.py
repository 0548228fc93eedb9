"""Addresses of pages, for mails and documents: made where there is no request to ask."""

from __future__ import annotations

import re
from typing import Final

_ANSWER: Final = "/tasks/answer/"
_STOP: Final = "/mail/digest/"
_FEED: Final = "/calendar/"
_EXPLANATION: Final = "/reports/explanations/answer/"
#: Which task a link answers is no secret: a kept letter tells of which tasks it told.
_SECRETS: Final = re.compile(rf"({_ANSWER}\d+(?=-)|{_ANSWER}|{_STOP}|{_FEED}|{_EXPLANATION})[\w.-]+")
_base = "http://127.0.0.1:8000"


def base(url: str) -> None:
    """Let links begin with the address under which people reach this installation."""
    global _base  # noqa: PLW0603 - one address per installation, set once at start
    _base = url.rstrip("/")


def to(path: str) -> str:
    """Return the full address of the page at the path, which begins with a slash."""
    return f"{_base}{path}"


def task(task_id: int) -> str:
    """Return the full address of a task's page."""
    return to(f"/tasks/{task_id}")


def answer(secret: str) -> str:
    """Return the full address of the link that opens one task without signing in."""
    return to(f"{_ANSWER}{secret}")


def stop_digest(secret: str) -> str:
    """Return the full address of the link that switches a digest off with one click."""
    return to(f"{_STOP}{secret}")


def feed(secret: str) -> str:
    """Return the full address of a person's calendar."""
    return to(f"{_FEED}{secret}.ics")


def explanation(secret: str) -> str:
    """Return the full address of the link by which a chair answers a letter that asks for an explanation."""
    return to(f"{_EXPLANATION}{secret}")


def without_secrets(text: str) -> str:
    """Return the text with the links that open something cut short: to be shown to others than their reader."""
    return _SECRETS.sub(r"\1…", text)


def traces(task_id: int) -> tuple[str, str]:
    """Return what stands in the kept HTML of a letter that led to the task: its page's link, and that to answer it."""
    return f'{task(task_id)}"', f"{to(_ANSWER)}{task_id}…"


def conclusion(conclusion_id: int) -> str:
    """Return the full address of a conclusion's page."""
    return to(f"/conclusions/{conclusion_id}")
