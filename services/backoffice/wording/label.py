"""What a state is called on the pages, and how it is marked."""

from typing import NamedTuple


class Label(NamedTuple):
    """`tone` colours it, `icon` says the same without colour."""

    text: str
    tone: str = "plain"
    icon: str = "circle"
