"""Parts of addresses: a SKU may be any line of text, with slashes, spaces and question marks."""

from urllib.parse import quote
from uuid import UUID

from starlette.requests import Request

from shared.schemas.values import is_one_line


def segment(text: str) -> str:
    """As one part of a path."""
    # Browsers take . and .. for steps in the path, even where they are written %2E; a space before a SKU is not read.
    return f"%20{quote(text)}" if text in (".", "..") else quote(text, safe="")


def path_as_sent(request: Request) -> str:
    """`request.url` reads a ? in a SKU as the start of the query."""
    path: bytes = request.scope["raw_path"]
    return path.decode()


def is_order_id(text: str) -> bool:
    """Written as orders have it, so that it leads to an order's page."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def local(address: str) -> str:
    """The address if it is a page of ours, else the first page: nobody is sent elsewhere by a link they followed."""
    is_ours = address.startswith("/") and not address.startswith("//") and is_one_line(address)
    return address if is_ours and "\\" not in address else "/"
