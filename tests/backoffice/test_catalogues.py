"""Every text of the back office is there in French, and is written as French is."""

import re
from argparse import Namespace
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message

import cli.catalogues
from cli.catalogues import brought_up_to_date, translations, used
from services.backoffice.web.render import TEMPLATES, unfilled
from services.backoffice.wording import vocabulary
from services.backoffice.wording.texts import LOCALES
from tests.support.languages import WORDS

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%")
NOT_TRANSLATED = {"Backshop", "English", "Français", "SKU", "SIREN", "JSON"}
NOT_TO_READ = {"trans", "menu", "live", "live_every", "every", "page_class", "tone", "theme", "action"}
"""Blocks of templates that are translated already, or hold words for scripts and styles."""
TO_READ = ("aria-label", "alt", "placeholder", "title", "data-tooltip")
"""Attributes whose value somebody reads or hears."""


@pytest.fixture(scope="module")
def french() -> Catalog:
    return translations("fr")


@pytest.fixture
def catalogue_of_one_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that has a text which is used and one which is not; pages that use another beside."""
    texts = Catalog()
    texts.add("Order")
    texts.add("Cancelled", context="return")
    monkeypatch.setattr(cli.catalogues, "LOCALES", tmp_path)
    monkeypatch.setattr(cli.catalogues, "used", lambda: texts)
    file = tmp_path / "fr.po"
    file.write_text('msgid "Order"\nmsgstr "Commande"\n\nmsgid "Ordre"\nmsgstr "Ordre"\n')
    return file


def test_every_text_of_the_pages_has_its_french_and_nothing_is_left_over(french: Catalog) -> None:
    assert cli.catalogues.differences(french, used()) == []


def test_the_french_that_tests_know_stands_in_the_file(french: Catalog) -> None:
    """Whether a test walks through its pages in English or in French."""
    known: dict[str, set[str]] = {}
    for english, said in _pairs(french):
        known.setdefault(english, set()).add(" ".join(said.split()))
    compared = [english for english in known if english in WORDS["fr"]]
    assert len(compared) > 150
    assert [english for english in compared if WORDS["fr"][english] not in known[english]] == []


def test_the_file_is_as_the_command_writes_it(french: Catalog) -> None:
    assert (LOCALES / "fr.po").read_bytes() == brought_up_to_date(translations("fr"), used())


def test_numbers_and_names_stand_in_both_languages(french: Catalog) -> None:
    for english, said in _pairs(french):
        assert sorted(PLACEHOLDER.findall(said)) == sorted(PLACEHOLDER.findall(english)), english


def test_french_has_its_own_spaces_and_apostrophes(french: Catalog) -> None:
    for _, said in _pairs(french):
        words = PLACEHOLDER.sub("x", said)
        assert "'" not in words, said
        assert not re.search(r"(?<!\u00a0)[;!?»]|(?<!\u00a0):(?!\w)|«(?!\u00a0)", words), said


def test_every_word_of_the_label_tables_is_translated(french: Catalog) -> None:
    own_names = {label.text for label in vocabulary.LABELS["language"].values()}
    for kind, table in vocabulary.LABELS.items():
        for label in table.values():
            assert label.text in own_names or french.get(label.text, kind) or french.get(label.text), (kind, label)
    for table in (vocabulary.HISTORY, vocabulary.REFUSALS, vocabulary.RULES, vocabulary.AT_MOST, vocabulary.DONE):
        for sentence in table.values():
            assert french.get(sentence), sentence
    for field in vocabulary.FIELDS.values():
        assert french.get(field.name), field


def test_what_is_said_differently_of_a_kind_is_said_of_a_kind_that_there_is(french: Catalog) -> None:
    for text in french:
        if text.context:
            assert text.id in {label.text for label in vocabulary.LABELS[text.context].values()}


@pytest.mark.parametrize("template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_no_page_has_a_text_in_one_language_only(template: Path) -> None:
    assert [text for text in _said_untranslated(template.read_text()) if text not in NOT_TRANSLATED] == []


def test_new_texts_wait_for_their_translation_and_old_ones_are_dropped(
    catalogue_of_one_text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(check=True) == 1
    wrong = ["fr.po: not translated: Cancelled (return)", "fr.po: not used: Ordre"]
    assert capsys.readouterr().out.splitlines() == wrong

    assert _run() == 1
    assert capsys.readouterr().out.splitlines() == wrong[:1]
    catalogue_of_one_text.write_text(catalogue_of_one_text.read_text().removesuffix('msgstr ""\n\n') + 'msgstr ""\n')

    kept = translations("fr")
    assert {(text.id, text.context): text.string for text in kept if text.id} == {
        ("Order", None): "Commande",
        ("Cancelled", "return"): "",
    }


def test_a_guess_nobody_has_confirmed_is_no_translation(catalogue_of_one_text: Path) -> None:
    catalogue_of_one_text.write_text(
        '#, fuzzy\nmsgid "Order"\nmsgstr "Ordre"\n\nmsgctxt "return"\nmsgid "Cancelled"\nmsgstr "Annulé"\n'
    )
    assert cli.catalogues.differences(translations("fr"), cli.catalogues.used()) == ["not translated: Order"]


def _run(*, check: bool = False) -> int:
    return cli.catalogues.run(Namespace(check=check))


def _pairs(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Each English text with its French; of plurals, each form with the plural."""
    for text in catalog:
        if text.id:
            english = text.id if isinstance(text.id, str) else text.id[1]
            yield from ((english, said) for said in _forms(text))


def _forms(text: Message) -> list[str]:
    return [text.string] if isinstance(text.string, str) else [*(text.string or ())]


def _said_untranslated(source: str) -> list[str]:
    page = _Page()
    page.feed("".join(_html(source)))
    page.close()
    return page.said


def _html(source: str) -> Iterator[str]:
    """The template without what is translated or filled in; a digit stands in the place of the latter."""
    within: list[str] = []
    tag: list[str] = []
    for _, token, value in unfilled().lex(source):
        if token == "name":
            tag.append(value)
        elif token == "block_end" and tag[0] in ("block", "trans"):
            within.append(tag[1] if tag[0] == "block" else "trans")
        elif token == "block_end" and tag[0] in ("endblock", "endtrans"):
            within.pop()
        elif token == "variable_end" and not NOT_TO_READ.intersection(within):
            yield "0"
        elif token == "data" and not NOT_TO_READ.intersection(within):
            yield value
        if token in ("block_end", "variable_end"):
            tag = []


class _Page(HTMLParser):
    """Collects what a reader reads."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        self.within = tag
        for name, value in attrs:
            if name in TO_READ:
                self.handle_data(value or "")

    def handle_endtag(self, tag: str) -> None:
        self.within = ""

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split()).strip(" ·0,.:()–−")
        if self.within != "code" and re.search(r"[^\W\d_]", words):
            self.said.append(words)
