"""the first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("key", TEXT, nullable=False),
        sa.Column("window_start", ID, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "window_start", name=op.f("pk_attempt")),
    )
    op.create_table(
        "industry",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("name_sort", TEXT, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_industry")),
        sa.UniqueConstraint("name_key", name=op.f("uq_industry_name_key")),
    )
    op.create_table(
        "keyword",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("name_sort", TEXT, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keyword")),
        sa.UniqueConstraint("name_key", name=op.f("uq_keyword_name_key")),
    )
    op.create_table(
        "number_series",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("next", ID, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_number_series")),
    )
    op.create_table(
        "profile",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("builtin_key", TEXT, nullable=True),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("projects", sa.Integer(), nullable=False),
        sa.Column("own_customers", sa.Boolean(), nullable=False),
        sa.Column("delete_customers", sa.Boolean(), nullable=False),
        sa.Column("billing", sa.Boolean(), nullable=False),
        sa.Column("registers", sa.Boolean(), nullable=False),
        sa.Column("administration", sa.Boolean(), nullable=False),
        sa.CheckConstraint("customers BETWEEN 0 AND 2", name=op.f("ck_profile_customers")),
        sa.CheckConstraint("projects BETWEEN 0 AND 5", name=op.f("ck_profile_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile")),
        sa.UniqueConstraint("builtin_key", name=op.f("uq_profile_builtin_key")),
        sa.UniqueConstraint("name_key", name=op.f("uq_profile_name_key")),
    )
    op.create_table(
        "role",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("name_sort", TEXT, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name_key", name=op.f("uq_role_name_key")),
    )
    op.create_table(
        "sales_status",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("category", TEXT, nullable=False),
        sa.Column("probability", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "category IN ('in_progress', 'won', 'lost')", name=op.f("ck_sales_status_category")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_status")),
        sa.UniqueConstraint("name_key", name=op.f("uq_sales_status_name_key")),
    )
    op.create_table(
        "segment_group",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment_group")),
        sa.UniqueConstraint("name_key", name=op.f("uq_segment_group_name_key")),
    )
    op.create_table(
        "setup_token",
        sa.Column("token_sha256", TEXT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_setup_token")),
    )
    op.create_table(
        "unit",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("name_key", name=op.f("uq_unit_name_key")),
    )
    op.create_table(
        "app_user",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", ID, nullable=True),
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("email", TEXT, nullable=False),
        sa.Column("email_key", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_sort", TEXT, nullable=False),
        sa.Column("password_hash", TEXT, nullable=False),
        sa.Column("profile_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("single_keys", sa.Boolean(), nullable=False),
        sa.Column("rights_stamp", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name=op.f("fk_app_user_created_by")),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_app_user_profile_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_app_user_unit_id")),
        sa.ForeignKeyConstraint(["updated_by"], ["app_user.id"], name=op.f("fk_app_user_updated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_user")),
        sa.UniqueConstraint("email_key", name=op.f("uq_app_user_email_key")),
    )
    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.create_index("ix_app_user_name_sort_id", ["name_sort", "id"], unique=False)

    op.create_table(
        "segment",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("group_id", ID, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["segment_group.id"], name=op.f("fk_segment_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
        sa.UniqueConstraint("group_id", "name_key", name="uq_segment_group_name"),
    )
    op.create_table(
        "change",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", ID, nullable=True),
        sa.Column("use_case", TEXT, nullable=False),
        sa.Column("customer_id", ID, nullable=True),
        sa.Column("undo_of", ID, nullable=True),
        sa.Column("batch_id", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["app_user.id"], name=op.f("fk_change_actor_id")),
        sa.ForeignKeyConstraint(["undo_of"], ["change.id"], name=op.f("fk_change_undo_of")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index("ix_change_customer_at", ["customer_id", "at", "id"], unique=False)

    op.create_table(
        "customer",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", ID, nullable=True),
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("number_key", TEXT, nullable=False),
        sa.Column("number_sort", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_sort", TEXT, nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("stand_in_id", ID, nullable=True),
        sa.Column("stand_in_from", sa.Date(), nullable=True),
        sa.Column("stand_in_to", sa.Date(), nullable=True),
        sa.Column("country", TEXT, nullable=True),
        sa.Column("organisation_number", TEXT, nullable=True),
        sa.Column("organisation_key", TEXT, nullable=True),
        sa.Column("vat_number", TEXT, nullable=True),
        sa.Column("vat_key", TEXT, nullable=True),
        sa.Column("sole_trader", sa.Boolean(), nullable=False),
        sa.Column("language", TEXT, nullable=True),
        sa.Column("industry_id", ID, nullable=True),
        sa.Column("email", TEXT, nullable=True),
        sa.Column("phone", TEXT, nullable=True),
        sa.Column("website", TEXT, nullable=True),
        sa.Column("revenue_minor", ID, nullable=True),
        sa.Column("revenue_currency", TEXT, nullable=True),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("description", TEXT, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("head_office_id", ID, nullable=True),
        sa.CheckConstraint(
            "(revenue_minor IS NULL) = (revenue_currency IS NULL)",
            name=op.f("ck_customer_revenue_has_currency"),
        ),
        sa.CheckConstraint("employees IS NULL OR employees >= 0", name=op.f("ck_customer_employees")),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name=op.f("fk_customer_created_by")),
        sa.ForeignKeyConstraint(
            ["id", "head_office_id"],
            ["address.customer_id", "address.id"],
            name="fk_customer_head_office",
            initially="DEFERRED",
            deferrable=True,
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["industry_id"], ["industry.id"], name=op.f("fk_customer_industry_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["app_user.id"], name=op.f("fk_customer_owner_id")),
        sa.ForeignKeyConstraint(["stand_in_id"], ["app_user.id"], name=op.f("fk_customer_stand_in_id")),
        sa.ForeignKeyConstraint(["updated_by"], ["app_user.id"], name=op.f("fk_customer_updated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint("id", "head_office_id", name="uq_customer_id_head_office_id"),
        sa.UniqueConstraint("number_key", name=op.f("uq_customer_number_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.create_index("ix_customer_active_name", ["active", "name_sort", "id"], unique=False)
        batch_op.create_index("ix_customer_active_number", ["active", "number_sort", "id"], unique=False)
        batch_op.create_index(
            "ix_customer_industry", ["industry_id", "active", "name_sort", "id"], unique=False
        )
        batch_op.create_index("ix_customer_name", ["name_sort", "id"], unique=False)
        batch_op.create_index("ix_customer_number", ["number_sort", "id"], unique=False)
        batch_op.create_index("ix_customer_organisation_key", ["organisation_key"], unique=False)
        batch_op.create_index(
            "ix_customer_owner_name", ["owner_id", "active", "name_sort", "id"], unique=False
        )
        batch_op.create_index("ix_customer_stand_in", ["stand_in_id"], unique=False)
        batch_op.create_index("ix_customer_vat_key", ["vat_key"], unique=False)

    op.create_table(
        "user_session",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("token_sha256", TEXT, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_user_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_user_session_token_sha256")),
    )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.create_index("ix_user_session_user_id", ["user_id"], unique=False)

    op.create_table(
        "address",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", ID, nullable=True),
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("head_office_id", ID, nullable=False),
        sa.Column("line1", TEXT, nullable=False),
        sa.Column("line2", TEXT, nullable=False),
        sa.Column("postal_code", TEXT, nullable=False),
        sa.Column("city", TEXT, nullable=False),
        sa.Column("city_sort", TEXT, nullable=False),
        sa.Column("region", TEXT, nullable=False),
        sa.Column("country", TEXT, nullable=False),
        sa.Column("phone", TEXT, nullable=False),
        sa.Column("is_billing", sa.Boolean(), nullable=False),
        sa.Column("is_postal", sa.Boolean(), nullable=False),
        sa.Column("is_visiting", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name=op.f("fk_address_created_by")),
        sa.ForeignKeyConstraint(
            ["customer_id", "head_office_id"],
            ["customer.id", "customer.head_office_id"],
            name="fk_address_head_office",
            onupdate="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_address_customer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["updated_by"], ["app_user.id"], name=op.f("fk_address_updated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
        sa.UniqueConstraint("customer_id", "id", name="uq_address_customer_id_id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("address", schema=None) as batch_op:
        batch_op.create_index("ix_address_head_office", ["customer_id", "head_office_id"], unique=False)
        batch_op.create_index(
            "uq_address_billing",
            ["customer_id"],
            unique=True,
            sqlite_where=sa.text("is_billing"),
            postgresql_where=sa.text("is_billing"),
        )
        batch_op.create_index(
            "uq_address_postal",
            ["customer_id"],
            unique=True,
            sqlite_where=sa.text("is_postal"),
            postgresql_where=sa.text("is_postal"),
        )
        batch_op.create_index(
            "uq_address_visiting",
            ["customer_id"],
            unique=True,
            sqlite_where=sa.text("is_visiting"),
            postgresql_where=sa.text("is_visiting"),
        )

    op.create_table(
        "change_item",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("change_id", ID, nullable=False),
        sa.Column("entity", TEXT, nullable=False),
        sa.Column("entity_id", ID, nullable=False),
        sa.Column("project_id", ID, nullable=True),
        sa.Column("is_money", sa.Boolean(), nullable=False),
        sa.Column("contact_id", ID, nullable=True),
        sa.Column("field", TEXT, nullable=False),
        sa.Column("before", TEXT, nullable=True),
        sa.Column("after", TEXT, nullable=True),
        sa.Column("version_after", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["change.id"], name=op.f("fk_change_item_change_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_item")),
    )
    with op.batch_alter_table("change_item", schema=None) as batch_op:
        batch_op.create_index("ix_change_item_change", ["change_id"], unique=False)
        batch_op.create_index("ix_change_item_contact", ["contact_id"], unique=False)
        batch_op.create_index("ix_change_item_entity", ["entity", "entity_id", "id"], unique=False)

    op.create_table(
        "customer_number_alias",
        sa.Column("number_key", TEXT, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_customer_number_alias_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number_key", name=op.f("pk_customer_number_alias")),
    )
    with op.batch_alter_table("customer_number_alias", schema=None) as batch_op:
        batch_op.create_index("ix_customer_number_alias_customer_id", ["customer_id"], unique=False)

    op.create_table(
        "customer_segment",
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("segment_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_customer_segment_customer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_customer_segment_segment_id")),
        sa.PrimaryKeyConstraint("customer_id", "segment_id", name=op.f("pk_customer_segment")),
    )
    with op.batch_alter_table("customer_segment", schema=None) as batch_op:
        batch_op.create_index("ix_customer_segment_segment", ["segment_id", "customer_id"], unique=False)

    op.create_table(
        "project",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", ID, nullable=True),
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("number_key", TEXT, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_sort", TEXT, nullable=False),
        sa.Column("status_id", ID, nullable=False),
        sa.Column("probability", sa.Integer(), nullable=False),
        sa.Column("manager_id", ID, nullable=True),
        sa.Column("seller_id", ID, nullable=True),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("value_minor", ID, nullable=False),
        sa.Column("expected_order_date", sa.Date(), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.CheckConstraint("probability BETWEEN 0 AND 100", name=op.f("ck_project_probability")),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name=op.f("fk_project_created_by")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_project_customer_id")),
        sa.ForeignKeyConstraint(["manager_id"], ["app_user.id"], name=op.f("fk_project_manager_id")),
        sa.ForeignKeyConstraint(["seller_id"], ["app_user.id"], name=op.f("fk_project_seller_id")),
        sa.ForeignKeyConstraint(["status_id"], ["sales_status.id"], name=op.f("fk_project_status_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_project_unit_id")),
        sa.ForeignKeyConstraint(["updated_by"], ["app_user.id"], name=op.f("fk_project_updated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("customer_id", "id", name="uq_project_customer_id_id"),
        sa.UniqueConstraint("number_key", name=op.f("uq_project_number_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.create_index("ix_project_customer", ["customer_id", "open", "name_sort", "id"], unique=False)
        batch_op.create_index("ix_project_manager", ["manager_id"], unique=False)
        batch_op.create_index("ix_project_seller", ["seller_id"], unique=False)
        batch_op.create_index("ix_project_unit", ["unit_id"], unique=False)

    op.create_table(
        "search_token",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("contact_id", ID, nullable=True),
        sa.Column("token", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_search_token_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_token")),
    )
    with op.batch_alter_table("search_token", schema=None) as batch_op:
        batch_op.create_index("ix_search_token_contact", ["contact_id"], unique=False)
        batch_op.create_index("ix_search_token_customer", ["customer_id", "source"], unique=False)
        batch_op.create_index("ix_search_token_token", ["token", "customer_id"], unique=False)

    op.create_table(
        "contact",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", ID, nullable=True),
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("first_name", TEXT, nullable=True),
        sa.Column("last_name", TEXT, nullable=True),
        sa.Column("sort_key", TEXT, nullable=True),
        sa.Column("title", TEXT, nullable=True),
        sa.Column("role_id", ID, nullable=True),
        sa.Column("address_id", ID, nullable=True),
        sa.Column("language", TEXT, nullable=True),
        sa.Column("consent", TEXT, nullable=False),
        sa.Column("consent_at", sa.Date(), nullable=True),
        sa.Column("description", TEXT, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moved_from_id", ID, nullable=True),
        sa.CheckConstraint("consent IN ('given', 'unstated', 'declined')", name=op.f("ck_contact_consent")),
        sa.CheckConstraint(
            "erased_at IS NOT NULL OR (sort_key IS NOT NULL AND (first_name IS NOT NULL OR last_name IS NOT NULL))",
            name=op.f("ck_contact_has_a_name"),
        ),
        sa.CheckConstraint(
            "erased_at IS NULL OR (first_name IS NULL AND last_name IS NULL AND sort_key IS NULL AND title IS NULL AND language IS NULL AND description IS NULL AND role_id IS NULL AND address_id IS NULL AND consent_at IS NULL AND NOT active)",
            name=op.f("ck_contact_erased_is_empty"),
        ),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name=op.f("fk_contact_created_by")),
        sa.ForeignKeyConstraint(
            ["customer_id", "address_id"], ["address.customer_id", "address.id"], name="fk_contact_address"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_contact_customer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["moved_from_id"], ["contact.id"], name=op.f("fk_contact_moved_from_id")),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_contact_role_id")),
        sa.ForeignKeyConstraint(["updated_by"], ["app_user.id"], name=op.f("fk_contact_updated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("customer_id", "id", name="uq_contact_customer_id_id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index("ix_contact_address", ["customer_id", "address_id"], unique=False)
        batch_op.create_index(
            "ix_contact_customer_sort", ["customer_id", "active", "sort_key", "id"], unique=False
        )
        batch_op.create_index("ix_contact_role", ["role_id"], unique=False)

    op.create_table(
        "project_member",
        sa.Column("project_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_project_member_project_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_project_member_user_id")),
        sa.PrimaryKeyConstraint("project_id", "user_id", name=op.f("pk_project_member")),
    )
    with op.batch_alter_table("project_member", schema=None) as batch_op:
        batch_op.create_index("ix_project_member_user", ["user_id", "project_id"], unique=False)

    op.create_table(
        "contact_keyword",
        sa.Column("contact_id", ID, nullable=False),
        sa.Column("keyword_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_contact_keyword_contact_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["keyword_id"], ["keyword.id"], name=op.f("fk_contact_keyword_keyword_id")),
        sa.PrimaryKeyConstraint("contact_id", "keyword_id", name=op.f("pk_contact_keyword")),
    )
    with op.batch_alter_table("contact_keyword", schema=None) as batch_op:
        batch_op.create_index("ix_contact_keyword_keyword", ["keyword_id", "contact_id"], unique=False)

    op.create_table(
        "contact_point",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("contact_id", ID, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("value_key", TEXT, nullable=False),
        sa.Column("do_not_use", sa.Boolean(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('email', 'phone')", name=op.f("ck_contact_point_kind")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_contact_point_contact_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_point")),
    )
    with op.batch_alter_table("contact_point", schema=None) as batch_op:
        batch_op.create_index("ix_contact_point_contact", ["contact_id", "kind", "position"], unique=False)
        batch_op.create_index("ix_contact_point_value", ["kind", "value_key"], unique=False)
        batch_op.create_index(
            "uq_contact_point_primary",
            ["contact_id", "kind"],
            unique=True,
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )

    op.create_table(
        "invoice",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", ID, nullable=True),
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("number_key", TEXT, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("invoice_date", sa.Date(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("paid_minor", ID, nullable=False),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("net_minor", ID, nullable=False),
        sa.Column("vat_minor", ID, nullable=False),
        sa.Column("gross_minor", ID, nullable=False),
        sa.Column("credit", sa.Boolean(), nullable=False),
        sa.Column("receiver_as_issued", TEXT, nullable=False),
        sa.Column("contact_name_as_issued", TEXT, nullable=False),
        sa.Column("contact_id", ID, nullable=True),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("external_id", TEXT, nullable=False),
        sa.CheckConstraint("net_minor + vat_minor = gross_minor", name=op.f("ck_invoice_gross")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_invoice_contact_id")),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name=op.f("fk_invoice_created_by")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_invoice_customer_id")),
        sa.ForeignKeyConstraint(["updated_by"], ["app_user.id"], name=op.f("fk_invoice_updated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("number_key", name=op.f("uq_invoice_number_key")),
        sa.UniqueConstraint("source", "external_id", name="uq_invoice_source_external_id"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index("ix_invoice_contact", ["contact_id"], unique=False)
        batch_op.create_index("ix_invoice_customer_date", ["customer_id", "invoice_date", "id"], unique=False)

    op.create_table(
        "invoice_line",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("invoice_id", ID, nullable=False),
        sa.Column("project_id", ID, nullable=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("description", TEXT, nullable=False),
        sa.Column("amount_minor", ID, nullable=False),
        sa.CheckConstraint("kind IN ('work', 'expense', 'other')", name=op.f("ck_invoice_line_kind")),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_line_invoice_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_invoice_line_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
    )
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.create_index("ix_invoice_line_invoice", ["invoice_id", "project_id"], unique=False)
        batch_op.create_index("ix_invoice_line_project", ["project_id", "invoice_id"], unique=False)

    if op.get_bind().dialect.name != "sqlite":
        # The two tables refer to one another. SQLite takes the key within CREATE TABLE, before
        # the other table exists; PostgreSQL wants it added afterwards.
        op.create_foreign_key(
            "fk_customer_head_office",
            "customer",
            "address",
            ["id", "head_office_id"],
            ["customer_id", "id"],
            deferrable=True,
            initially="DEFERRED",
        )


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint("fk_customer_head_office", "customer", type_="foreignkey")
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.drop_index("ix_invoice_line_project")
        batch_op.drop_index("ix_invoice_line_invoice")

    op.drop_table("invoice_line")
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.drop_index("ix_invoice_customer_date")
        batch_op.drop_index("ix_invoice_contact")

    op.drop_table("invoice")
    with op.batch_alter_table("contact_point", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_contact_point_primary",
            sqlite_where=sa.text("is_primary"),
            postgresql_where=sa.text("is_primary"),
        )
        batch_op.drop_index("ix_contact_point_value")
        batch_op.drop_index("ix_contact_point_contact")

    op.drop_table("contact_point")
    with op.batch_alter_table("contact_keyword", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_keyword_keyword")

    op.drop_table("contact_keyword")
    with op.batch_alter_table("project_member", schema=None) as batch_op:
        batch_op.drop_index("ix_project_member_user")

    op.drop_table("project_member")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_role")
        batch_op.drop_index("ix_contact_customer_sort")
        batch_op.drop_index("ix_contact_address")

    op.drop_table("contact")
    with op.batch_alter_table("search_token", schema=None) as batch_op:
        batch_op.drop_index("ix_search_token_token")
        batch_op.drop_index("ix_search_token_customer")
        batch_op.drop_index("ix_search_token_contact")

    op.drop_table("search_token")
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.drop_index("ix_project_unit")
        batch_op.drop_index("ix_project_seller")
        batch_op.drop_index("ix_project_manager")
        batch_op.drop_index("ix_project_customer")

    op.drop_table("project")
    with op.batch_alter_table("customer_segment", schema=None) as batch_op:
        batch_op.drop_index("ix_customer_segment_segment")

    op.drop_table("customer_segment")
    with op.batch_alter_table("customer_number_alias", schema=None) as batch_op:
        batch_op.drop_index("ix_customer_number_alias_customer_id")

    op.drop_table("customer_number_alias")
    with op.batch_alter_table("change_item", schema=None) as batch_op:
        batch_op.drop_index("ix_change_item_entity")
        batch_op.drop_index("ix_change_item_contact")
        batch_op.drop_index("ix_change_item_change")

    op.drop_table("change_item")
    with op.batch_alter_table("address", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_address_visiting",
            sqlite_where=sa.text("is_visiting"),
            postgresql_where=sa.text("is_visiting"),
        )
        batch_op.drop_index(
            "uq_address_postal", sqlite_where=sa.text("is_postal"), postgresql_where=sa.text("is_postal")
        )
        batch_op.drop_index(
            "uq_address_billing", sqlite_where=sa.text("is_billing"), postgresql_where=sa.text("is_billing")
        )
        batch_op.drop_index("ix_address_head_office")

    op.drop_table("address")
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_index("ix_user_session_user_id")

    op.drop_table("user_session")
    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.drop_index("ix_customer_vat_key")
        batch_op.drop_index("ix_customer_stand_in")
        batch_op.drop_index("ix_customer_owner_name")
        batch_op.drop_index("ix_customer_organisation_key")
        batch_op.drop_index("ix_customer_number")
        batch_op.drop_index("ix_customer_name")
        batch_op.drop_index("ix_customer_industry")
        batch_op.drop_index("ix_customer_active_number")
        batch_op.drop_index("ix_customer_active_name")

    op.drop_table("customer")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index("ix_change_customer_at")

    op.drop_table("change")
    op.drop_table("segment")
    with op.batch_alter_table("app_user", schema=None) as batch_op:
        batch_op.drop_index("ix_app_user_name_sort_id")

    op.drop_table("app_user")
    op.drop_table("unit")
    op.drop_table("setup_token")
    op.drop_table("segment_group")
    op.drop_table("sales_status")
    op.drop_table("role")
    op.drop_table("profile")
    op.drop_table("number_series")
    op.drop_table("keyword")
    op.drop_table("industry")
    op.drop_table("attempt")
