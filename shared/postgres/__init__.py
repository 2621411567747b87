"""PostgreSQL: plain-SQL migrations, and which of its errors pass by themselves."""
