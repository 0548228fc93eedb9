"""Once a conclusion is issued, neither it nor what it asks is changed or deleted by any statement.

What is amended or withdrawn later is written in rows of its own. A migration that rebuilds
``conclusion``, ``directive`` or ``assignment`` on SQLite loses the triggers with the old table: it
takes the guards down before and puts them up after, as this one does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import op

if TYPE_CHECKING:
    from collections.abc import Iterator

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SAYING = "an issued conclusion is locked"
#: What is locked of each row; its version may still be counted up.
LOCKED = {
    "conclusion": "id association_id title text number dated_on signer signer_position issued_at issued_by_id",
    "directive": "id conclusion_id start end quote title kind due_on due_phrase is_reviewed_half_yearly",
    "assignment": "id directive_id association_id part due_on",
}
#: SQLite: whether a row, OLD or NEW, belongs to an issued conclusion.
ISSUED = {
    "conclusion": "{row}.issued_at IS NOT NULL",
    "directive": "EXISTS (SELECT 1 FROM conclusion c WHERE c.id = {row}.conclusion_id AND c.issued_at IS NOT NULL)",
    "assignment": "EXISTS (SELECT 1 FROM directive d JOIN conclusion c ON c.id = d.conclusion_id "
    "WHERE d.id = {row}.directive_id AND c.issued_at IS NOT NULL)",
}
#: SQLite: OR REPLACE deletes the row in the way without asking the triggers, so the new row is asked for it.
IN_THE_WAY = {
    "conclusion": "EXISTS (SELECT 1 FROM conclusion o WHERE o.issued_at IS NOT NULL AND {other} AND (o.id = NEW.id OR "
    "(o.association_id = NEW.association_id AND o.number = NEW.number AND o.dated_on = NEW.dated_on)))",
    "directive": "EXISTS (SELECT 1 FROM directive o JOIN conclusion c ON c.id = o.conclusion_id "
    "WHERE c.issued_at IS NOT NULL AND {other} AND o.id = NEW.id)",
    "assignment": "EXISTS (SELECT 1 FROM assignment o JOIN directive d ON d.id = o.directive_id "
    "JOIN conclusion c ON c.id = d.conclusion_id WHERE c.issued_at IS NOT NULL AND {other} AND o.id = NEW.id)",
}
FUNCTIONS = {
    "issued_refuse()": """
        RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          RAISE EXCEPTION 'an issued conclusion is locked' USING ERRCODE = 'integrity_constraint_violation';
        END $$""",
    # Whoever is issuing one of them at this moment is waited for, so that nothing slips in beside him.
    "issued_check(numbers bigint[])": """
        RETURNS void LANGUAGE plpgsql AS $$ BEGIN
          PERFORM 1 FROM conclusion WHERE id = ANY(numbers) FOR SHARE;
          IF EXISTS (SELECT 1 FROM conclusion WHERE id = ANY(numbers) AND issued_at IS NOT NULL) THEN
            RAISE EXCEPTION 'an issued conclusion is locked' USING ERRCODE = 'integrity_constraint_violation';
          END IF;
        END $$""",
    "issued_directive()": """
        RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF TG_OP <> 'INSERT' THEN PERFORM issued_check(ARRAY[OLD.conclusion_id]); END IF;
          IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
          PERFORM issued_check(ARRAY[NEW.conclusion_id]);
          RETURN NEW;
        END $$""",
    "issued_assignment()": """
        RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF TG_OP <> 'INSERT' THEN
            PERFORM issued_check(ARRAY(SELECT conclusion_id FROM directive WHERE id = OLD.directive_id));
          END IF;
          IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
          PERFORM issued_check(ARRAY(SELECT conclusion_id FROM directive WHERE id = NEW.directive_id));
          RETURN NEW;
        END $$""",
}


def upgrade() -> None:
    put_up = _on_sqlite if op.get_bind().dialect.name == "sqlite" else _on_postgresql
    for statement in put_up():
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in LOCKED:
            for doing in ("insert", "update", "replace", "delete"):
                op.execute(f"DROP TRIGGER issued_{table}_no_{doing}")
    else:
        for name in FUNCTIONS:
            op.execute(f"DROP FUNCTION {name.replace('numbers ', '')} CASCADE")  # its triggers go with it


def _on_sqlite() -> Iterator[str]:
    for table, columns in LOCKED.items():
        old, new = (ISSUED[table].format(row=row) for row in ("OLD", "NEW"))
        changed = " OR ".join(f'NEW."{column}" IS NOT OLD."{column}"' for column in columns.split())
        in_the_way = IN_THE_WAY[table].format(other="TRUE")
        another = IN_THE_WAY[table].format(other="o.id <> OLD.id")
        is_conclusion = table == "conclusion"  # which may become issued; nothing may come to an issued one
        when = {
            "insert": in_the_way if is_conclusion else f"{new} OR {in_the_way}",
            "update": f"({old}{'' if is_conclusion else f' OR {new}'}) AND ({changed})",
            "delete": old,
        }
        for doing, condition in when.items():
            yield _trigger(table, doing, doing, condition)
        yield _trigger(table, "replace", "update", another)


def _trigger(table: str, name: str, doing: str, condition: str) -> str:
    return (
        f"CREATE TRIGGER issued_{table}_no_{name} BEFORE {doing.upper()} ON {table} "
        f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{SAYING}'); END"
    )


def _on_postgresql() -> Iterator[str]:
    for name, body in FUNCTIONS.items():
        yield f"CREATE FUNCTION {name} {body}"
    for table, columns in LOCKED.items():
        old, new = (", ".join(f'{row}."{column}"' for column in columns.split()) for row in ("OLD", "NEW"))
        changed = f"ROW({old}) IS DISTINCT FROM ROW({new})"
        yield f"CREATE TRIGGER issued_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION issued_refuse()"
        if table == "conclusion":
            issued, does = "OLD.issued_at IS NOT NULL", "FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION issued_refuse()"
            yield f"CREATE TRIGGER issued_no_update BEFORE UPDATE ON {table} {does.format(when=f'{issued} AND {changed}')}"
            yield f"CREATE TRIGGER issued_no_delete BEFORE DELETE ON {table} {does.format(when=issued)}"
        else:
            does = f"EXECUTE FUNCTION issued_{table}()"
            yield f"CREATE TRIGGER issued_no_update BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({changed}) {does}"
            yield f"CREATE TRIGGER issued_no_change BEFORE INSERT OR DELETE ON {table} FOR EACH ROW {does}"
