"""The small language of mails: what it takes, what it refuses and by which line, and that it keeps nobody waiting."""

import time

import pytest

from services.notifier.texts.language import LONGEST_BODY, Field, faults_of
from services.notifier.texts.variables import VARIABLES, names_of
from services.notifier.writing.letters import Compiled, default_source
from shared.schemas.notifier import MessageKind


def faults(body: str) -> list[tuple[int, str, str]]:
    found = faults_of(Field.BODY, body, names_of(MessageKind.ORDER_CONFIRMATION))
    return [(fault.line, fault.kind, fault.what) for fault in found]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("Hello\n\n{{ custmer }}", (3, "unknown_variable", "custmer")),
        ("{{ self }}", (1, "unknown_variable", "self")),
        ("{{ customer.__class__.__mro__ }}", (1, "not_allowed", ".__mro__")),
        ("a\n{{ customer|attr('x') }}", (2, "not_allowed", "|attr")),
        ("{{ customer['x'] }}", (1, "not_allowed", "[ ]")),
        ("{{ customer() }}", (1, "not_allowed", "( )")),
        ("{{ cycler.__init__.__globals__.os.popen('id').read() }}", (1, "not_allowed", "( )")),
        ("{% for a in [1] %}{% for b in customer %}x{% endfor %}{% endfor %}", (1, "not_allowed", "for")),
        ("{% set x = 1 %}", (1, "not_allowed", "assign")),
        ("{% macro x() %}{{ x() }}{% endmacro %}", (1, "not_allowed", "macro")),
        ('{% include "layout.html" %}', (1, "not_allowed", "include")),
        ('{% extends "layout.html" %}', (1, "not_allowed", "extends")),
        ("{{ 9 ** 9 ** 9 ** 9 }}", (1, "not_allowed", "pow")),
        ("{{ 'x' * 10000000 }}", (1, "not_allowed", "mul")),
        ("{{ customer ~ customer }}", (1, "not_allowed", "concat")),
        ("{{ [customer] }}", (1, "not_allowed", "list")),
        ("{% if customer is defined %}x{% endif %}", (1, "not_allowed", "is defined")),
        ("{% if customer < number %}x{% endif %}", (1, "not_allowed", "lt")),
        ("a\n{% if customer %}b", (2, "syntax", "")),
        ("a\nb {{ customer", (2, "syntax", "")),
        ("{{ " + "(" * 5000, (1, "too_deep", "")),
        ("{{ " + "not " * 30 + "customer }}", (1, "too_deep", "")),
        ("a\n{{ " + "9" * 5000 + " }}", (2, "number_too_large", "")),
        ("a\n{{ 0x" + "f" * 5000 + " }}", (2, "number_too_large", "")),
        ("Bonjour\n{{ '\\x00' }}", (2, "not_in_a_mail", "")),
        ("Bonjour\n\n{% if customer == '\\ud800' %}a{% endif %}", (3, "not_in_a_mail", "")),
        ("{{ sum }}" * 300, (1, "too_many_variables", "")),
        ("x" * (LONGEST_BODY + 1), (1, "too_long", "")),
        (" \n ", (1, "empty", "")),
    ],
)
def test_a_text_that_is_no_text_of_variables_and_conditions_is_refused_by_line(
    body: str, fault: tuple[int, str, str]
) -> None:
    began = time.process_time()
    found = faults(body)
    assert time.process_time() - began < 1
    line, kind, what = found[0]
    assert (line, kind, what if fault[2] else "") == fault


def test_whatever_can_be_saved_is_written_in_no_time_and_is_not_long() -> None:
    deepest = "{% if customer %}" * 9 + "{{ sum }}" * 190 + "{% endif %}" * 9
    assert faults(deepest) == []
    text = Compiled.of(default_source(MessageKind.INVOICE, "en")._replace(body=deepest))
    began = time.process_time()
    assert len(text.body.render(customer="x", sum="|1 ×|Lamp|€1\n" * 60)) < 200_000
    assert time.process_time() - began < 0.5


def test_a_text_full_of_beginnings_of_conditions_keeps_nobody_waiting() -> None:
    body = "{% raw %}" + "\n{%" * 6_600 + "{% endraw %}x"
    assert faults(body) == []
    began = time.process_time()
    Compiled.of(default_source(MessageKind.INVOICE, "en")._replace(body=body))
    assert time.process_time() - began < 0.3


def test_a_line_of_conditions_alone_is_none_of_the_mail() -> None:
    body = "a\n  {% if customer %}{% if\ncustomer %} \nb\n{% endif %}{% endif %}"
    text = Compiled.of(default_source(MessageKind.INVOICE, "en")._replace(body=body))
    assert text.body.render(customer="x") == "a\nb\n"


def test_a_subject_is_one_line() -> None:
    (fault,) = faults_of(Field.SUBJECT, "Hello\nBcc: everybody@example.org", {"customer"})
    assert fault.kind == "line_break"


@pytest.mark.parametrize("kind", VARIABLES)
def test_the_defaults_are_texts_that_staff_could_write(kind: MessageKind) -> None:
    for language in ("en", "fr"):
        source = default_source(kind, language)  # type: ignore[arg-type]
        assert faults_of(Field.SUBJECT, source.subject, names_of(kind)) == []
        assert faults_of(Field.BODY, source.body, names_of(kind)) == []
