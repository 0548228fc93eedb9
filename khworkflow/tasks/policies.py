"""Who may do what with a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from khworkflow.core.authz import READERS, STAFF, Actor, Role

if TYPE_CHECKING:
    from khworkflow.tasks.models import Extension, Reply, Task


def give_task(actor: Actor, task: Task) -> bool:
    """Who follows it up: the committee that concluded; of a share also whoever answers for the task it is a part of."""
    is_committee = actor.has(Role.COMMITTEE, task.directive.conclusion.association.path)
    return is_committee or (task.parent is not None and submit_task(actor, task.parent))


def see_task(actor: Actor, task: Task) -> bool:
    return actor.is_system or actor.has(READERS, task.association.path)


def work_on_task(actor: Actor, task: Task) -> bool:
    return actor.holds(frozenset({Role.CHAIR, Role.OFFICER}), task.association_id)


def submit_task(actor: Actor, task: Task) -> bool:
    """The chair; and the officer to whom he delegated it, for as long as he is one."""
    is_delegate = actor.user_id is not None and task.delegate_id == actor.user_id
    return actor.holds(Role.CHAIR, task.association_id) or (is_delegate and work_on_task(actor, task))


def amend_items(actor: Actor, task: Task) -> bool:
    """Whoever answers for the result, and the committee that wants it, say which steps lead to it."""
    return submit_task(actor, task) or actor.has(Role.COMMITTEE, task.directive.conclusion.association.path)


def delegate_task(actor: Actor, task: Task) -> bool:
    return actor.holds(Role.CHAIR, task.association_id)


def hand_down_task(actor: Actor, task: Task) -> bool:
    """Whoever answers for the association; what was handed down goes no further."""
    return task.parent_id is None and submit_task(actor, task)


def measure_task(actor: Actor, task: Task) -> bool:
    """The committee says by which indicators a directive is counted; shares are counted by the same."""
    return task.parent_id is None and give_task(actor, task)


def confirm_tasks(actor: Actor) -> bool:
    """Whether there may be a queue of what waits for the actor's confirmation; a chair's is what he handed down."""
    return bool(actor.roles & {Role.COMMITTEE, Role.INSPECTOR, Role.CHAIR})


def decide_task(actor: Actor, task: Task) -> bool:
    """Whoever follows it up decides; never on what one entered oneself."""
    entered_it = actor.user_id is not None and task.submitted_by_id == actor.user_id
    return give_task(actor, task) and not entered_it


def prepare_decision(actor: Actor, task: Task) -> bool:
    """Whoever follows it up; and the inspectors beside the committee that concluded, who prepare what it decides."""
    return give_task(actor, task) or actor.has(Role.INSPECTOR, task.directive.conclusion.association.path)


def judge_evidence(actor: Actor, task: Task, reply: Reply) -> bool:
    """Whoever decides or prepares it says whether a file is accepted; never of what one handed in oneself."""
    handed_it_in = actor.user_id is not None and actor.user_id in (reply.author_id, task.submitted_by_id)
    return prepare_decision(actor, task) and not handed_it_in


def revoke_links(actor: Actor, task: Task) -> bool:
    """The chair, whose letter may have gone astray, and the committee."""
    return delegate_task(actor, task) or withdraw_task(actor, task)


def examine_answers(actor: Actor, task: Task) -> bool:
    """The committee and its inspectors may say that they are looking at what the directive's associations answered."""
    return task.parent_id is None and prepare_decision(actor, task)


def reopen_task(actor: Actor, task: Task) -> bool:
    return give_task(actor, task)


def withdraw_task(actor: Actor, task: Task) -> bool:
    return give_task(actor, task)


def amend_directive(actor: Actor, task: Task) -> bool:
    """The committee that concluded amends what it asked."""
    return actor.has(Role.COMMITTEE, task.directive.conclusion.association.path)


def record_for_task(actor: Actor, task: Task) -> bool:
    """Somebody of the office, or of the association that handed it down, writes down what was said on the telephone."""
    is_above = task.parent is not None and work_on_task(actor, task.parent)
    return is_above or actor.has(STAFF, task.directive.conclusion.association.path)


def agree_to_reply(actor: Actor, task: Task) -> bool:
    """The association agrees to what was written down for it."""
    return work_on_task(actor, task)


def take_back_agreement(actor: Actor, task: Task, reply: Reply) -> bool:
    """Whoever agreed, for as long as he may agree."""
    return actor.user_id is not None and reply.agreed_by_id == actor.user_id and agree_to_reply(actor, task)


def add_evidence(actor: Actor, task: Task, reply: Reply) -> bool:
    """Whoever sent the reply, for as long as he may send one."""
    sent_it = actor.user_id is not None and reply.author_id == actor.user_id
    may_still = work_on_task(actor, task) if reply.said_how in (None, "link") else record_for_task(actor, task)
    return sent_it and reply.kind != "decision" and may_still


def take_back_reply(actor: Actor, task: Task, reply: Reply) -> bool:
    return add_evidence(actor, task, reply)


def take_link(actor: Actor, task: Task) -> bool:
    """Whoever writes down what the association says on the telephone may hand its people their link as well."""
    return record_for_task(actor, task)


def ask_for_time(actor: Actor, task: Task) -> bool:
    return work_on_task(actor, task)


def take_back_request(actor: Actor, task: Task, extension: Extension) -> bool:
    """Whoever asked for the time, for as long as he may ask."""
    return actor.user_id is not None and extension.asked_by_id == actor.user_id and ask_for_time(actor, task)


def decide_extension(actor: Actor, task: Task, extension: Extension) -> bool:
    """Whoever follows it up decides; never on what one asked for oneself."""
    asked_it = actor.user_id is not None and extension.asked_by_id == actor.user_id
    return give_task(actor, task) and not asked_it


def see_board(actor: Actor) -> bool:
    return bool(actor.roles & (STAFF | {Role.OBSERVER, Role.CHAIR, Role.OFFICER}))
