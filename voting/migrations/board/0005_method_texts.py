"""method texts"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "board_0005"
down_revision = "board_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "method_text",
        sa.Column("poll_id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fixed", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["congress_id", "poll_id"],
            ["poll.congress_id", "poll.id"],
            name=op.f("fk_method_text_congress_id_poll_id"),
        ),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_method_text")),
    )


def downgrade() -> None:
    op.drop_table("method_text")
