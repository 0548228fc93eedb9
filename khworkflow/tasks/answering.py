"""Links that open one task without signing in: made again whenever needed, kept nowhere, revoked by counting on.

A link names the task, the person to whom the letter went and the count of revocations, signed with
the installation's key: a leaked database gives no link away. It is good for whoever still answers
for the association, while the task is unfinished; it opens that task alone and is no session.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from khworkflow.accounts.models import User
from khworkflow.associations.queries import actor_for
from khworkflow.core import links
from khworkflow.core.authz import NOBODY, SYSTEM, Actor, ensure
from khworkflow.core.db import database
from khworkflow.core.errors import NotFound
from khworkflow.eventlog.log import record
from khworkflow.tasks import policies, queries
from khworkflow.tasks.lifecycle import UNFINISHED
from khworkflow.tasks.link_events import LinksRevoked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from khworkflow.tasks.models import Extension, Reply, Task

_SHAPE: Final = re.compile(r"([0-9]{1,18})-([0-9]{1,18})-([0-9]{1,9})\.([\w-]{22})", re.ASCII)
_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opened:
    """What a link opened: one task, for the person to whom the letter went."""

    task: Task
    actor: Actor
    person: User


def sign_with(keys: Sequence[str]) -> None:
    """Let links be signed with the first key; those signed with the others stay good."""
    global _keys  # noqa: PLW0603 - one ring of keys per installation, set once at start
    _keys = tuple(keys)


def secret(task: Task, person_id: int) -> str:
    """Return what stands at the end of the person's link to the task."""
    said = f"{task.id}-{person_id}-{task.links_revoked}"
    return f"{said}.{_sign(_keys[0], said)}"


def address(task: Task, person_id: int) -> str:
    """Return the link by which the person answers the task; without a right to answer, the task's own page."""
    return addresses(person_id)(task)


def addresses(person_id: int) -> Callable[[Task], str]:
    """Return what gives the same for one task after the other, having asked once who the person is."""
    person = database.session.get(User, person_id)
    actor = actor_for(person) if person is not None else NOBODY

    def address_of(task: Task) -> str:
        if task.state not in UNFINISHED or not policies.work_on_task(actor, task):
            return links.task(task.id)
        return links.answer(secret(task, person_id))

    return address_of


def opened(given: str) -> Opened:
    """Return what the link opens.

    Raises:
        NotFound: it is forged or revoked, the task has ended, or the person answers for the association no more;
            nothing tells which.

    """
    shape = _SHAPE.fullmatch(given)
    if shape is None:
        raise NotFound
    task_id, person_id, revoked, signature = shape.groups()
    said = f"{task_id}-{person_id}-{revoked}"
    if not any(hmac.compare_digest(_sign(key, said), signature) for key in _keys):
        raise NotFound
    task, person = queries.get(SYSTEM, int(task_id)), database.session.get(User, int(person_id))
    is_over = task.links_revoked != int(revoked) or task.state not in UNFINISHED
    if person is None or person.disabled_at is not None or is_over:
        raise NotFound
    actor = actor_for(person)
    if not policies.work_on_task(actor, task):
        raise NotFound
    return Opened(task, actor, person)


def revoke(actor: Actor, task: Task) -> None:
    """Let no link to the task that was sent so far open it any more; the next letter carries a new one."""
    ensure(policies.revoke_links, actor, task)
    task.links_revoked += 1
    record(actor, f"task:{task.id}", LinksRevoked(task.id))


def receipt(reply: Reply) -> str:
    """Return the number to read out on the telephone: the reply's, and two figures that a slip of the tongue breaks."""
    return _with_check(reply.id, 0)


def receipt_of_request(extension: Extension) -> str:
    """Return the same for a request for time; no number is one of a reply too."""
    return _with_check(extension.id, 1)


def replied(number: str) -> int | None:
    """Return the reply that the receipt number names; None when a figure is wrong."""
    return _checked(number, 0)


def requested(number: str) -> int | None:
    """Return the request for time that the receipt number names; None when a figure is wrong."""
    return _checked(number, 1)


def _with_check(number: int, kind: int) -> str:
    """Return the number with two figures that make the whole leave the kind as its remainder by 97."""
    return f"{number:04d}{97 - (number * 100 - kind) % 97:02d}"


def _checked(number: str, kind: int) -> int | None:
    figures = "".join(letter for letter in number if letter in "0123456789")
    return int(figures[:-2]) if 6 <= len(figures) <= 18 and int(figures) % 97 == kind else None  # noqa: PLR2004 - as made above


def _sign(key: str, said: str) -> str:
    digest = hmac.new(key.encode(), f"answer:{said}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest[:16]).decode().rstrip("=")
