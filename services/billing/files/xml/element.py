"""Elements of an XML document as nested values: what has no content is left out."""

import re
from collections.abc import Sequence
from html import escape

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot say; what was stored long ago may have it."""


class Element:
    __slots__ = ("attributes", "content", "name")

    def __init__(self, name: str, content: "str | Sequence[Element | None]", attributes: str) -> None:
        self.name = name
        self.content = content
        self.attributes = attributes


def element(name: str, *content: "str | Element | None", **attributes: str) -> Element | None:
    """Of a text, or of elements; None where there is neither."""
    inside = [one for one in content if one]
    if not inside:
        return None
    text = inside[0] if isinstance(inside[0], str) else [one for one in inside if isinstance(one, Element)]
    return Element(name, text, "".join(f' {key}="{escape(value)}"' for key, value in attributes.items()))


def written(root: Element | None) -> bytes:
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    _write(root, parts)
    return "".join(parts).encode()


def _write(one: Element | None, parts: list[str]) -> None:
    if one is None:
        return
    parts.append(f"<{one.name}{one.attributes}>")
    if isinstance(one.content, str):
        parts.append(escape(_NO_XML.sub("", one.content), quote=False))
    else:
        for inner in one.content:
            _write(inner, parts)
    parts.append(f"</{one.name.split()[0]}>")
