"""the hall's screen: its link and what it shows"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "board_0003"
down_revision = "board_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "screen",
        sa.Column("sitting_id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=True),
        sa.Column("poll_id", sa.String(length=32), nullable=True),
        sa.Column("view", sa.String(length=12), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("by_votes", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "sitting_id"],
            ["sitting.congress_id", "sitting.id"],
            name=op.f("fk_screen_congress_id_sitting_id"),
        ),
        sa.PrimaryKeyConstraint("sitting_id", name=op.f("pk_screen")),
        sa.UniqueConstraint("token", name=op.f("uq_screen_token")),
    )
