"""Spot-check cards, why a card is void, pausing, the balance of the printed cards."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "board_0002"
down_revision = "board_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paused", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("balance", sa.LargeBinary(), nullable=True))

    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cards_spot", sa.Integer(), nullable=True))

    with op.batch_alter_table("void_credential", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("reason", sa.String(length=12), server_default="unopened", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("void_credential", schema=None) as batch_op:
        batch_op.drop_column("reason")

    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.drop_column("cards_spot")

    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.drop_column("balance")
        batch_op.drop_column("paused")
