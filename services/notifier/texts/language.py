"""The language that texts of mails are written in: variables and conditions of a list, and nothing else of jinja2.

It has no loops, no calls, no filters, no attributes and no sums, so that whatever staff write ends at once, reaches
nothing but the variables, and comes out no longer than these are. Held by what a parsed text may consist of.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from services.notifier.texts.model import Source
from shared.refused import Refused
from shared.schemas.values import is_one_line

LONGEST_SUBJECT, LONGEST_BODY = 250, 20_000
LARGEST_NUMBER = 10**18
MOST_VARIABLES = 200
"""Of a text: the longest variable is the list of the lines of an order."""
DEEPEST = 20


class Field(StrEnum):
    SUBJECT = "subject"
    BODY = "body"


class FaultKind(StrEnum):
    """What is wrong with a text."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    LINE_BREAK = "line_break"
    SYNTAX = "syntax"
    UNKNOWN_VARIABLE = "unknown_variable"
    NOT_ALLOWED = "not_allowed"
    TOO_DEEP = "too_deep"
    NUMBER_TOO_LARGE = "number_too_large"
    NOT_IN_A_MAIL = "not_in_a_mail"
    TOO_MANY_VARIABLES = "too_many_variables"
    COMES_OUT_TOO_LONG = "comes_out_too_long"


class Fault(NamedTuple):
    """`what` is the word of the text that it is about, where there is one."""

    field: Field
    line: int
    kind: FaultKind
    what: str = ""


class WrongText(Refused):
    type = "wrong-text"
    status = 422

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = faults
        each = [Refused(said(fault), field=fault.field) for fault in faults]
        super().__init__(each[0].detail, field=faults[0].field, each=each)


_SAID = {
    FaultKind.EMPTY: "the text is empty",
    FaultKind.TOO_LONG: f"a subject has at most {LONGEST_SUBJECT} characters, a text {LONGEST_BODY}",
    FaultKind.LINE_BREAK: "a subject is one line",
    FaultKind.SYNTAX: "this cannot be read: {what}",
    FaultKind.UNKNOWN_VARIABLE: "there is no variable {what}",
    FaultKind.NOT_ALLOWED: "{what} is not allowed: a text has variables and conditions",
    FaultKind.TOO_DEEP: f"conditions stand in each other {DEEPEST} deep at most",
    FaultKind.NUMBER_TOO_LARGE: f"a number is {LARGEST_NUMBER:,} at most",
    FaultKind.NOT_IN_A_MAIL: "it has a character that no mail can show",
    FaultKind.TOO_MANY_VARIABLES: f"a text names variables {MOST_VARIABLES} times at most",
    FaultKind.COMES_OUT_TOO_LONG: "what comes of it is too long a mail: it has too many rows or links",
}


def said(fault: Fault) -> str:
    return f"{fault.field}, line {fault.line}: {_SAID[fault.kind].replace('{what}', fault.what)}".removesuffix(": ")


def faults_in(source: Source, variables: Collection[str]) -> list[Fault]:
    """All that is wrong with it."""
    return [*faults_of(Field.SUBJECT, source.subject, variables), *faults_of(Field.BODY, source.body, variables)]


def has_faults(source: Source, variables: Collection[str]) -> bool:
    return bool(faults_in(source, variables))


def faults_of(field: Field, source: str, variables: Collection[str]) -> list[Fault]:
    """In the order of its lines, one of each kind and word."""
    longest = LONGEST_SUBJECT if field is Field.SUBJECT else LONGEST_BODY
    if len(source) > longest:
        return [Fault(field, 1, FaultKind.TOO_LONG)]
    if not source.strip():
        return [Fault(field, 1, FaultKind.EMPTY)]
    if field is Field.SUBJECT and len(source.splitlines()) > 1:
        return [Fault(field, 1, FaultKind.LINE_BREAK)]
    try:
        parsed = _PARSER.parse(source)
    except TemplateSyntaxError as error:
        return [Fault(field, error.lineno, FaultKind.SYNTAX, _named(error.message or ""))]
    except ValueError:  # of Python, which reads no number of thousands of digits
        return [Fault(field, _line_of_digits(source), FaultKind.NUMBER_TOO_LARGE)]
    except (RecursionError, MemoryError):
        return [Fault(field, 1, FaultKind.TOO_DEEP)]
    found = list(_faults_in(parsed, field, variables))
    if not found and sum(1 for _ in parsed.find_all(nodes.Name)) > MOST_VARIABLES:
        found.append(Fault(field, 1, FaultKind.TOO_MANY_VARIABLES))
    return list(dict.fromkeys(found))[:20]


def prepared(source: str) -> str:
    """A line of nothing but conditions leaves no line behind."""
    return _ALONE.sub(lambda found: found[0].strip(), source)


def _line_of_digits(source: str) -> int:
    found = _MANY_DIGITS.search(source)
    return source.count("\n", 0, found.start()) + 1 if found else 1


def _named(message: str) -> str:
    """What the parser stumbled over, as it stands in the text; what it says of that is for who knows jinja2."""
    found = _STUMBLED.search(message)
    return found[1] if found else ""


_STUMBLED = re.compile(r"(?:got|char|[Uu]nexpected|unknown tag) '([^']+)'")
_PARSER = ImmutableSandboxedEnvironment()
# Each condition ends before the next begins: from no line is looked to the end of the text.
_ALONE = re.compile(r"^[ \t]*+(?:\{%(?:[^%{]|%(?!\})|\{(?!%))*+%\}[ \t]*+)++(?:\n|\Z)", re.MULTILINE)
_MANY_DIGITS = re.compile(r"[0-9_]{1000}")

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.If,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Compare,
    nodes.Const,
)
_COMPARISONS = ("eq", "ne")
_BREAKS = dict.fromkeys(map(ord, "\n\t"), " ")


def _faults_in(parsed: nodes.Template, field: Field, variables: Collection[str]) -> Iterator[Fault]:
    """Not by recursion: a text may be as deep as the parser follows."""
    open_: list[tuple[nodes.Node, int, int]] = [(parsed, 0, 1)]
    while open_:
        node, depth, around = open_.pop()
        line = node.lineno or around
        if depth > DEEPEST:
            yield Fault(field, line, FaultKind.TOO_DEEP)
            return
        if isinstance(node, nodes.Name):
            if node.ctx != "load" or node.name not in variables:
                yield Fault(field, line, FaultKind.UNKNOWN_VARIABLE, node.name)
            continue
        if isinstance(node, nodes.Const) and (wrong := _wrong_value(node.value)):
            yield Fault(field, line, wrong)
            continue
        if what := _not_allowed(node):
            yield Fault(field, line, FaultKind.NOT_ALLOWED, what)
            continue
        open_ += [(child, depth + 1, line) for child in reversed(list(node.iter_child_nodes()))]


def _wrong_value(value: object) -> FaultKind | None:
    """Of what stands in quotes the parser has read `\\x00` and the like by now."""
    if isinstance(value, str):
        return None if is_one_line(value.translate(_BREAKS)) else FaultKind.NOT_IN_A_MAIL
    return FaultKind.NUMBER_TOO_LARGE if isinstance(value, int) and abs(value) > LARGEST_NUMBER else None


def _not_allowed(node: nodes.Node) -> str:
    """What it is called, as it stands in a text."""
    match node:
        case nodes.Operand():
            return "" if node.op in _COMPARISONS else node.op
        case nodes.Getattr():
            return f".{node.attr}"
        case nodes.Getitem():
            return "[ ]"
        case nodes.Call():
            return "( )"
        case nodes.Filter():
            return f"|{node.name}"
        case nodes.Test():
            return f"is {node.name}"
    return "" if isinstance(node, _ALLOWED) else type(node).__name__.lower()
