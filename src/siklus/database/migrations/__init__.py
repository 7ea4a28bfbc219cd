"""Alembic migrations, carried out by `siklus db upgrade` and printed as database/schema.sql."""
