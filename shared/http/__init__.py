"""HTTP of the services: tokens and scopes, idempotent commands, problem details, health."""

from shared.http.access import Caller, scope
from shared.http.commands import Once, if_match
from shared.http.pages import Page, after_cursor, cursor, reading

__all__ = ["Caller", "Once", "Page", "after_cursor", "cursor", "if_match", "reading", "scope"]
