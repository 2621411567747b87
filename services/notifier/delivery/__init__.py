"""Sending the queued messages to the mail server, beside the consumer."""
