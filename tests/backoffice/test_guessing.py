"""Guessing passwords is slow, and blocked before it leads anywhere."""

import asyncio
import threading

import pytest

from services.backoffice.accounts import passwords
from tests.backoffice.office import PASSWORD, Office, alert_of
from tests.support.clock import Clock

WRONG = "This e-mail address and password do not match."
HASHER = passwords._hasher  # as it is before these tests make it quick
WAIT = "Too many attempts. Wait a quarter of an hour and try again."


async def test_somebody_unknown_costs_the_same_work(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await office.hire(email="zoe@shop.example")
    checked = []

    async def matches(password: str, password_hash: str | None) -> bool:
        checked.append(password_hash is not None)
        return await right(password, password_hash)

    right = passwords.matches
    monkeypatch.setattr("services.backoffice.accounts.usecases.sign_in.matches", matches)
    await office.browser().sign_in("zoe@shop.example", "wrong")
    await office.browser().sign_in("eve@shop.example", "wrong")
    assert checked == [True, False]
    assert passwords.is_password("wrong", None) is False


async def test_passwords_are_checked_beside_everything_else(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other requests go on all the while: the slow hash is made in a thread."""
    loop, threads = threading.get_ident(), []

    def is_password(password: str, password_hash: str | None) -> bool:
        threads.append(threading.get_ident())
        return True

    await office.hire(email="zoe@shop.example")
    monkeypatch.setattr(passwords, "is_password", is_password)
    assert (await office.browser().sign_in("zoe@shop.example")).status_code == 303
    assert threads != []
    assert loop not in threads


def test_a_stolen_hash_is_slow_to_try() -> None:
    """As RFC 9106 asks: argon2id, 64 MiB, three times over."""
    assert HASHER.hash("any").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


async def test_ten_wrong_passwords_block_an_account_for_the_right_one_too_until_the_block_ends(
    office: Office, clock: Clock
) -> None:
    await office.hire(email="zoe@shop.example")
    browser = office.browser()
    for _ in range(10):
        assert (await browser.sign_in("zoe@shop.example", "wrong")).status_code == 401
    blocked = await browser.sign_in("zoe@shop.example")
    assert (blocked.status_code, alert_of(blocked)) == (429, WAIT)
    clock.pass_by(minutes=14)
    assert (await browser.sign_in("zoe@shop.example")).status_code == 429
    clock.pass_by(minutes=2)  # although somebody went on trying
    assert (await browser.sign_in("zoe@shop.example")).status_code == 303


async def test_somebody_unknown_is_blocked_all_the_same(office: Office) -> None:
    browser = office.browser()
    for _ in range(10):
        await browser.sign_in("eve@shop.example", "wrong")
    assert alert_of(await browser.sign_in("eve@shop.example", "wrong")) == WAIT


async def test_many_attempts_at_once_gain_nothing(office: Office) -> None:
    await office.hire(email="zoe@shop.example")
    answers = await asyncio.gather(
        *(office.browser(address=f"203.0.113.{number}").sign_in("zoe@shop.example", "wrong") for number in range(40))
    )
    tried = [answer for answer in answers if answer.status_code == 401]
    assert len(tried) <= 10
    # All are refused when each is counted before the first is tried.
    assert {answer.status_code for answer in answers} - {401} == {429}


async def test_one_address_may_not_try_many_accounts(office: Office) -> None:
    await office.hire(email="zoe@shop.example")
    for number in range(30):
        await office.browser().sign_in(f"person{number}@shop.example", "wrong")
    assert (await office.browser().sign_in("zoe@shop.example")).status_code == 429
    assert (await office.browser(address="198.51.100.1").sign_in("zoe@shop.example")).status_code == 303


async def test_all_addresses_of_one_customer_of_a_provider_count_as_one(office: Office) -> None:
    for number in range(30):
        await office.browser(address=f"2001:db8:1:2::{number:x}").sign_in(f"person{number}@shop.example", "wrong")
    same = await office.browser(address="2001:db8:1:2:ffff::1").sign_in("eve@shop.example", "wrong")
    other = await office.browser(address="2001:db8:1:3::1").sign_in("eve@shop.example", "wrong")
    assert (same.status_code, other.status_code) == (429, 401)


async def test_who_gets_in_starts_counting_anew(office: Office) -> None:
    await office.hire(email="zoe@shop.example")
    for _ in range(2):
        for _ in range(9):
            await office.browser(address="198.51.100.1").sign_in("zoe@shop.example", "wrong")
        assert (await office.browser().sign_in("zoe@shop.example")).status_code == 303


async def test_a_password_longer_than_any_is_refused_without_work(office: Office) -> None:
    await office.hire(email="zoe@shop.example")
    assert (await office.browser().sign_in("zoe@shop.example", "x" * 100_000)).status_code == 401


def test_what_is_easy_to_guess_is_no_password() -> None:
    for weak in (
        "short",
        "x" * 201,
        "aaaaaaaaaaaa",
        "abababababab",
        "123456789012",
        "abcdefghijklm",
        "Password2026!",
        "motdepasse123",
        "zoe.martin1984!",
        "zoe.martin@shop.example",
        "198412251225",
    ):
        with pytest.raises(passwords.WeakPassword):
            passwords.hash_password(weak, of="zoe.martin@shop.example")
    assert passwords.is_password(PASSWORD, passwords.hash_password(PASSWORD, of="zoe.martin@shop.example"))
