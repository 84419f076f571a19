"""the votes of a chosen project"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "main_0007"
down_revision = "main_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chosen_project", sa.Column("votes", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("chosen_project", schema=None) as batch_op:
        batch_op.drop_column("votes")
