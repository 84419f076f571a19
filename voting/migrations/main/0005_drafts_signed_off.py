"""numbers of a sign-off, preliminary ballots, passages between levels, what authors were told"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "main_0005"
down_revision = "main_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "preliminary_ballot",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("poll_uuid", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("recorded_by", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "call_id"],
            ["call.congress_id", "call.id"],
            name=op.f("fk_preliminary_ballot_congress_id_call_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id"], ["congress.id"], name=op.f("fk_preliminary_ballot_congress_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_preliminary_ballot_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preliminary_ballot")),
        sa.UniqueConstraint(
            "congress_id", "poll_uuid", name=op.f("uq_preliminary_ballot_congress_id_poll_uuid")
        ),
        info={"append_only": True},
    )
    with op.batch_alter_table("preliminary_ballot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_preliminary_ballot_call_id"), ["call_id"], unique=False)

    op.create_table(
        "author_notice",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("idea_id", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed')", name=op.f("ck_author_notice_state")),
        sa.ForeignKeyConstraint(
            ["congress_id", "idea_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_author_notice_congress_id_idea_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_author_notice_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_author_notice")),
        sa.UniqueConstraint(
            "congress_id", "idea_id", "step", name=op.f("uq_author_notice_congress_id_idea_id_step")
        ),
    )
    with op.batch_alter_table("author_notice", schema=None) as batch_op:
        batch_op.create_index("ix_author_notice_state", ["congress_id", "state"], unique=False)

    op.create_table(
        "passage",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("idea_id", sa.String(length=32), nullable=False),
        sa.Column("direction", sa.String(length=4), nullable=False),
        sa.Column("from_name", sa.String(length=100), nullable=False),
        sa.Column("from_number", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("history", sa.JSON(), nullable=False),
        sa.Column("passed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("direction IN ('up', 'down')", name=op.f("ck_passage_direction")),
        sa.ForeignKeyConstraint(
            ["congress_id", "idea_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_passage_congress_id_idea_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_passage_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
        sa.UniqueConstraint("congress_id", "idea_id", name=op.f("uq_passage_congress_id_idea_id")),
        info={"append_only": True},
    )
    with op.batch_alter_table("sign_off", schema=None) as batch_op:
        batch_op.add_column(sa.Column("started", sa.String(length=5), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("present", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("in_favour", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("against", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("abstained", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("sign_off", schema=None) as batch_op:
        batch_op.drop_column("abstained")
        batch_op.drop_column("against")
        batch_op.drop_column("in_favour")
        batch_op.drop_column("present")
        batch_op.drop_column("started")

    op.drop_table("passage")
    with op.batch_alter_table("author_notice", schema=None) as batch_op:
        batch_op.drop_index("ix_author_notice_state")

    op.drop_table("author_notice")
    with op.batch_alter_table("preliminary_ballot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_preliminary_ballot_call_id"))

    op.drop_table("preliminary_ballot")
