"""The small form in which mails are written: one text, of which their plain text and their HTML are made.

An empty line begins a paragraph, `# ` a heading, `- ` a line of a list, `|` a row of a table, and its cells;
`**bold**`, `[label](https://…)`. A link that stands alone on its line is a button. What comes out of an order stands
there as itself, whatever its letters: its special ones are put aside (`set_aside`) until all is read.
"""

import re
from html import escape
from itertools import groupby
from typing import Any, NamedTuple

from shared.bidi import isolated

_SPECIAL = "*[]|#-:\n\r"
_ASIDE = {letter: chr(0xF8D0 + place) for place, letter in enumerate(_SPECIAL)}
_BACK = {aside: letter for letter, aside in _ASIDE.items()} | {_ASIDE["\r"]: ""}
_BACK_IN_HTML = _BACK | {_ASIDE["\n"]: "<br>"}
_specials = re.compile(r"[*\[\]|#\-:\n\r]")
_asides = re.compile(f"[{_ASIDE['*']}-{_ASIDE[chr(13)]}]")

_INLINE = re.compile(
    r"\[(?P<label>[^\[\]\n]+)\]\((?P<to>(?:https?://|mailto:)[^\s()]+)\)"
    r"|(?P<bare>https?://[^\s<>()\[\]*\"“”„«»‹›]*[^\s<>()\[\]*\"“”„«»‹›'’‘.,;:!?])"
    r"|\*\*(?P<bold>.+?)\*\*"
)
_BREAKS = re.compile(r"\n[ \t\n]*\n")
_BUTTON = re.compile(r"\[(?P<label>[^\[\]\n]+)\]\((?P<to>(?:https?://|mailto:)[^\s()]+)\)")
_MAY_BE_INLINE = re.compile(r"\*\*|\]\(|://").search


class Written(str):
    """What is of the small form already, and no text to be put aside."""

    __slots__ = ()


class Style(NamedTuple):
    """The attributes of each thing: mail programs know few style sheets, so that each has its styles on itself."""

    paragraph: str = ""
    heading: str = ""
    list: str = ""
    table: str = ""
    cell: str = ""
    amount: str = ""
    link: str = ""
    button: str = ""


def set_aside(value: Any) -> Any:
    """Of a variable, as it is put into a text."""
    if value is None:
        return ""
    if type(value) is not str:
        return value
    value = isolated(value)
    return _specials.sub(lambda found: _ASIDE[found[0]], value) if _specials.search(value) else value


def written_link(address: str | None) -> Written | None:
    """An address of the web that may stand in a link; None of anything else."""
    if not address or not re.match(r"https?://[^\s]+\Z", address):
        return None
    return Written(re.sub(r"[()<>\[\]*|]", lambda letter: f"%{ord(letter[0]):02X}", address))


def as_line(written: str) -> str:
    """A subject: whatever it is made of, it is one line."""
    return re.sub(r"[^\S\xa0\u202f]+", " ", _put_back(written, _BACK)).strip()


def as_text(written: str, colon: str) -> str:
    """`colon` stands before an amount, and between the label of a link and where it leads."""
    text = "\n".join([_line_of_text(line, colon) for line in written.split("\n")])
    if _MAY_BE_INLINE(text):
        text = _INLINE.sub(lambda found: _inline_of_text(found, colon), text)
    return _put_back(_few_breaks(text), _BACK)


def as_html(written: str, style: Style) -> str:
    lines = _few_breaks(written).split("\n")
    made = [_block(kind, list(block), style) for kind, block in groupby(lines, _kind)]
    return _put_back("\n".join(block for block in made if block), _BACK_IN_HTML)


def _put_back(text: str, letters: dict[str, str]) -> str:
    """Found by a pattern, which is ten times faster than `translate` where hardly any letter changes."""
    for aside in set(_asides.findall(text)):
        text = text.replace(aside, letters[aside])
    return text


def _few_breaks(text: str) -> str:
    """Where a condition leaves something out, it leaves no gap."""
    return _BREAKS.sub("\n\n", text.strip())


def _kind(line: str) -> str:
    if not line:
        return ""
    if line[0] == "|":
        return "rows"
    if line.startswith("# "):
        return "heading"
    if line.startswith("- "):
        return "list"
    return "button" if line[0] == "[" and _BUTTON.fullmatch(line) else "paragraph"


def _block(kind: str, lines: list[str], style: Style) -> str:
    match kind:
        case "paragraph":
            return f"<p{style.paragraph}>{'<br>'.join(_inline(line, style) for line in lines)}</p>"
        case "rows":
            return f"<table{style.table}>\n{''.join(_row(line, style) for line in lines)}</table>"
        case "heading":
            return "\n".join(f"<h1{style.heading}>{_inline(line[2:], style)}</h1>" for line in lines)
        case "list":
            items = "".join(f"<li>{_inline(line[2:], style)}</li>\n" for line in lines)
            return f"<ul{style.list}>\n{items}</ul>"
        case "button":
            return "\n".join(_button(line, style) for line in lines)
    return ""


def _row(line: str, style: Style) -> str:
    """How many comes first, then what, then an amount. A row without cells is a gap, of the plain text alone."""
    if line == "|":
        return ""
    if _MAY_BE_INLINE(line):
        cells = [_inline(cell, style) for cell in line[1:].split("|")]
    else:
        cells = escape(line[1:]).split("|")
    amounts = {0, len(cells) - 1} - {1}
    made = [f"<td{style.amount if place in amounts else style.cell}>{cell}</td>" for place, cell in enumerate(cells)]
    return f"<tr>{''.join(made)}</tr>\n"


def _line_of_text(line: str, colon: str) -> str:
    if line.startswith("# "):
        return line[2:]
    if not line.startswith("|"):
        return line
    cells = line[1:].split("|")
    goods = " ".join(cell for cell in cells[:2] if cell)
    return colon.join(cell for cell in (goods, *cells[2:]) if cell)


def _inline(text: str, style: Style) -> str:
    """Letters of HTML are written as such last: they would be taken for parts of a link."""
    if not _MAY_BE_INLINE(text):
        return escape(text)
    made: list[str] = []
    end = 0
    for found in _INLINE.finditer(text):
        made += escape(text[end : found.start()]), _linked(found, style)
        end = found.end()
    return "".join((*made, escape(text[end:])))


def _linked(found: re.Match[str], style: Style) -> str:
    if found["bold"]:
        return f"<b>{_inline(found['bold'], style)}</b>"
    to = escape(found["to"] or found["bare"])
    return f'<a href="{to}"{style.link}>{escape(found["label"] or "") or to}</a>'


def _button(line: str, style: Style) -> str:
    found = _BUTTON.fullmatch(line)
    assert found
    return f'<p{style.paragraph}><a href="{escape(found["to"])}"{style.button}>{escape(found["label"])}</a></p>'


def _inline_of_text(found: re.Match[str], colon: str) -> str:
    if found["bold"]:
        return _INLINE.sub(lambda inner: _inline_of_text(inner, colon), found["bold"])
    return f"{found['label']}{colon}{found['to']}" if found["to"] else found["bare"]
