"""The contracts between services and with the platform: events, commands and their values. Pydantic only."""
