"""Rows in, domain values out: one module a table, one transaction a use case."""
