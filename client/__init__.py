"""The HTTP APIs of the services as commands, importers, tests and other teams call them."""
