"""Who acts, and the one door through which every policy is asked.

A person holds roles *at an association*; a role reaches down that association's subtree and
nowhere else. An actor is a frozen copy of that, made anew for each request.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec

from khworkflow.core.errors import Forbidden

if TYPE_CHECKING:
    from collections.abc import Callable

Things = ParamSpec("Things")


class Role(StrEnum):
    """What a person may be at an association."""

    COMMITTEE = "committee"  # Thường trực: issues, confirms, signs
    INSPECTOR = "inspector"  # Ban Kiểm tra: records, drafts, prepares
    CHAIR = "chair"  # Chủ tịch Hội of the assignee
    OFFICER = "officer"  # cán bộ Hội of the assignee
    CLERK = "clerk"  # văn phòng: records what was said on the telephone
    OBSERVER = "observer"  # cấp ủy, Trung ương Hội: reads
    ADMINISTRATOR = "administrator"  # people, rules, backups


#: Roles that see everything in their subtree; a chair's or officer's own unit is a subtree too.
READERS: Final = frozenset(Role) - {Role.ADMINISTRATOR}
#: Roles of those who assign and follow up.
STAFF: Final = frozenset({Role.COMMITTEE, Role.INSPECTOR, Role.CLERK})


@dataclass(frozen=True)
class Seat:
    """One role at one association; ``path`` is the association's place in the tree, "1.5."."""

    role: Role
    association_id: int
    path: str
    has_below: bool = False  # whether there are associations below, to which work can be handed down


@dataclass(frozen=True)
class Actor:
    """Who acts: a person with seats, or the system (no person, no seat)."""

    user_id: int | None
    name: str = ""
    seats: tuple[Seat, ...] = ()
    locale: str = "vi"

    @property
    def is_system(self) -> bool:
        """Whether this is the system itself, acting by its timetable."""
        return self.user_id is None and bool(self.name)

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held anywhere."""
        return frozenset(seat.role for seat in self.seats)

    def has(self, roles: frozenset[Role] | Role, path: str) -> bool:
        """Return whether one of the roles is held at the association with this path or above it."""
        wanted = frozenset({roles}) if isinstance(roles, Role) else roles
        return any(seat.role in wanted and path.startswith(seat.path) for seat in self.seats)

    def holds(self, roles: frozenset[Role] | Role, association_id: int) -> bool:
        """Return whether one of the roles is held at exactly this association."""
        wanted = frozenset({roles}) if isinstance(roles, Role) else roles
        return any(seat.role in wanted and seat.association_id == association_id for seat in self.seats)

    def paths(self, roles: frozenset[Role]) -> tuple[str, ...]:
        """Return the tops of the subtrees in which one of the roles is held, without nested ones."""
        tops = sorted({seat.path for seat in self.seats if seat.role in roles})
        return tuple(top for top in tops if not any(top != other and top.startswith(other) for other in tops))


SYSTEM: Final = Actor(user_id=None, name="khworkflow")
NOBODY: Final = Actor(user_id=None)


def may(policy: Callable[Concatenate[Actor, Things], bool], actor: Actor, *args: Things.args, **kwargs: Things.kwargs) -> bool:
    """Return what the policy says."""
    return policy(actor, *args, **kwargs)


def ensure(policy: Callable[Concatenate[Actor, Things], bool], actor: Actor, *args: Things.args, **kwargs: Things.kwargs) -> None:
    """Let the actor pass or stop him.

    Raises:
        Forbidden: the policy says no; carries the policy's name for the log.

    """
    if not policy(actor, *args, **kwargs):
        raise Forbidden(policy.__name__)
