"""Run by Alembic for either line of revisions; voting/migrations/__init__.py hands in the connection."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from voting.db import UtcTime


def _render(kind: str, obj: Any, _autogen: Any) -> str | Literal[False]:
    """Revisions name plain column types, so that they keep working when the code changes."""
    return "sa.DateTime()" if kind == "type" and isinstance(obj, UtcTime) else False


attributes = context.config.attributes
context.configure(
    connection=attributes["connection"],
    target_metadata=attributes["metadata"],
    render_as_batch=True,
    render_item=_render,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
