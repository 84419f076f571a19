"""Pictures of every room in one table; those of ideas move there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "main_0009"
down_revision = "main_0008"
branch_labels = None
depends_on = None

MOVED = (
    "id, congress_id, owner_kind, owner_id, position, stage, caption, state, failure, upload_sha, sha, "
    "small_sha, fingerprint, uploaded_at"
)


def upgrade() -> None:
    op.create_table(
        "picture",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("owner_kind", sa.String(length=8), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.String(length=32), nullable=True),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("caption", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("failure", sa.String(length=60), nullable=False),
        sa.Column("upload_sha", sa.String(length=64), nullable=False),
        sa.Column("sha", sa.String(length=64), nullable=False),
        sa.Column("small_sha", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("band_0", sa.Integer(), nullable=True),
        sa.Column("band_1", sa.Integer(), nullable=True),
        sa.Column("band_2", sa.Integer(), nullable=True),
        sa.Column("band_3", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("uploaded_by", sa.String(length=32), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("shown_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "owner_kind IN ('idea', 'report', 'visit', 'finding')", name=op.f("ck_picture_owner_kind")
        ),
        sa.CheckConstraint(
            "stage IN ('', 'start', 'under_way', 'completion', 'finding')", name=op.f("ck_picture_stage")
        ),
        sa.CheckConstraint("state IN ('waiting', 'ready', 'failed')", name=op.f("ck_picture_state")),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_picture_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_picture_congress_id_id")),
        sa.UniqueConstraint(
            "congress_id",
            "owner_kind",
            "owner_id",
            "position",
            name=op.f("uq_picture_congress_id_owner_kind_owner_id_position"),
        ),
    )
    op.create_table(
        "picture_origin",
        sa.Column("picture_id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["congress_id", "picture_id"],
            ["picture.congress_id", "picture.id"],
            name=op.f("fk_picture_origin_congress_id_picture_id"),
        ),
        sa.PrimaryKeyConstraint("picture_id", name=op.f("pk_picture_origin")),
    )
    op.create_table(
        "picture_flag",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("picture_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("other_id", sa.String(length=32), nullable=True),
        sa.Column("distance", sa.Integer(), nullable=True),
        sa.Column("same_bytes", sa.Boolean(), nullable=False),
        sa.Column("found_at", sa.DateTime(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('reused', 'early', 'outside')", name=op.f("ck_picture_flag_kind")),
        sa.CheckConstraint("verdict IN ('', 'same', 'different')", name=op.f("ck_picture_flag_verdict")),
        sa.ForeignKeyConstraint(
            ["congress_id", "picture_id"],
            ["picture.congress_id", "picture.id"],
            name=op.f("fk_picture_flag_congress_id_picture_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "other_id"],
            ["picture.congress_id", "picture.id"],
            name=op.f("fk_picture_flag_congress_id_other_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture_flag")),
        sa.UniqueConstraint(
            "congress_id",
            "picture_id",
            "kind",
            "other_id",
            name=op.f("uq_picture_flag_congress_id_picture_id_kind_other_id"),
        ),
    )
    op.create_index("ix_picture_flag_verdict", "picture_flag", ["congress_id", "verdict", "found_at"])
    op.create_index("ix_picture_state", "picture", ["state", "congress_id", "uploaded_at"])
    op.create_index("ix_picture_project", "picture", ["congress_id", "project_id"])
    op.create_index("ix_picture_upload", "picture", ["congress_id", "upload_sha"])
    for band in range(4):
        op.create_index(f"ix_picture_band_{band}", "picture", ["congress_id", f"band_{band}"])
    op.execute(
        f"INSERT INTO picture ({MOVED}) SELECT id, congress_id, 'idea', idea_id, position, '', '', state, "
        "replace(failure, 'collection.photo_', 'pictures.'), upload_sha, sha, small_sha, '', uploaded_at "
        "FROM idea_photo"
    )
    op.execute("UPDATE job SET kind = 'pictures' WHERE kind = 'photos'")
    op.drop_table("idea_photo")


def downgrade() -> None:
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
    op.create_index("ix_idea_photo_state", "idea_photo", ["state"])
    op.execute(
        "INSERT INTO idea_photo (id, congress_id, idea_id, position, state, upload_sha, sha, small_sha,"
        " failure, uploaded_at)"
        " SELECT id, congress_id, owner_id, position, state, upload_sha, sha, small_sha,"
        " replace(failure, 'pictures.', 'collection.photo_'), uploaded_at FROM picture"
        " WHERE owner_kind = 'idea'"
    )
    op.execute("UPDATE job SET kind = 'photos' WHERE kind = 'pictures'")
    for table in ("picture_flag", "picture_origin", "picture"):
        op.drop_table(table)
