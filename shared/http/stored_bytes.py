"""Bytes that are stored with their hash, as they are served: whole, without a body, or not again."""

from fastapi import Request, Response

from shared.http.header_lists import listed


def served(request: Request, content: bytes, *, sha256: bytes, media_type: str, filename: str) -> Response:
    """The ETag is the SHA-256: who has it already is answered 304 (RFC 9110, 13.1.2); HEAD as GET without a body."""
    etag = f'"{sha256.hex()}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if _has(listed(request, "if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    headers |= {"Content-Disposition": f'inline; filename="{filename}"', "Content-Length": str(len(content))}
    return Response(b"" if request.method == "HEAD" else content, media_type=media_type, headers=headers)


def _has(if_none_match: str, etag: str) -> bool:
    """Compared weakly: a proxy may have marked it as such."""
    named = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return "*" in named or etag in named
