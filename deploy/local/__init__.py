"""The whole shop on one machine: embedded Kafka and PostgreSQL, a mailbox, the services."""
