"""Links that customers are sent: they lead to one thing for one purpose, end, and are made by nobody else."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from pydantic import ValidationError

from shared.signed_links import BadLink, LinkExpired, LinkSettings, SignedLinks

QUOTE = UUID("019a9d3c-0000-7000-8000-000000000001")
AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
LAST = AT + timedelta(days=1)
OLD, NEW = "o" * 32, "n" * 32


@pytest.fixture(autouse=True)
def _of_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BACKSHOP_LINK_SECRETS", raising=False)


def links(purpose: str = "quote", **secrets: str) -> SignedLinks:
    return SignedLinks(purpose, LinkSettings.model_validate({"link_secrets": secrets or {"k1": OLD}}))


def signed(by: SignedLinks) -> str:
    token = by.sign(QUOTE, LAST)
    assert token
    return token


def test_a_link_leads_to_what_it_was_made_for_until_it_ends() -> None:
    token = signed(links())
    assert token == "k1.1772532000.019a9d3c000070008000000000000001.8FaoCREmq3mNFBnDc_JV7ivEXfFda8oTETjBR26khf8"
    assert links().read(token, LAST - timedelta(seconds=1)) == QUOTE
    with pytest.raises(LinkExpired):
        links().read(token, LAST)


def test_no_part_of_a_link_is_changed() -> None:
    token = signed(links())
    for at, letter in enumerate(token):
        changed = f"{token[:at]}{'1' if letter != '1' else '2'}{token[at + 1 :]}"
        with pytest.raises(BadLink):
            links().read(changed, AT)
    for none in ("", "k1", f"{token}A", token.upper(), f"2{token}", token.replace(".", "/")):
        with pytest.raises(BadLink):
            links().read(none, AT)


@pytest.mark.parametrize("copied", ["{}.", "{}>", "<{}>", "{}=", " {} ", "({}),", "« {} »"])
def test_what_was_copied_around_a_link_does_not_count(copied: str) -> None:
    assert links().read(copied.format(signed(links())), AT) == QUOTE


def test_a_link_to_a_quote_leads_to_no_return() -> None:
    with pytest.raises(BadLink):
        links("return").read(signed(links("quote")), AT)


def test_the_first_secret_signs_and_those_that_are_still_known_lead_on() -> None:
    before = signed(links(k1=OLD))
    both = links(k2=NEW, k1=OLD)
    assert signed(both).startswith("k2.")
    assert both.read(before, AT) == QUOTE
    with pytest.raises(BadLink):
        links(k2=NEW).read(before, AT)


def test_without_a_secret_there_is_no_link_and_a_short_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert SignedLinks("quote", LinkSettings()).sign(QUOTE, LAST) is None
    monkeypatch.setenv("BACKSHOP_LINK_SECRETS", json.dumps({"k1": "short"}))
    with pytest.raises(ValidationError):
        LinkSettings()
