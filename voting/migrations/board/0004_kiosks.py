"""kiosks"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "board_0004"
down_revision = "board_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kiosk",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("sitting_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "sitting_id"],
            ["sitting.congress_id", "sitting.id"],
            name=op.f("fk_kiosk_congress_id_sitting_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk")),
        sa.UniqueConstraint("sitting_id", "name", name=op.f("uq_kiosk_sitting_id_name")),
    )
    with op.batch_alter_table("kiosk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kiosk_sitting_id"), ["sitting_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("kiosk", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kiosk_sitting_id"))

    op.drop_table("kiosk")
