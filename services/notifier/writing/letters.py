"""Letters are written of a text, the shop's own or the default, and the facts: a subject, plain text and HTML."""

import logging
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic_core import from_json, to_json

from services.notifier.texts.language import Fault, FaultKind, Field, prepared
from services.notifier.texts.model import Source
from services.notifier.texts.variables import VARIABLES
from services.notifier.writing.logo import LogoOfMails
from services.notifier.writing.markup import (
    Style,
    Written,
    as_html,
    as_line,
    as_text,
    set_aside,
    written_link,
)
from shared.bidi import isolated
from shared.schemas.notifier import MessageKind
from shared.schemas.values import Language
from shared.signed_links import masked

DEFAULTS = Path(__file__).parent / "templates"
LONGEST = 500_000
"""No letter is longer, in characters of its text or its HTML."""

_COLON: Mapping[Language, str] = {"en": ": ", "fr": "\xa0: "}
_STYLE = Style(
    paragraph=' style="margin: 0 0 16px"',
    heading=' style="margin: 0 0 16px; font-size: 22px; line-height: 1.25"',
    list=' style="margin: 0 0 16px; padding-left: 20px"',
    table=' role="presentation" style="width: 100%; margin: 0 0 16px; border-collapse: collapse"',
    cell=' class="line" style="padding: 6px 8px; border-top: 1px solid #e5e7eb; overflow-wrap: anywhere"',
    amount=' class="line" align="right"'
    ' style="width: 1%; padding: 6px 0; border-top: 1px solid #e5e7eb; white-space: nowrap; vertical-align: top"',
    link=' class="link" style="color: #1f4e79"',
    button=' class="button" style="display: inline-block; padding: 10px 20px; border-radius: 6px; background: #1f4e79;'
    ' color: #ffffff; text-decoration: none"',
)

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""What neither PostgreSQL nor a mail can bear."""
_HERE = "\N{OBJECT REPLACEMENT CHARACTER}"

log = logging.getLogger(__name__)


class Letter(NamedTuple):
    """`own_failed`: the shop's text could not be written, and this is the default."""

    subject: str
    text: str
    html: str
    own_failed: bool = False


class Compiled(NamedTuple):
    subject: Template
    body: Template

    @classmethod
    def of(cls, source: Source) -> "Compiled":
        environment = _environment()
        return cls(*(environment.from_string(prepared(one)) for one in source))


class Unwritable(Exception):
    """What comes of a text is no mail."""

    def __init__(self, field: Field, kind: FaultKind) -> None:
        super().__init__(f"{field}: {kind}")
        self.fault = Fault(field, 1, kind)


def write_letter(
    kind: MessageKind, language: Language, facts: Mapping[str, Any], logo: LogoOfMails | None = None
) -> Letter:
    """By the default."""
    return written(_default_of(kind, language), language, facts, logo)


def write_own_letter(
    kind: MessageKind,
    language: Language,
    facts: Mapping[str, Any],
    own: Compiled | None,
    logo: LogoOfMails | None = None,
) -> Letter:
    """No mail is lost by what stands in the shop's text, nor by one that cannot be read: the default is sent then."""
    try:
        if own:
            return own_written(own, language, facts, logo)
    except Exception as error:
        # Checked when it was saved: what it names may have gone since. What it says may name the customer.
        log.error("the shop's text of %s in %s is not written: %s", kind, language, type(error).__name__)
    return write_letter(kind, language, facts, logo)._replace(own_failed=True)


def written(text: Compiled, language: Language, facts: Mapping[str, Any], logo: LogoOfMails | None = None) -> Letter:
    body = _spaced(text.body.render(facts), language)
    if len(body) > LONGEST:
        raise Unwritable(Field.BODY, FaultKind.COMES_OUT_TOO_LONG)
    return Letter(
        subject=as_line(_spaced(text.subject.render(facts), language)),
        text=as_text(body, _COLON[language]),
        html=_laid_out(as_html(body, _STYLE), language, facts, logo),
    )


def own_written(
    text: Compiled, language: Language, facts: Mapping[str, Any], logo: LogoOfMails | None = None
) -> Letter:
    """By a text of staff, which may come to nothing, or to too much. Raises Unwritable."""
    letter = written(text, language, facts, logo)
    if not letter.subject:
        raise Unwritable(Field.SUBJECT, FaultKind.EMPTY)
    if not letter.text.strip():
        raise Unwritable(Field.BODY, FaultKind.EMPTY)
    if len(letter.html) > LONGEST:
        raise Unwritable(Field.BODY, FaultKind.COMES_OUT_TOO_LONG)
    for field, part in ((Field.SUBJECT, letter.subject), (Field.BODY, letter.text), (Field.BODY, letter.html)):
        if _UNSTORABLE.search(part):
            raise Unwritable(field, FaultKind.NOT_IN_A_MAIL)
    return letter


def default_source(kind: MessageKind, language: Language) -> Source:
    subject, body = (DEFAULTS / language / f"{kind}{part}" for part in (".subject.txt", ".txt"))
    return Source(subject.read_text("utf-8").strip(), body.read_text("utf-8").rstrip() + "\n")


def kept_facts(facts: Mapping[str, Any]) -> str:
    """As they are stored with a message, so that staff can try another text on it: without its links for customers."""
    return masked(to_json(facts, fallback=str).decode())


def read_facts(kind: MessageKind, stored: str) -> dict[str, Any]:
    """Whatever that version of the code did not know is nothing."""
    known = from_json(stored)
    return {
        variable.name: Written(value) if variable.is_block and value else value
        for variable in VARIABLES[kind]
        for value in (known.get(variable.name),)
    }


def block(name: str, language: Language, **facts: Any) -> Written:
    """A table or a list, as a variable of a text."""
    return Written(_partial(f"{language}/{name}.txt").render(facts).rstrip())


def _laid_out(letter: str, language: Language, facts: Mapping[str, Any], logo: LogoOfMails | None) -> str:
    before, after = _layout(language, facts.get("shop", ""), logo)
    return f"{before}{letter}{after}"


def _spaced(text: str, language: Language) -> str:
    """No line of a French text begins with a mark."""
    if language != "fr":
        return text
    for mark in ":;!?»":
        text = text.replace(f" {mark}", f"\N{NO-BREAK SPACE}{mark}")
    return text


@cache
def _default_of(kind: MessageKind, language: Language) -> Compiled:
    return Compiled.of(default_source(kind, language))


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    """Of texts that staff write; what they may consist of was looked at when they were saved."""
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, finalize=set_aside)
    environment.globals.clear()  # texts call nothing, and each rendering would take a copy along
    return environment


@cache
def _partial(name: str) -> Template:
    environment = Environment(  # noqa: S701 - of the small form; only the layout is HTML
        loader=FileSystemLoader(DEFAULTS),
        undefined=StrictUndefined,
        finalize=set_aside,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.clear()
    environment.filters |= {"after": _after, "link": written_link}
    return environment.get_template(name)


@lru_cache(maxsize=10)
def _layout(language: Language, shop: str, logo: LogoOfMails | None) -> tuple[str, str]:
    """What is around a letter; what it says comes between."""
    environment = Environment(loader=FileSystemLoader(DEFAULTS), autoescape=True, finalize=isolated)
    around = environment.get_template("layout.html").render(letter=_HERE, language=language, shop=shop, logo=logo)
    before, _, after = around.partition(_HERE)
    return before, after


@lru_cache(maxsize=1000)
def _after(method: str, word: str) -> str:
    """`Retrait (Comptoir)`, but `Retrait en boutique`, which says it already."""
    return method if _letters(word) in _letters(method) else f"{word} ({method})"


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalpha())
