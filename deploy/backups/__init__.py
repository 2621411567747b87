"""Backups of a shop: the databases of its services with its keys, and what Kafka had at that time."""
