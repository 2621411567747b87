"""The HTML of mails, which may be anybody's: shown in a frame of our pages, where nothing of it runs or is fetched."""

from fastapi.responses import HTMLResponse

HEADERS = {
    "Content-Security-Policy": (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none';"
        " frame-ancestors 'self'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
    # The frame has no origin of its own to be isolated with; browsers refuse to show it with another policy.
    "Cross-Origin-Opener-Policy": "unsafe-none",
}


def sandboxed(html: str) -> HTMLResponse:
    """In place of the headers that all other pages have."""
    return HTMLResponse(html, headers=HEADERS)
