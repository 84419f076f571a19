"""first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "main_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_line",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("minute", sa.DateTime(), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("endpoint", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_line")),
    )
    with op.batch_alter_table("access_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_line_minute"), ["minute"], unique=False)

    op.create_table(
        "act",
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
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act")),
        sa.UniqueConstraint("congress_id", "seq", name=op.f("uq_act_congress_id_seq")),
        info={"append_only": True},
    )
    op.create_table(
        "congress",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("parent_id", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "level IN ('province', 'prefecture', 'county', 'township', 'sub_district')",
            name=op.f("ck_congress_level"),
        ),
        sa.CheckConstraint(
            "code = lower(code) AND length(code) BETWEEN 2 AND 32", name=op.f("ck_congress_code")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["congress.id"], name=op.f("fk_congress_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_congress")),
        sa.UniqueConstraint("code", name=op.f("uq_congress_code")),
        sa.UniqueConstraint("name", name=op.f("uq_congress_name")),
    )
    op.create_table(
        "login_failure",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_failure")),
    )
    with op.batch_alter_table("login_failure", schema=None) as batch_op:
        batch_op.create_index("ix_login_failure_account", ["account", "at"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("login", name=op.f("uq_person_login")),
    )
    op.create_table(
        "import_draft",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("target_id", sa.String(length=32), nullable=False),
        sa.Column("filename", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("uploaded_by", sa.String(length=32), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'taken', 'undone')", name=op.f("ck_import_draft_state")),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_import_draft_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_draft")),
    )
    with op.batch_alter_table("import_draft", schema=None) as batch_op:
        batch_op.create_index("ix_import_draft_target", ["congress_id", "kind", "target_id"], unique=False)

    op.create_table(
        "login_link",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_login_link_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_link_token_hash")),
    )
    op.create_table(
        "login_session",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_login_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_session_token_hash")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_session_person_id"), ["person_id"], unique=False)

    op.create_table(
        "term",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_term_number")),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_term_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_term_congress_id_id")),
        sa.UniqueConstraint("congress_id", "number", name=op.f("uq_term_congress_id_number")),
    )
    op.create_table(
        "congress_session",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("term_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("roster_count", sa.Integer(), nullable=True),
        sa.Column("roster_frozen_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("roster_count >= 0", name=op.f("ck_congress_session_roster_count")),
        sa.ForeignKeyConstraint(
            ["congress_id", "term_id"],
            ["term.congress_id", "term.id"],
            name=op.f("fk_congress_session_congress_id_term_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id"], ["congress.id"], name=op.f("fk_congress_session_congress_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_congress_session")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_congress_session_congress_id_id")),
        sa.UniqueConstraint(
            "congress_id", "term_id", "number", name=op.f("uq_congress_session_congress_id_term_id_number")
        ),
    )
    op.create_table(
        "delegation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("term_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("liaison_id", sa.String(length=32), nullable=True),
        sa.Column("import_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["congress_id", "term_id"],
            ["term.congress_id", "term.id"],
            name=op.f("fk_delegation_congress_id_term_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_delegation_congress_id")),
        sa.ForeignKeyConstraint(["liaison_id"], ["person.id"], name=op.f("fk_delegation_liaison_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_delegation_congress_id_id")),
        sa.UniqueConstraint(
            "congress_id", "term_id", "name", name=op.f("uq_delegation_congress_id_term_id_name")
        ),
    )
    op.create_table(
        "candidate_list",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("frozen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "session_id"],
            ["congress_session.congress_id", "congress_session.id"],
            name=op.f("fk_candidate_list_congress_id_session_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_candidate_list_congress_id")),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_candidate_list")),
    )
    op.create_table(
        "candidate_project",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("investment", sa.String(length=16), nullable=False),
        sa.Column("funding", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=100), nullable=False),
        sa.Column("co_unit", sa.String(length=200), nullable=False),
        sa.Column("deadline", sa.String(length=40), nullable=False),
        sa.Column("benefit", sa.String(length=200), nullable=False),
        sa.Column("import_id", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND 999", name=op.f("ck_candidate_project_number")),
        sa.ForeignKeyConstraint(
            ["congress_id", "session_id"],
            ["congress_session.congress_id", "congress_session.id"],
            name=op.f("fk_candidate_project_congress_id_session_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id"], ["congress.id"], name=op.f("fk_candidate_project_congress_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_project")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_candidate_project_congress_id_id")),
        sa.UniqueConstraint(
            "congress_id", "session_id", "name", name=op.f("uq_candidate_project_congress_id_session_id_name")
        ),
        sa.UniqueConstraint(
            "congress_id",
            "session_id",
            "number",
            name=op.f("uq_candidate_project_congress_id_session_id_number"),
        ),
    )
    op.create_table(
        "deputy",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("term_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("name_key", sa.String(length=80), nullable=False),
        sa.Column("gender", sa.String(length=2), nullable=False),
        sa.Column("ethnicity", sa.String(length=20), nullable=False),
        sa.Column("delegation_id", sa.String(length=32), nullable=True),
        sa.Column("seat", sa.String(length=20), nullable=False),
        sa.Column("phone", sa.String(length=4), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("import_id", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("phone = '' OR length(phone) = 4", name=op.f("ck_deputy_phone")),
        sa.CheckConstraint("status IN ('in_office', 'vacant', 'suspended')", name=op.f("ck_deputy_status")),
        sa.ForeignKeyConstraint(
            ["congress_id", "delegation_id"],
            ["delegation.congress_id", "delegation.id"],
            name=op.f("fk_deputy_congress_id_delegation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "term_id"],
            ["term.congress_id", "term.id"],
            name=op.f("fk_deputy_congress_id_term_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_deputy_congress_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_deputy_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_deputy_congress_id_id")),
        sa.UniqueConstraint(
            "congress_id", "term_id", "name_key", name=op.f("uq_deputy_congress_id_term_id_name_key")
        ),
        sa.UniqueConstraint(
            "congress_id", "term_id", "number", name=op.f("uq_deputy_congress_id_term_id_number")
        ),
    )
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.create_index("ix_deputy_import", ["congress_id", "import_id"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["congress_id", "session_id"],
            ["congress_session.congress_id", "congress_session.id"],
            name=op.f("fk_meeting_congress_id_session_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_meeting_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("congress_id", "id", name=op.f("uq_meeting_congress_id_id")),
        sa.UniqueConstraint(
            "congress_id", "session_id", "title", name=op.f("uq_meeting_congress_id_session_id_title")
        ),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=True),
        sa.Column("session_id", sa.String(length=32), nullable=True),
        sa.Column("begins", sa.DateTime(), nullable=False),
        sa.Column("ends", sa.DateTime(), nullable=True),
        sa.Column("granted_by", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "congress_id IS NOT NULL OR role = 'admin'", name=op.f("ck_role_grant_installation")
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "session_id"],
            ["congress_session.congress_id", "congress_session.id"],
            name=op.f("fk_role_grant_congress_id_session_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_role_grant_congress_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index("ix_role_grant_person", ["person_id", "congress_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("congress_id", sa.String(length=32), nullable=False),
        sa.Column("meeting_id", sa.String(length=32), nullable=False),
        sa.Column("deputy_id", sa.String(length=32), nullable=False),
        sa.Column("mark", sa.String(length=8), nullable=False),
        sa.CheckConstraint("mark IN ('present', 'on_leave', 'absent')", name=op.f("ck_attendance_mark")),
        sa.ForeignKeyConstraint(
            ["congress_id", "deputy_id"],
            ["deputy.congress_id", "deputy.id"],
            name=op.f("fk_attendance_congress_id_deputy_id"),
        ),
        sa.ForeignKeyConstraint(
            ["congress_id", "meeting_id"],
            ["meeting.congress_id", "meeting.id"],
            name=op.f("fk_attendance_congress_id_meeting_id"),
        ),
        sa.ForeignKeyConstraint(["congress_id"], ["congress.id"], name=op.f("fk_attendance_congress_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint(
            "congress_id",
            "meeting_id",
            "deputy_id",
            name=op.f("uq_attendance_congress_id_meeting_id_deputy_id"),
        ),
    )


def downgrade() -> None:
    op.drop_table("attendance")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index("ix_role_grant_person")

    op.drop_table("role_grant")
    op.drop_table("meeting")
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.drop_index("ix_deputy_import")

    op.drop_table("deputy")
    op.drop_table("candidate_project")
    op.drop_table("candidate_list")
    op.drop_table("delegation")
    op.drop_table("congress_session")
    op.drop_table("term")
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_session_person_id"))

    op.drop_table("login_session")
    op.drop_table("login_link")
    with op.batch_alter_table("import_draft", schema=None) as batch_op:
        batch_op.drop_index("ix_import_draft_target")

    op.drop_table("import_draft")
    op.drop_table("person")
    with op.batch_alter_table("login_failure", schema=None) as batch_op:
        batch_op.drop_index("ix_login_failure_account")

    op.drop_table("login_failure")
    op.drop_table("congress")
    op.drop_table("act")
    with op.batch_alter_table("access_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_line_minute"))

    op.drop_table("access_line")
