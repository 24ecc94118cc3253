"""What Alembic runs to apply migrations: on the connection, and in the transaction, that it is given."""

from __future__ import annotations

from alembic import context

from oxyura.register.models import VERSION_TABLE, Base


def _run() -> None:
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=Base.metadata,
        version_table=VERSION_TABLE,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _is_run_by_alembic() -> bool:
    """Tell a migration from an import, such as that of a documentation tool."""
    try:
        return context.config is not None
    except (AttributeError, NameError):
        return False


if _is_run_by_alembic():
    _run()
