"""What the opening gate asks: how a poll was adopted, which keys it has, which keys were rehearsed."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "board_0003"
down_revision = "board_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "adoption",
        sa.Column("body", sa.String(length=60), nullable=False),
        sa.Column("held_at", sa.DateTime(), nullable=False),
        sa.Column("manner", sa.String(length=12), nullable=False),
        sa.Column("votes_for", sa.Integer(), nullable=True),
        sa.Column("votes_against", sa.Integer(), nullable=True),
        sa.Column("abstained", sa.Integer(), nullable=True),
        sa.Column("scan", sa.String(length=64), nullable=True),
        sa.Column("poll_id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "poll_id"],
            ["poll.congress_id", "poll.id"],
            name=op.f("fk_adoption_congress_id_poll_id"),
        ),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_adoption")),
        sqlite_with_rowid=True,
    )
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.add_column(sa.Column("replaces", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("ceremony_id", sa.String(length=22), nullable=True))
        batch_op.add_column(sa.Column("method_digest", sa.String(length=64), nullable=True))

    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rehearsed", sa.String(length=22), nullable=True))

    _fill_polls()


def _fill_polls() -> None:
    """Polls that were fixed before have the keys of their sitting and the digest of their method."""
    columns = ("id", "sitting_id", "ceremony_id", "method_digest", "fingerprint", "method")
    poll = sa.table("poll", *(sa.column(name) for name in columns))
    sitting = sa.table("sitting", sa.column("id"), sa.column("ceremony_id"))
    board = op.get_bind()
    fixed = board.execute(
        sa.select(poll.c.id, poll.c.method, sitting.c.ceremony_id)
        .join(sitting, sitting.c.id == poll.c.sitting_id)
        .where(poll.c.fingerprint.is_not(None))
    ).all()
    for poll_id, method, ceremony_id in fixed:
        board.execute(
            sa.update(poll)
            .where(poll.c.id == poll_id)
            .values(ceremony_id=ceremony_id, method_digest=hashlib.sha256(bytes(method)).hexdigest())
        )


def downgrade() -> None:
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.drop_column("rehearsed")

    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.drop_column("method_digest")
        batch_op.drop_column("ceremony_id")
        batch_op.drop_column("replaces")

    op.drop_table("adoption")
