"""The small form that mails are written in: its plain text, its HTML, and what comes out of an order in it."""

from html import escape

import pytest

from services.notifier.texts.model import Source
from services.notifier.writing.letters import Compiled, Letter, written
from services.notifier.writing.markup import Style, Written, as_html, as_text, written_link

TEXT = """\
# Hello **{{ customer }}**

First line
{% if reference %}
Reference: {{ reference }}
{% endif %}

{% if number %}

Never shown twice, see https://shop.example/a?b=1&c=2.
{% endif %}

- one
- [two](https://shop.example/two)

{{ sum }}

[Pay now](https://shop.example/pay)
"""


def letter(body: str, **facts: str | None) -> Letter:
    return written(Compiled.of(Source("S {{ customer }}", body)), "en", {"customer": "Zoe", **facts})


def test_of_one_text_its_plain_text_is_made() -> None:
    rows = Written("|2 ×|Lamp|€20.00\n|\n||**Total**|**€20.00**")
    assert letter(TEXT, reference=None, number="1", sum=rows).text == (
        "Hello Zoe\n\nFirst line\n\nNever shown twice, see https://shop.example/a?b=1&c=2.\n\n"
        "- one\n- two: https://shop.example/two\n\n2 × Lamp: €20.00\n\nTotal: €20.00\n\n"
        "Pay now: https://shop.example/pay"
    )


def test_and_its_html() -> None:
    made = as_html(
        "# A **b**\n\none\ntwo https://x.example/?a=1&b=2.\n\n- [l](mailto:a@b.example)\n\n|1 ×|Lamp|€2\n\n[Go](https://x.example)",
        Style(amount=" a", button=" b"),
    )
    assert made == (
        "<h1>A <b>b</b></h1>\n<p>one<br>two "
        '<a href="https://x.example/?a=1&amp;b=2">https://x.example/?a=1&amp;b=2</a>.</p>\n'
        '<ul>\n<li><a href="mailto:a@b.example">l</a></li>\n</ul>\n'
        "<table>\n<tr><td a>1 ×</td><td>Lamp</td><td a>€2</td></tr>\n</table>\n"
        '<p><a href="https://x.example" b>Go</a></p>'
    )


@pytest.mark.parametrize("form", ["{}", "# {}", "- {}", "|1 ×|{}|€2", "|{}|**b**", "**{}**", "[{}](https://x.example)"])
def test_whatever_it_stands_in_what_is_written_is_no_html(form: str) -> None:
    made = as_html(form.format('<img src="x" onerror=a&b>'), Style())
    assert "&lt;img src=&quot;x&quot; onerror=a&amp;b&gt;" in made
    assert "<img" not in made


@pytest.mark.parametrize("around", ["<>", '""', "''", "()", "‹›", "«»", "“”"])
def test_a_link_ends_where_its_bracket_or_quotation_mark_does(around: str) -> None:
    made = as_html(f"See {around[0]}https://x.example/a?b=1&c=2{around[1]}, {around[0]}so{around[1]}", Style())
    first, last = (escape(mark) for mark in around)
    link = '<a href="https://x.example/a?b=1&amp;c=2">https://x.example/a?b=1&amp;c=2</a>'
    assert made == f"<p>See {first}{link}{last}, {first}so{last}</p>"


@pytest.mark.parametrize(
    "name",
    [
        "**Zoe**",
        "# Zoe",
        "- Zoe",
        "|a|b|",
        "[pay](https://evil.example)",
        "https://evil.example",
        "javascript:alert(1)",
        '<img src=x onerror="alert(1)">',
        "{{ 7 * 7 }}",
    ],
)
def test_what_a_customer_is_called_is_read_as_it_is_and_is_no_markup(name: str) -> None:
    made = letter("{{ customer }}\n\n[x]({{ customer }})", customer=name)
    assert (made.subject, made.text) == (f"S {name}", f"{name}\n\n[x]({name})")
    body = made.html.partition('class="paper"')[2]
    assert not any(tag in body for tag in ("<a ", "<b>", "<h1", "<ul", "<table", "<img"))


def test_lines_of_a_value_stay_in_its_paragraph_and_its_subject_is_one_line() -> None:
    made = letter("To: {{ customer }}", customer="A\n\n# B\r\nBcc: x")
    assert (made.subject, made.text) == ("S A # B Bcc: x", "To: A\n\n# B\nBcc: x")
    assert "To: A<br><br># B<br>Bcc: x</p>" in made.html


def test_only_an_address_of_the_web_becomes_a_link() -> None:
    link = written_link("https://x.example/a(b)?c=|*")
    assert link
    assert as_text(f"[go]({link})", ": ") == "go: https://x.example/a%28b%29?c=%7C%2A"
    assert written_link("javascript:alert(1)") is written_link("https://x.example/a b") is written_link(None) is None


def test_a_colon_of_a_french_mail_stays_with_its_word() -> None:
    french = Compiled.of(Source("Bonjour !", "Merci : voilà ; « oui » ?"))
    made = written(french, "fr", {})
    assert (made.subject, made.text) == ("Bonjour\xa0!", "Merci\xa0: voilà\xa0; « oui\xa0»\xa0?")
