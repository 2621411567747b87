"""The elements of a page, found as styles and people find them: by selector, and by role, label and text."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
INLINE = {"a", "b", "bdi", "code", "em", "i", "small", "span", "strong", "svg", "time", "use", "path"}
COMPOUND = re.compile(
    r"""(?P<tag>^[\w-]+) | \#(?P<id>[\w-]+) | \.(?P<class>[\w-]+)
    | \[(?P<name>[\w-]+)(?:(?P<op>[\^$*]?)=['"]?(?P<value>[^'"\]]*)['"]?)?\]""",
    re.VERBOSE,
)
ROLES = {
    "link": ("a",),
    "button": ("button",),
    "heading": ("h1", "h2", "h3"),
    "row": ("tr",),
    "navigation": ("nav",),
}


class Element:
    def __init__(self, tag: str, attributes: dict[str, str], parent: "Element | None" = None) -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.children: list[Element | str] = []

    def __iter__(self) -> "Iterator[Element]":
        """All that are in it, as they stand in the page."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child

    @property
    def text(self) -> str:
        """As it is read: without what only lays it out."""
        return " ".join(self._text().split())

    @property
    def raw_text(self) -> str:
        return self._text()

    @property
    def name(self) -> str:
        """What it is called for somebody who does not see it."""
        return self.attributes.get("aria-label") or self.text

    @property
    def role(self) -> str:
        given = self.attributes.get("role")
        if self.tag == "svg" and given == "img":
            return given
        implied = next((role for role, tags in ROLES.items() if self.tag in tags), "")
        return given if given and not (self.tag == "a" and given == "button") else implied

    @property
    def value(self) -> str:
        """What stands in a field."""
        if self.tag == "textarea":
            return self.raw_text.removeprefix("\n")
        if self.tag == "select":
            options = self.select("option")
            chosen = [one for one in options if "selected" in one.attributes] or options[:1]
            return chosen[0].attributes.get("value", chosen[0].text) if chosen else ""
        return self.attributes.get("value", "")

    def select(self, selector: str) -> "list[Element]":
        """By a CSS selector of compounds, descendants and alternatives."""
        return [one for one in self if any(one._matches(chain.split()) for chain in selector.split(", "))]

    def above(self, tag: str) -> "Element | None":
        """The nearest of these it is in."""
        at: Element | None = self
        while at and at.tag != tag:
            at = at.parent
        return at

    def with_label(self, text: str, *, exact: bool) -> "list[Element]":
        """The fields that a label of this text belongs to."""
        found = []
        for label in self.select("label"):
            if _is(label._text_without_fields(), text, exact=exact):
                named = label.attributes.get("for")
                fields = [one for one in self if named and one.attributes.get("id") == named]
                found += fields or label.select("input, select, textarea")[:1]
        labelled = [one for one in self if _is(one.attributes.get("aria-label", ""), text, exact=exact)]
        return found + [one for one in labelled if one.tag in ("input", "select", "textarea")]

    def with_role(self, role: str, name: str | None, *, exact: bool) -> "list[Element]":
        return [one for one in self if one.role == role and (name is None or _is(one.name, name, exact=exact))]

    def _matches(self, chain: list[str]) -> bool:
        *outer, own = chain
        if not _fits(self, own):
            return False
        at = self.parent
        while outer and at:
            if _fits(at, outer[-1]):
                outer = outer[:-1]
            at = at.parent
        return not outer

    def _text(self, leave_out: Callable[["Element"], bool] = lambda one: one.tag in ("script", "style")) -> str:
        parts = []
        for child in self.children:
            if isinstance(child, str):
                parts.append(child)
            elif child.tag == "br":
                parts.append("\n")
            elif not leave_out(child):
                parts += (child._text(leave_out),) if child.tag in INLINE else (" ", child._text(leave_out), " ")
        return "".join(parts)

    def _text_without_fields(self) -> str:
        return " ".join(self._text(lambda one: one.tag in ("select", "textarea", "input")).split())


class Parser(HTMLParser):
    """Refuses a page whose elements are not closed where they should be."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.at = Element("document", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(made)
        if tag not in EMPTY:
            self.at = made

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.children.append(Element(tag, {name: value or "" for name, value in attrs}, self.at))

    def handle_endtag(self, tag: str) -> None:
        assert self.at.tag == tag, f"<{self.at.tag}> is closed by </{tag}> at line {self.getpos()[0]}"
        assert self.at.parent
        self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


def parse(html: str) -> Element:
    parser = Parser()
    parser.feed(html)
    parser.close()
    assert parser.at is parser.root, f"<{parser.at.tag}> is never closed"
    return parser.root


def _fits(element: Element, compound: str) -> bool:
    rest = compound
    while rest:
        found = COMPOUND.match(rest)
        assert found, f"no selector: {compound}"
        if not _has(element, found):
            return False
        rest = rest[found.end() :]
    return True


def _has(element: Element, part: re.Match[str]) -> bool:
    if part["tag"]:
        return element.tag == part["tag"]
    if part["id"]:
        return element.attributes.get("id") == part["id"]
    if part["class"]:
        return part["class"] in element.attributes.get("class", "").split()
    stands = element.attributes.get(part["name"])
    if stands is None or part["value"] is None:
        return stands is not None
    test = {"": str.__eq__, "^": str.startswith, "$": str.endswith, "*": str.__contains__}[part["op"]]
    return bool(test(stands, part["value"]))


def _is(found: str, wanted: str, *, exact: bool) -> bool:
    found, wanted = " ".join(found.split()), " ".join(wanted.split())
    return found == wanted if exact else wanted.lower() in found.lower()
