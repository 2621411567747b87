"""`backshop catalogues`: the translations of the back office follow the texts of its pages."""

import argparse
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po

from services.backoffice.web.render import TEMPLATES, unfilled
from services.backoffice.wording.texts import LANGUAGES, LOCALES

CODE = TEMPLATES.parent
TRANSLATED = [language for language in LANGUAGES if language != "en"]
KEYWORDS: dict[str, Any] = {**DEFAULT_KEYWORDS, "marked": None, "marked_for": ((1, "c"), 2)}
HEADER = """\
# Keep what stands in %(these)s and %% as it is. `./backshop catalogues` adds new texts and drops old ones.
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"

"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="write nothing; name what is missing or left over")


def run(args: argparse.Namespace) -> int:
    wrong = 0
    for language in TRANSLATED:
        if not args.check:
            path = LOCALES / f"{language}.po"
            path.write_bytes(brought_up_to_date(translations(language), used()))
        for sentence in (found := differences(translations(language), used())):
            print(f"{language}.po: {sentence}")
        wrong += len(found)
    return 1 if wrong else 0


def translations(language: str) -> Catalog:
    """A language's catalogue, as its translator left it."""
    with (LOCALES / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def used() -> Catalog:
    """Every text that the code and the templates of the back office mark for translation, and where it stands."""
    catalog = Catalog()
    for path in sorted([*CODE.rglob("*.py"), *TEMPLATES.rglob("*.html")]):
        place = str(path.relative_to(CODE))
        method: Any = "python" if path.suffix == ".py" else _texts_of_template
        for line, text, _, context in extract(method, BytesIO(path.read_bytes()), KEYWORDS):
            catalog.add(text, locations=[(place, line)], context=context)
    return catalog


def brought_up_to_date(catalog: Catalog, texts: Catalog) -> bytes:
    """The file of a catalogue: new texts wait for their translation, what is used no more is dropped.

    No translation is guessed from a text that looks alike: nothing wrong reaches a page unread.
    """
    header = HEADER.format(language=catalog.locale, plural_forms=catalog.plural_forms)
    catalog.update(texts, no_fuzzy_matching=True)
    written = BytesIO()
    write_po(written, catalog, width=0, omit_header=True, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return header.encode() + written.getvalue()


def differences(catalog: Catalog, texts: Catalog) -> list[str]:
    """What is not translated, not confirmed, or not used; a sentence each."""
    waiting = [f"not translated: {_shown(text)}" for text in texts if text.id and not _is_translated(catalog, text)]
    left_over = [f"not used: {_shown(text)}" for text in catalog if text.id and _known(texts, text) is None]
    return waiting + left_over


def _is_translated(catalog: Catalog, text: Message) -> bool:
    known = _known(catalog, text)
    if known is None or known.fuzzy or known.pluralizable != text.pluralizable:
        return False
    forms = [known.string] if isinstance(known.string, str) else known.string or []
    return all(forms) and len(forms) == (catalog.num_plurals if text.pluralizable else 1)


def _known(catalog: Catalog, text: Message) -> Message | None:
    return catalog.get(text.id, context=text.context)


def _shown(text: Message) -> str:
    return (text.id if isinstance(text.id, str) else text.id[0]) + (f" ({text.context})" if text.context else "")


def _texts_of_template(file: BytesIO, *_: Any, **__: Any) -> Iterator[tuple[int, str, Any, list[str]]]:
    """As the pages read it: what they trim is trimmed here."""
    # The i18n extension adds the method when it is loaded, which the type checker cannot know.
    for line, function, text in unfilled().extract_translations(file.read().decode()):  # type: ignore[attr-defined]
        yield line, function, text, []
