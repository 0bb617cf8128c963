"""PostgreSQL: foreign keys that carry the agency, and row-level security that even the tables' owner is under.

The role that serves requests owns nothing and is granted no more than it needs (docs/security.md): it reads and adds
audit events and can neither change nor delete one.
"""

from __future__ import annotations

from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper

from commonbeat.program.agencies.models import Agency
from commonbeat.program.agencies.scope import SETTING, SIGNING_IN
from commonbeat.program.audit.models import AuditEvent
from commonbeat.program.publishing.models import Answer, PublicSite, Release
from commonbeat.program.tenancy.owned_tables import Pointer, owned_models, pointers

#: Tables that sign-in must read before it knows the agency: who is this, and whose token is this?
_FOUND_BEFORE_THE_AGENCY: Final = {"agencies_member", "visits_device", "clients_apikey"}
_SCOPE: Final = f"current_setting('{SETTING}', true)"
_SIGNING_IN: Final = f"{_SCOPE} = '{SIGNING_IN}'"


def hold(database: BaseDatabaseWrapper, serving_role: str | None, public_role: str | None = None) -> None:
    """Make what is missing of constraints, policies and grants; safe to run again.

    Args:
        database: connected as the role that owns the tables.
        serving_role: the role that serves requests; None when it is the owner itself.
        public_role: the role that reads published pages; None when there is no public face.
    """
    with database.cursor() as cursor:
        _keys(cursor)
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
        _policies(cursor, owner if serving_role and serving_role != owner else None)
        if serving_role and serving_role != owner:
            _grants(cursor, serving_role)
        if public_role and public_role not in (serving_role, owner):
            _published(cursor, public_role)


def release(database: BaseDatabaseWrapper) -> None:
    """Drop the foreign keys of the line, so that a migration may change their columns."""
    with database.cursor() as cursor:
        for name, table in _existing(cursor).items():
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')


def _existing(cursor: Any) -> dict[str, str]:
    cursor.execute(
        "SELECT conname, conrelid::regclass::text FROM pg_constraint WHERE conname LIKE 'line\\_%' AND contype = 'f'"
    )
    return {name: table.strip('"') for name, table in cursor.fetchall()}


def _keys(cursor: Any) -> None:
    wanted: dict[str, Pointer] = {pointer.name: pointer for pointer in pointers()}
    existing = _existing(cursor)
    for name in existing.keys() - wanted.keys():
        cursor.execute(f'ALTER TABLE "{existing[name]}" DROP CONSTRAINT "{name}"')
    for table, key in sorted({(pointer.target, pointer.target_key) for pointer in wanted.values()}):
        cursor.execute(f'CREATE UNIQUE INDEX IF NOT EXISTS "of_{table}" ON "{table}" (agency_id, "{key}")')
    for name in sorted(wanted.keys() - existing.keys()):
        pointer = wanted[name]
        cursor.execute(
            f'ALTER TABLE "{pointer.table}" ADD CONSTRAINT "{name}" FOREIGN KEY (agency_id, "{pointer.column}") '
            f'REFERENCES "{pointer.target}" (agency_id, "{pointer.target_key}") DEFERRABLE INITIALLY DEFERRED'
        )


def _policies(cursor: Any, owner: str | None) -> None:
    tables = [(model._meta.db_table, "agency_id") for model in owned_models()]
    for table, column in [*tables, (Agency._meta.db_table, "id")]:
        own = f"{column}::text = {_SCOPE}"
        if table in _FOUND_BEFORE_THE_AGENCY or column == "id":
            own = f"({own} OR {_SIGNING_IN})"
        elif table.startswith("audit_"):
            own = f"({own} OR (agency_id IS NULL AND {_SCOPE} IS NOT NULL))"
        cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY')
        cursor.execute(f'DROP POLICY IF EXISTS line ON "{table}"')
        cursor.execute(f'CREATE POLICY line ON "{table}" USING ({own}) WITH CHECK ({own})')
        cursor.execute(f'DROP POLICY IF EXISTS owner ON "{table}"')
        if owner:
            cursor.execute(f'CREATE POLICY owner ON "{table}" TO "{owner}" USING (true) WITH CHECK (true)')


def _grants(cursor: Any, role: str) -> None:
    event = AuditEvent._meta.db_table
    cursor.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{role}"')
    cursor.execute(f'REVOKE UPDATE, DELETE ON "{event}" FROM "{role}"')
    cursor.execute(f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{role}"')


def _published(cursor: Any, role: str) -> None:
    """Sites, live releases and answers of every agency: a reader of public pages belongs to none. Nothing else."""
    cursor.execute(f'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM "{role}"')
    for model, rows in ((PublicSite, "true"), (Release, f"state = '{Release.State.LIVE}'"), (Answer, "true")):
        table = model._meta.db_table
        cursor.execute(f'GRANT SELECT ON "{table}" TO "{role}"')
        cursor.execute(f'DROP POLICY IF EXISTS published ON "{table}"')
        cursor.execute(f'CREATE POLICY published ON "{table}" FOR SELECT TO "{role}" USING ({rows})')
