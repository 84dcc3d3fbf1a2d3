"""One more role: a screen on the wall, which sees numbers and nothing else."""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_ROLES = (
    "role IN ('operator', 'dispatcher', 'staff', 'leader', 'supervisor', 'callback', 'analyst', 'admin', "
    "'auditor', 'wall', 'system')"
)


def upgrade() -> None:
    op.drop_constraint(op.f("ck_app_user_role"), "app_user", type_="check")
    op.create_check_constraint(op.f("ck_app_user_role"), "app_user", _ROLES)
