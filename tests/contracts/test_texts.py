"""What is accepted as text: what people write stays, and a line has no line breaks and no controls."""

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.schemas.values import Actor, AddressLine, Line, NoteText, Sku, Text

LINES = {"Line": Line, "Sku": Sku, "Actor": Actor, "AddressLine": AddressLine, "Text": Text, "NoteText": NoteText}
BREAKS_AND_CONTROLS = ["a\0b", "a\x1bb", "a\x7fb", "a\x9bb", "a\ud800b", "a\ufffeb", "a\ufdd0b"]
FILLERS = (
    "\u3164\u2800\u115f\u1160\uffa0\u17b4\u17b5\u034f\u180b\u180e"
    "\ufe0f\ufff9\U000e0100\U0001d159\U0001d173\U00016fe4\U00013441"
)
BLANKS = ["\u200b", "\u2060\u200d", "\u200e\u00a0\u200f", *FILLERS, FILLERS, "\u3164 \u3164", "\u2800\u200d\u2800"]
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


def read(kind: object, text: str) -> str:
    return str(TypeAdapter(kind).validate_python(text))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("山田\u3000太郎", "山田 太郎"),
        ("Jean\u00a0Dupont", "Jean Dupont"),
        ("Lampe 60\u202fW", "Lampe 60 W"),
        ("a\u2009b\u2007c", "a b c"),
        (f"Maison {FAMILY}", f"Maison {FAMILY}"),
        ("نامه\u200cای", "نامه\u200cای"),
        ("\u200fדוד\u200e 7", "\u200fדוד\u200e 7"),
        ("\u2067שלום\u2069", "\u2067שלום\u2069"),
        ("葛\U000e0100飾区", "葛\U000e0100飾区"),
        ("Café\ufe0f co\u00adopérative", "Café\ufe0f co\u00adopérative"),
        ("홍\u3164길동", "홍\u3164길동"),
        ("ᄀ\u1160", "ᄀ\u1160"),
        ("⠃\u2800⠃", "⠃\u2800⠃"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("-", "-"),
        ("new \U0001fae9 \U000323b0", "new \U0001fae9 \U000323b0"),  # Unicode 16 and 17
    ],
)
def test_what_people_write_is_kept_with_plain_spaces(written: str, kept: str) -> None:
    assert {name: read(kind, written) for name, kind in LINES.items()} == dict.fromkeys(LINES, kept)


@pytest.mark.parametrize("text", BREAKS_AND_CONTROLS, ids=ascii)
def test_controls_are_refused(text: str) -> None:
    for kind in LINES.values():
        with pytest.raises(ValidationError):
            read(kind, text)


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "a\tb", "a\u2028b", "a\u2029b", "a\x85b"], ids=ascii)
def test_a_line_has_no_line_breaks(text: str) -> None:
    for kind in (Line, Sku, Actor):
        with pytest.raises(ValidationError, match="line breaks and control characters are not allowed"):
            read(kind, text)


@pytest.mark.parametrize("text", BLANKS, ids=ascii)
def test_a_text_of_which_nothing_is_seen_is_refused(text: str) -> None:
    for kind in LINES.values():
        with pytest.raises(ValidationError, match="there is nothing to see in it"):
            read(kind, text)


@pytest.mark.parametrize("text", [" ", "   ", "\u00a0", "\u3000\u2003"], ids=ascii)
def test_who_did_it_is_more_than_blanks(text: str) -> None:
    with pytest.raises(ValidationError, match="there is nothing to see in it"):
        read(Actor, text)


def test_a_line_of_an_address_that_shows_nothing_is_left_out() -> None:
    assert read(AddressLine, "12 rue Haute\n\u3164\nBâtiment C") == "12 rue Haute\nBâtiment C"


@pytest.mark.parametrize("separator", ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85"], ids=ascii)
def test_lines_of_free_text_end_with_a_line_feed(separator: str) -> None:
    assert read(Text, f"one{separator}\ttwo") == "one\n\ttwo"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("12 rue Haute\r\nBâtiment C", "12 rue Haute\nBâtiment C"),
        ("12 rue Haute \n\n Bâtiment\u00a0C\n", "12 rue Haute\nBâtiment C"),
        ("12 rue\tHaute", "12 rue Haute"),
    ],
)
def test_a_street_may_be_of_two_lines(written: str, kept: str) -> None:
    assert read(AddressLine, written) == kept


def test_a_street_of_three_lines_is_refused() -> None:
    with pytest.raises(ValidationError, match="an address line holds two lines at most"):
        read(AddressLine, "one\ntwo\nthree")
