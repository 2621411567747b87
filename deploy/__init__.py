"""What stands around the services: the local stack, their databases and topics, containers."""
