"""Where Alembic starts: on the connection that `siklus.database.upgrade` opened, or printing SQL."""

from alembic import context

from siklus.database.schema import SCHEMA, metadata


def run() -> None:
    """Every migration that is asked for."""
    if context.is_offline_mode():
        context.configure(dialect_name="postgresql", target_metadata=metadata, transactional_ddl=False)
    else:
        connection = context.config.attributes["connection"]
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            # Local to the transaction: a pooler may give the next one another server connection.
            connection.exec_driver_sql(f"SET LOCAL search_path TO {SCHEMA}")
        context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


# Alembic's own name for this file; whoever else imports it (doctests, documentation) only looks.
if __name__ == "env_py":
    run()
