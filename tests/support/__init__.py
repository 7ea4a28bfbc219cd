"""What several tests need: a clock, a PostgreSQL of their own, rows to begin with."""
