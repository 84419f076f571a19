"""the model of ideas, calls and candidates: last part"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "main_0003"
down_revision = "main_0003_2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handover_receipt",
        sa.Column("handover_id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("signed_for", sa.String(length=60), nullable=False),
        sa.Column("received_by", sa.String(length=32), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "handover_id"],
            ["handover.congress_id", "handover.id"],
            name=op.f("fk_handover_receipt_congress_id_handover_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id"], ["congress.id"], name=op.f("fk_handover_receipt_congress_id")
        ),
        sa.ForeignKeyConstraint(["received_by"], ["person.id"], name=op.f("fk_handover_receipt_received_by")),
        sa.PrimaryKeyConstraint("handover_id", name=op.f("pk_handover_receipt")),
        info={"append_only": True},
    )
    op.create_table(
        "idea_author",
        sa.Column("idea_id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=100), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.Column("erase_after", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "idea_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_idea_author_congress_id_idea_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_idea_author_congress_id")),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_idea_author")),
    )
    with op.batch_alter_table("idea_author", schema=None) as batch_op:
        batch_op.create_index("ix_idea_author_kept", ["congress_id", "erase_after"], unique=False)
    op.create_table(
        "idea_note",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("idea_id", sa.String(length=32), nullable=False),
        sa.Column("desk", sa.String(length=12), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("desk IN ('government', 'congress')", name=op.f("ck_idea_note_desk")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_idea_note_author_id")),
        sa.ForeignKeyConstraint(
            ["congress_id", "idea_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_idea_note_congress_id_idea_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_idea_note_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_note")),
    )
    with op.batch_alter_table("idea_note", schema=None) as batch_op:
        batch_op.create_index("ix_idea_note_idea", ["congress_id", "idea_id"], unique=False)
    op.create_table(
        "idea_photo",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("idea_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("upload_sha", sa.String(length=64), nullable=False),
        sa.Column("sha", sa.String(length=64), nullable=False),
        sa.Column("small_sha", sa.String(length=64), nullable=False),
        sa.Column("failure", sa.String(length=60), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'ready', 'failed')", name=op.f("ck_idea_photo_state")),
        sa.ForeignKeyConstraint(
            ["congress_id", "idea_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_idea_photo_congress_id_idea_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_idea_photo_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_photo")),
        sa.UniqueConstraint(
            "congress_id", "idea_id", "position", name=op.f("uq_idea_photo_congress_id_idea_id_position")
        ),
    )
    with op.batch_alter_table("idea_photo", schema=None) as batch_op:
        batch_op.create_index("ix_idea_photo_state", ["state"], unique=False)
    op.create_table(
        "library_entry",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("idea_id", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("taken_by_call", sa.String(length=32), nullable=True),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["congress_id", "idea_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_library_entry_congress_id_idea_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "taken_by_call"],
            ["call.congress_id", "call.id"],
            name=op.f("fk_library_entry_congress_id_taken_by_call"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_library_entry_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_entry")),
        sa.UniqueConstraint("congress_id", "idea_id", name=op.f("uq_library_entry_congress_id_idea_id")),
    )
    op.create_table(
        "merging",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("idea_id", sa.String(length=32), nullable=False),
        sa.Column("head_id", sa.String(length=32), nullable=False),
        sa.Column("state_before", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("merged_by", sa.String(length=32), nullable=False),
        sa.Column("merged_at", sa.DateTime(), nullable=False),
        sa.Column("undone_by", sa.String(length=32), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["congress_id", "head_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_merging_congress_id_head_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "idea_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_merging_congress_id_idea_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_merging_congress_id")),
        sa.ForeignKeyConstraint(["merged_by"], ["person.id"], name=op.f("fk_merging_merged_by")),
        sa.ForeignKeyConstraint(["undone_by"], ["person.id"], name=op.f("fk_merging_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merging")),
    )
    with op.batch_alter_table("merging", schema=None) as batch_op:
        batch_op.create_index("ix_merging_head", ["congress_id", "head_id"], unique=False)
        batch_op.create_index(
            "uq_merging_live",
            ["congress_id", "idea_id"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )
    op.create_table(
        "objection",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("notice_id", sa.String(length=32), nullable=False),
        sa.Column("draft_id", sa.String(length=32), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("follow_digest", sa.String(length=64), nullable=False),
        sa.Column("erase_after", sa.DateTime(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("answered_by", sa.String(length=32), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_objection_answered_by")),
        sa.ForeignKeyConstraint(
            ["congress_id", "draft_id"],
            ["candidate_draft.congress_id", "candidate_draft.id"],
            name=op.f("fk_objection_congress_id_draft_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "notice_id"],
            ["candidate_notice.congress_id", "candidate_notice.id"],
            name=op.f("fk_objection_congress_id_notice_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_objection_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("congress_id", "number", name=op.f("uq_objection_congress_id_number")),
    )
    op.create_table(
        "screening",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("idea_id", sa.String(length=32), nullable=False),
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("answered_by", sa.String(length=32), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("answer IN ('yes', 'no', 'unsure')", name=op.f("ck_screening_answer")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_screening_answered_by")),
        sa.ForeignKeyConstraint(
            ["congress_id", "idea_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_screening_congress_id_idea_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "item_id"],
            ["scope_item.congress_id", "scope_item.id"],
            name=op.f("fk_screening_congress_id_item_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_screening_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening")),
        sa.UniqueConstraint(
            "congress_id", "idea_id", "item_id", name=op.f("uq_screening_congress_id_idea_id_item_id")
        ),
    )
    op.create_table(
        "sign_off_item",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("sign_off_id", sa.String(length=32), nullable=False),
        sa.Column("draft_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('kept', 'changed', 'dropped')", name=op.f("ck_sign_off_item_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "draft_id"],
            ["candidate_draft.congress_id", "candidate_draft.id"],
            name=op.f("fk_sign_off_item_congress_id_draft_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "sign_off_id"],
            ["sign_off.congress_id", "sign_off.id"],
            name=op.f("fk_sign_off_item_congress_id_sign_off_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_sign_off_item_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off_item")),
        sa.UniqueConstraint(
            "congress_id",
            "sign_off_id",
            "draft_id",
            name=op.f("uq_sign_off_item_congress_id_sign_off_id_draft_id"),
        ),
        info={"append_only": True},
    )
    op.create_table(
        "similar_pair",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("call_id", sa.String(length=32), nullable=False),
        sa.Column("first_id", sa.String(length=32), nullable=False),
        sa.Column("second_id", sa.String(length=32), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("judged_by", sa.String(length=32), nullable=True),
        sa.Column("judged_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("verdict IN ('open', 'same', 'different')", name=op.f("ck_similar_pair_verdict")),
        sa.ForeignKeyConstraint(
            ["congress_id", "first_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_similar_pair_congress_id_first_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "second_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_similar_pair_congress_id_second_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_similar_pair_congress_id")),
        sa.ForeignKeyConstraint(["judged_by"], ["person.id"], name=op.f("fk_similar_pair_judged_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_similar_pair")),
        sa.UniqueConstraint(
            "congress_id",
            "first_id",
            "second_id",
            name=op.f("uq_similar_pair_congress_id_first_id_second_id"),
        ),
    )
    with op.batch_alter_table("similar_pair", schema=None) as batch_op:
        batch_op.create_index(
            "ix_similar_pair_call", ["congress_id", "call_id", "verdict", "score"], unique=False
        )
        batch_op.create_index("ix_similar_pair_second", ["congress_id", "second_id"], unique=False)
    op.create_table(
        "support",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("idea_id", sa.String(length=32), nullable=False),
        sa.Column("device_digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "idea_id"],
            ["idea.congress_id", "idea.id"],
            name=op.f("fk_support_congress_id_idea_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_support_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support")),
        sa.UniqueConstraint(
            "congress_id",
            "idea_id",
            "device_digest",
            name=op.f("uq_support_congress_id_idea_id_device_digest"),
        ),
    )
    with op.batch_alter_table("act", schema=None) as batch_op:
        batch_op.create_index("ix_act_object", ["congress_id", "object_kind", "object_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("act", schema=None) as batch_op:
        batch_op.drop_index("ix_act_object")
    op.drop_table("support")
    with op.batch_alter_table("similar_pair", schema=None) as batch_op:
        batch_op.drop_index("ix_similar_pair_second")
        batch_op.drop_index("ix_similar_pair_call")
    op.drop_table("similar_pair")
    op.drop_table("sign_off_item")
    op.drop_table("screening")
    op.drop_table("objection")
    with op.batch_alter_table("merging", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_merging_live",
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )
        batch_op.drop_index("ix_merging_head")
    op.drop_table("merging")
    op.drop_table("library_entry")
    with op.batch_alter_table("idea_photo", schema=None) as batch_op:
        batch_op.drop_index("ix_idea_photo_state")
    op.drop_table("idea_photo")
    with op.batch_alter_table("idea_note", schema=None) as batch_op:
        batch_op.drop_index("ix_idea_note_idea")
    op.drop_table("idea_note")
    with op.batch_alter_table("idea_author", schema=None) as batch_op:
        batch_op.drop_index("ix_idea_author_kept")
    op.drop_table("idea_author")
    op.drop_table("handover_receipt")
