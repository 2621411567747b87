"""HTTP of the services: tokens and scopes, idempotent commands, problem details, health."""

from shared.http.access import Caller, scope
from shared.http.commands import Once, if_match, required_if_match
from shared.http.pages import After, Limit, Page, Reading, after_cursor, cursor, page, read_cursor, reading

__all__ = [
    "After",
    "Caller",
    "Limit",
    "Once",
    "Page",
    "Reading",
    "after_cursor",
    "cursor",
    "if_match",
    "page",
    "read_cursor",
    "reading",
    "required_if_match",
    "scope",
]
