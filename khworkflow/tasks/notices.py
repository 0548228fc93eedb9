"""Who hears of what happens to a task; writes what is owed, sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.associations import queries as associations
from khworkflow.core.authz import Role
from khworkflow.mailing.commands import owe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from khworkflow.accounts.models import User
    from khworkflow.conclusions.models import Amendment, Conclusion
    from khworkflow.eventlog.models import LogEntry
    from khworkflow.tasks.events import ShareBroughtForward
    from khworkflow.tasks.lifecycle import Action
    from khworkflow.tasks.models import Extension, Reply, Task


def tell_assignees(conclusion: Conclusion, tasks: Sequence[Task]) -> None:
    """Owe each association one word about everything that the conclusion gives it."""
    for association_id in dict.fromkeys(task.association_id for task in tasks):
        for person in associations.contacts(association_id):
            owe(
                person.id,
                "conclusion_issued",
                f"conclusion:{conclusion.id}",
                key=f"conclusion_issued-{conclusion.id}-{association_id}-{person.id}",
                association_id=association_id,
            )


def tell_of_share(share: Task) -> None:
    """Owe the association a word about the part that was handed down to it."""
    for person in associations.contacts(share.association_id):
        owe(person.id, "task_handed_down", f"task:{share.id}", key=f"task_handed_down-{share.id}-{person.id}")


def _those_who_decide(task: Task) -> list[User]:
    """Return the committee that concluded; of a share, who speaks for the association that handed it down."""
    if task.parent is not None:
        return associations.contacts(task.parent.association_id)
    return associations.holders(Role.COMMITTEE, task.directive.conclusion.association_id)


def tell_committee(task: Task) -> None:
    """Owe those who confirm a word about the submission."""
    for person in _those_who_decide(task):
        owe(person.id, "task_submitted", f"task:{task.id}", key=f"task_submitted-{task.id}-{task.round}-{person.id}")


def tell_decision(task: Task, reply: Reply, action: Action) -> None:
    """Owe the association a word about what was decided."""
    for person in associations.contacts(task.association_id):
        owe(
            person.id,
            "task_decided",
            f"task:{task.id}",
            key=f"task_decided-{reply.id}-{person.id}",
            action=action.value,
            reply_id=reply.id,
        )


def tell_of_request(task: Task, extension: Extension) -> None:
    """Owe those who decide a word about the request for time."""
    for person in _those_who_decide(task):
        key = f"extension_asked-{extension.id}-{person.id}"
        owe(person.id, "extension_asked", f"task:{task.id}", key=key, extension_id=extension.id)


def tell_of_extension(task: Task, extension: Extension) -> None:
    """Owe the association a word about whether it got the time."""
    for person in associations.contacts(task.association_id):
        key = f"extension_decided-{extension.id}-{person.id}"
        owe(person.id, "extension_decided", f"task:{task.id}", key=key, extension_id=extension.id)


def tell_amendment(amendment: Amendment, association_id: int) -> None:
    """Owe the association one word about everything that the amendment changes for it."""
    for person in associations.contacts(association_id):
        owe(
            person.id,
            "directive_amended",
            f"amendment:{amendment.id}",
            key=f"directive_amended-{amendment.id}-{association_id}-{person.id}",
            association_id=association_id,
        )


def tell_brought_forward(share: Task, entry: LogEntry, event: ShareBroughtForward) -> None:
    """Owe the association a word that its part is due earlier, because the whole is."""
    for person in associations.contacts(share.association_id):
        owe(
            person.id,
            "share_brought_forward",
            f"task:{share.id}",
            key=f"share_brought_forward-{entry.id}-{person.id}",
            due_on=event.due_on,
            old_due_on=event.old_due_on,
            words=event.words,
        )


def tell_withdrawal(task: Task) -> list[str]:
    """Owe the association a word that the task was taken back; return the names of those who will be told."""
    people = associations.contacts(task.association_id)
    for person in people:
        owe(person.id, "task_withdrawn", f"task:{task.id}", key=f"task_withdrawn-{task.id}-{person.id}")
    return [person.name for person in people]
