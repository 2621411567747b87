"""Kafka: the outbox and its relay, the inbox, parked records and dead letters."""
