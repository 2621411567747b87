"""The link in a customer's mail, which staff do not see: it is read where it is kept."""

import re

TEXT_OF_MAIL = "SELECT text FROM messages WHERE message_id = $1"


def link_in(text: str) -> str:
    """Its path."""
    (link,) = re.findall(r"https?://[^/\s]+(/\w+\?link=[\w.…-]+)", text)
    return str(link)
