"""Tokens and secrets of a local stack."""

from pathlib import Path

import pytest

from deploy.local import keys
from shared.http.access import NotAuthenticated, Tokens


def test_a_minted_token_is_accepted_with_its_subject_and_scopes(tmp_path: Path) -> None:
    token = keys.mint_token(tmp_path, subject="warehouse", scopes=["fulfilment:read", "fulfilment:write"])
    caller = Tokens(keys.public_key(tmp_path)).verify(token)
    assert caller.subject == "warehouse"
    assert caller.scopes == {"fulfilment:read", "fulfilment:write"}


def test_an_expired_token_is_refused(tmp_path: Path) -> None:
    token = keys.mint_token(tmp_path, subject="warehouse", ttl_h=-1)
    with pytest.raises(NotAuthenticated, match="expired"):
        Tokens(keys.public_key(tmp_path)).verify(token)


def test_a_token_of_another_shop_is_refused(tmp_path: Path) -> None:
    token = keys.mint_token(tmp_path / "one", subject="warehouse")
    with pytest.raises(NotAuthenticated):
        Tokens(keys.public_key(tmp_path / "two")).verify(token)


def test_a_secret_stays_the_same_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = keys.password(tmp_path, "orders")
    assert keys.password(tmp_path, "orders") == first
    assert keys.password(tmp_path, "billing") != first
    keys.public_key(tmp_path)
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "keys").iterdir()} == {0o600}
    assert len(list((tmp_path / "keys").iterdir())) == 3
