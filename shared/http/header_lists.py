"""Headers that are lists may come in several lines, which say the same as one line of all (RFC 9110, 5.3)."""

from starlette.requests import HTTPConnection


def listed(request: HTTPConnection, name: str) -> str:
    """All that the lines of this header list; nothing where there is none."""
    return ", ".join(request.headers.getlist(name))
