"""share proofs wait beside the side log until their poll opens"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "board_0002"
down_revision = "board_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("share_nonce", sa.Column("proof", sa.LargeBinary(), nullable=True))
