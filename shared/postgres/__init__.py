"""PostgreSQL: transactions that announce events, locks on orders, plain-SQL migrations."""

from shared.postgres.tx import Database, Tx, one_at_a_time

__all__ = ["Database", "Tx", "one_at_a_time"]
