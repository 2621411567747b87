"""HTTP of the services: tokens and scopes, idempotent commands, problem details, health."""

from shared.http.access import Caller, scope
from shared.http.commands import Once, if_match, required_if_match
from shared.http.pages import After, Limit, Page, Reading, cursor, page, read_cursor

__all__ = [
    "After",
    "Caller",
    "Limit",
    "Once",
    "Page",
    "Reading",
    "cursor",
    "if_match",
    "page",
    "read_cursor",
    "required_if_match",
    "scope",
]
