"""Files that a service has made, for the browser to show."""

from fastapi import Response

from services.backoffice.web.service_clients import File

VIEWER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""What browsers need to show a PDF: they put it into a page of their own, with styles in it."""


def shown_file(file: File) -> Response:
    headers = {"Content-Disposition": file.disposition, "Content-Security-Policy": VIEWER}
    return Response(file.content, media_type=file.media_type, headers=headers)
