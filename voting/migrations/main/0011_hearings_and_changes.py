"""Hearings, questioning, opinions, changes."""

from __future__ import annotations

revision = "main_0011"
down_revision = "main_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
