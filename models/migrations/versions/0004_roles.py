"""Two roles: the owner migrates; `hotline_app` works, and can neither change nor delete what happened (D10)."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

APPEND_ONLY = ("event", "view", "anchor", "policy_version")


def upgrade() -> None:
    op.execute(
        """
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hotline_app') THEN
                CREATE ROLE hotline_app NOLOGIN;
                GRANT hotline_app TO CURRENT_USER; -- so that the owner's own log-in may work as it
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- another database of the same server was faster; roles belong to the server
        END $$
        """
    )
    op.execute("GRANT USAGE ON SCHEMA public TO hotline_app")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO hotline_app")
    op.execute("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO hotline_app")
    # Tables of later migrations: granted by default, so that none is forgotten.
    op.execute(
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public "
        "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO hotline_app"
    )
    op.execute(
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO hotline_app"
    )
    for table in APPEND_ONLY:
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM hotline_app")
    # A ticket is never deleted by the program; retention anonymises it.
    op.execute("REVOKE DELETE, TRUNCATE ON ticket, ticket_clock, step, note FROM hotline_app")
    op.execute("REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM hotline_app")
