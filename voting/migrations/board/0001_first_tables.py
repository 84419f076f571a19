"""first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "board_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board_act",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("minute", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=True),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("verb", sa.String(length=64), nullable=False),
        sa.Column("object_kind", sa.String(length=32), nullable=False),
        sa.Column("object_id", sa.String(length=64), nullable=False),
        sa.Column("before_digest", sa.String(length=64), nullable=False),
        sa.Column("after_digest", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_act")),
        sa.UniqueConstraint("congress_id", "seq", name=op.f("uq_board_act_congress_id_seq")),
        info={"append_only": True},
    )
    op.create_table(
        "sitting",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("board_key", sa.String(length=64), nullable=False),
        sa.Column("registrar_key", sa.String(length=64), nullable=True),
        sa.Column("registrar_id", sa.String(length=32), nullable=True),
        sa.Column("ceremony_id", sa.String(length=22), nullable=True),
        sa.Column("cards_printed", sa.Integer(), nullable=True),
        sa.Column("cards_left_over", sa.Integer(), nullable=True),
        sa.Column("cards_spoilt", sa.Integer(), nullable=True),
        sa.Column("handed_out", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_sitting_congress_id_id")),
    )
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sitting_congress_id"), ["congress_id"], unique=False)

    op.create_table(
        "ceremony",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("sitting_id", sa.String(length=32), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("parameters", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["congress_id", "sitting_id"],
            ["sitting.congress_id", "sitting.id"],
            name=op.f("fk_ceremony_congress_id_sitting_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ceremony")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_ceremony_congress_id_id")),
    )
    with op.batch_alter_table("ceremony", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ceremony_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "poll",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("sitting_id", sa.String(length=32), nullable=False),
        sa.Column("uuid", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("method", sa.LargeBinary(), nullable=False),
        sa.Column("projects", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.String(length=43), nullable=True),
        sa.Column("election", sa.LargeBinary(), nullable=True),
        sa.Column("trustees", sa.LargeBinary(), nullable=True),
        sa.Column("timestamp", sa.Integer(), nullable=True),
        sa.Column("setup_event", sa.String(length=64), nullable=True),
        sa.Column("proposed_open_by", sa.String(length=32), nullable=True),
        sa.Column("proposed_close_by", sa.String(length=32), nullable=True),
        sa.Column("all_deputies", sa.Integer(), nullable=True),
        sa.Column("present", sa.Integer(), nullable=True),
        sa.Column("handed_out", sa.Integer(), nullable=True),
        sa.Column("returned", sa.Integer(), nullable=True),
        sa.Column("tally_event", sa.String(length=64), nullable=True),
        sa.Column("closing_side", sa.String(length=64), nullable=True),
        sa.Column("result_event", sa.String(length=64), nullable=True),
        sa.Column("server_key_erased", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind in ('ballot', 'rating')", name=op.f("ck_poll_kind")),
        sa.CheckConstraint("handed_out is null or handed_out <= present", name=op.f("ck_poll_handed_out")),
        sa.CheckConstraint("present is null or present <= all_deputies", name=op.f("ck_poll_present")),
        sa.CheckConstraint("returned is null or returned <= handed_out", name=op.f("ck_poll_returned")),
        sa.ForeignKeyConstraint(
            ["congress_id", "sitting_id"],
            ["sitting.congress_id", "sitting.id"],
            name=op.f("fk_poll_congress_id_sitting_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_poll_congress_id_id")),
        sa.UniqueConstraint("uuid", name=op.f("uq_poll_uuid")),
    )
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_sitting_id"), ["sitting_id"], unique=False)

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
    op.create_table(
        "sitting_uuid",
        sa.Column("uuid", sa.String(length=22), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("sitting_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("credentials", sa.LargeBinary(), nullable=True),
        sa.Column("statement", sa.LargeBinary(), nullable=True),
        sa.Column("poll_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["congress_id", "sitting_id"],
            ["sitting.congress_id", "sitting.id"],
            name=op.f("fk_sitting_uuid_congress_id_sitting_id"),
        ),
        sa.PrimaryKeyConstraint("uuid", name=op.f("pk_sitting_uuid")),
        sa.UniqueConstraint("poll_id", name=op.f("uq_sitting_uuid_poll_id")),
        sa.UniqueConstraint("sitting_id", "position", name=op.f("uq_sitting_uuid_sitting_id_position")),
    )
    with op.batch_alter_table("sitting_uuid", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sitting_uuid_sitting_id"), ["sitting_id"], unique=False)

    op.create_table(
        "ballot",
        sa.Column("ballot_hash", sa.String(length=43), nullable=False),
        sa.Column("credential", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("marks", sa.LargeBinary(), nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=False),
        sa.Column("poll_id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "poll_id"],
            ["poll.congress_id", "poll.id"],
            name=op.f("fk_ballot_congress_id_poll_id"),
        ),
        sa.PrimaryKeyConstraint("ballot_hash", "poll_id", name=op.f("pk_ballot")),
        sa.UniqueConstraint("poll_id", "credential", name=op.f("uq_ballot_poll_id_credential")),
        sa.UniqueConstraint("poll_id", "digest", name=op.f("uq_ballot_poll_id_digest")),
        info={"append_only": True},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "board_record",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("poll_id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "poll_id"],
            ["poll.congress_id", "poll.id"],
            name=op.f("fk_board_record_congress_id_poll_id"),
        ),
        sa.PrimaryKeyConstraint("position", "poll_id", name=op.f("pk_board_record")),
        sa.UniqueConstraint("poll_id", "digest", name=op.f("uq_board_record_poll_id_digest")),
        sa.UniqueConstraint("poll_id", "height", name=op.f("uq_board_record_poll_id_height")),
        info={"append_only": True},
        sqlite_with_rowid=True,
    )
    op.create_table(
        "checkpoint",
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("poll_id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "poll_id"],
            ["poll.congress_id", "poll.id"],
            name=op.f("fk_checkpoint_congress_id_poll_id"),
        ),
        sa.PrimaryKeyConstraint("height", "side", "poll_id", name=op.f("pk_checkpoint")),
        info={"append_only": True},
        sqlite_with_rowid=True,
    )
    op.create_table(
        "public_credential",
        sa.Column("credential", sa.String(length=64), nullable=False),
        sa.Column("poll_id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "poll_id"],
            ["poll.congress_id", "poll.id"],
            name=op.f("fk_public_credential_congress_id_poll_id"),
        ),
        sa.PrimaryKeyConstraint("credential", "poll_id", name=op.f("pk_public_credential")),
        info={"append_only": True},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "seat",
        sa.Column("ceremony_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "ceremony_id"],
            ["ceremony.congress_id", "ceremony.id"],
            name=op.f("fk_seat_congress_id_ceremony_id"),
        ),
        sa.PrimaryKeyConstraint("ceremony_id", "number", name=op.f("pk_seat")),
        sa.UniqueConstraint("ceremony_id", "person_id", name=op.f("uq_seat_ceremony_id_person_id")),
    )
    op.create_table(
        "share_nonce",
        sa.Column("owner", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("proof", sa.LargeBinary(), nullable=True),
        sa.Column("poll_id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "poll_id"],
            ["poll.congress_id", "poll.id"],
            name=op.f("fk_share_nonce_congress_id_poll_id"),
        ),
        sa.PrimaryKeyConstraint("owner", "poll_id", name=op.f("pk_share_nonce")),
        sqlite_with_rowid=True,
    )
    op.create_table(
        "side_record",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("owner", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("poll_id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "poll_id"],
            ["poll.congress_id", "poll.id"],
            name=op.f("fk_side_record_congress_id_poll_id"),
        ),
        sa.PrimaryKeyConstraint("position", "poll_id", name=op.f("pk_side_record")),
        sa.UniqueConstraint("poll_id", "kind", "owner", name=op.f("uq_side_record_poll_id_kind_owner")),
        info={"append_only": True},
        sqlite_with_rowid=True,
    )
    op.create_table(
        "void_credential",
        sa.Column("credential", sa.String(length=64), nullable=False),
        sa.Column("poll_id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "poll_id"],
            ["poll.congress_id", "poll.id"],
            name=op.f("fk_void_credential_congress_id_poll_id"),
        ),
        sa.PrimaryKeyConstraint("credential", "poll_id", name=op.f("pk_void_credential")),
        info={"append_only": True},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ceremony_message",
        sa.Column("ceremony_id", sa.String(length=22), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ceremony_id", "number"],
            ["seat.ceremony_id", "seat.number"],
            name=op.f("fk_ceremony_message_ceremony_id_number"),
        ),
        sa.PrimaryKeyConstraint("ceremony_id", "number", "kind", name=op.f("pk_ceremony_message")),
        info={"append_only": True},
    )


def downgrade() -> None:
    op.drop_table("ceremony_message")
    op.drop_table("void_credential")
    op.drop_table("side_record")
    op.drop_table("share_nonce")
    op.drop_table("seat")
    op.drop_table("public_credential")
    op.drop_table("checkpoint")
    op.drop_table("board_record")
    op.drop_table("ballot")
    with op.batch_alter_table("sitting_uuid", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sitting_uuid_sitting_id"))

    op.drop_table("sitting_uuid")
    op.drop_table("screen")
    with op.batch_alter_table("poll", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_sitting_id"))

    op.drop_table("poll")
    with op.batch_alter_table("ceremony", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ceremony_sitting_id"))

    op.drop_table("ceremony")
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sitting_congress_id"))

    op.drop_table("sitting")
    op.drop_table("board_act")
