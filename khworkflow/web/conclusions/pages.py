"""What several views of conclusions show: the draft, what issuing would do, the second of two people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import render_template

from khworkflow.conclusions import policies, proposals, queries
from khworkflow.conclusions.amending import changes_of
from khworkflow.conclusions.said import why
from khworkflow.conclusions.spans import Span, clauses, lines
from khworkflow.conclusions.wording import part_word
from khworkflow.core.authz import ensure
from khworkflow.core.errors import Conflict, NotFound, Refused
from khworkflow.inspections import queries as inspections
from khworkflow.web import history
from khworkflow.web.access import current_actor
from khworkflow.web.conclusions.forms import DaysForm, HeadForm, IssueForm, MarkForm, directive_form

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from khworkflow.associations.models import Association
    from khworkflow.conclusions.models import Conclusion
    from khworkflow.web.conclusions.forms import DirectiveForm
    from khworkflow.web.fields import Form


def drafted(conclusion_id: int) -> Conclusion:
    """Return the draft, to those who draft; an issued conclusion has no such page."""
    actor = current_actor()
    conclusion = queries.get(actor, conclusion_id)
    ensure(policies.draft_conclusion, actor, conclusion.association)
    if conclusion.is_issued:
        raise Conflict
    return conclusion


def draft_page(  # noqa: PLR0913 - each form of the page may be the one that was refused
    conclusion: Conclusion, *, head: HeadForm | None = None, marking: MarkForm | None = None, days: DaysForm | None = None,
    described: tuple[int, DirectiveForm] | None = None, refused: tuple[int, str] | None = None,
) -> str:  # fmt: skip
    """Return the page on which the draft is corrected.

    Args:
        conclusion: the draft.
        head: the form of its head, as it was refused.
        marking: the form that adds a directive, as it was refused.
        days: the form of the missing days, as it was refused.
        described: a directive's number and its form, as it was refused.
        refused: a directive's number and why its words could not be cut so.

    """
    offered = queries.choices(conclusion)
    forms = {directive.id: directive_form(directive, offered) for directive in conclusion.directives}
    forms.update([described] if described else [])
    kept = {name: getattr(conclusion, name) for name in ("title", "number", "dated_on", "signer", "signer_position")}
    seen = {"seen_version": conclusion.version}
    lacking = {directive.id: queries.lacks(conclusion, directive) for directive in conclusion.directives}
    inspection = round_of(conclusion)
    return render_template(
        "conclusions/draft.html", conclusion=conclusion, lines=marked_lines(conclusion), forms=forms,
        level=queries.district_level(conclusion), visited=visited(inspection), round=inspection,
        head=head or HeadForm(formdata=None, data=kept | seen), days=days or DaysForm(formdata=None, data=seen),
        marking=marking or MarkForm(formdata=None, data=seen), refused=dict([refused] if refused else []),
        clauses=[(span, conclusion.text[span.start : span.end]) for span in clauses(conclusion.text)],
        cuts={one.id: _cuts(conclusion, Span(one.start, one.end)) for one in conclusion.directives},
        said=proposals.of_directives(conclusion), why=why, corrections=proposals.corrections(current_actor(), conclusion),
        lacking=lacking, dayless=sum(queries.lacks_day(one) for one in conclusion.directives),
        unsettled=queries.unsettled(conclusion), preview=queries.preview(conclusion), originals=queries.originals(conclusion),
        steps=history.of_conclusion(current_actor(), conclusion),
    )  # fmt: skip


def preview_page(conclusion: Conclusion) -> str:
    """Return the page that says what issuing would do."""
    form = IssueForm(formdata=None, data={"seen": queries.fingerprint(conclusion)})
    return render_template(
        "conclusions/preview.html", conclusion=conclusion, form=form, preview=queries.preview(conclusion),
        unsettled=queries.unsettled(conclusion), may_issue=policies.issue_conclusion(current_actor(), conclusion), part_word=part_word,
    )  # fmt: skip


def conflict_page(conclusion: Conclusion, both: list[tuple[Any, Any, Any]]) -> ResponseReturnValue:
    """Tell the second of two people, with both texts kept."""
    return render_template("conclusions/conflict.html", conclusion=conclusion, differences=both), 409


def marked_lines(conclusion: Conclusion) -> list[list[Any]]:
    """Return the text cut into lines and those where a directive begins or ends."""
    return lines(conclusion.text, [Span(one.start, one.end) for one in conclusion.directives])


def round_of(conclusion: Conclusion) -> Any:
    """Return the conclusion's round, where the reader may see it."""
    try:
        return inspections.get(current_actor(), conclusion.inspection_id) if conclusion.inspection_id else None
    except NotFound:
        return None


def amended(conclusion: Conclusion, given: dict[int, dict[int, Any]]) -> dict[str, Any]:
    """Return what was amended of each directive as far as the reader may know it, and what this conclusion replaced itself."""
    actor, own = current_actor(), {one.id for one in conclusion.directives}
    sees_all = policies.draft_conclusion(actor, conclusion.association)
    beside: dict[int, list[tuple[Any, list[Any]]]] = {}
    several = queries.amendments(conclusion)
    for one in several:
        if one.directive_id in own:
            mine = [change for change in changes_of(one) if sees_all or change.association_id in given[one.directive_id]]
            if mine:
                beside.setdefault(one.directive_id, []).append((one, mine))
    replaced = {one.replaced_by_id: one.directive for one in several if one.replaced_by_id in own}
    return {"beside": beside, "replaced": replaced, "sees_all": sees_all, "may": policies.issue_conclusion(actor, conclusion)}


def visited(inspection: Any) -> list[Association]:
    """Return the associations that the round visited, each once."""
    return list({one.association_id: one.association for one in inspection.visits}.values()) if inspection else []


def explain(form: Form, error: Refused) -> None:
    """Put the refusal beside its field, or beside the first that everybody fills in."""
    field = form[error.field] if error.field in form else form["title" if "title" in form else "quote"]
    field.errors = [*field.errors, error.message]


def _cuts(conclusion: Conclusion, span: Span) -> list[tuple[int, str, str]]:
    """Return where the quote can be parted: the place, the words before it and the words after it."""
    inside = [one.start for one in clauses(conclusion.text) if span.start < one.start < span.end]
    return [(at, conclusion.text[span.start : at], conclusion.text[at : span.end]) for at in inside]
