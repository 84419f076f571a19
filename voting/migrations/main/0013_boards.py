"""Overviews: the congresses below one are found by an index."""

from __future__ import annotations

from alembic import op

revision = "main_0013"
down_revision = "main_0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("congress", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_congress_parent_id"), ["parent_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("congress", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_congress_parent_id"))
