"""What `backshop` prints and how it ends, without a shop."""

import socket
import subprocess
from pathlib import Path

import pytest

from cli.__main__ import COMMANDS, main
from deploy.local.settings import REPOSITORY
from shared.http.access import Tokens
from shared.tokens import mint


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BACKSHOP_STATE", str(tmp_path))
    return tmp_path


def test_token_prints_a_token_with_the_wanted_scopes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["token", "--scopes", "orders:write orders:read", "--subject", "storefront"]) == 0
    token = capsys.readouterr().out.strip()
    assert main(["token", "--public-key"]) == 0
    caller = Tokens(capsys.readouterr().out).verify(token)
    assert (caller.subject, caller.scopes) == ("storefront", {"orders:write", "orders:read"})


def test_the_key_that_signs_is_printed_for_those_who_deploy(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["token", "--private-key"]) == 0
    private_key = capsys.readouterr().out
    assert main(["token", "--public-key"]) == 0
    signed = mint(private_key, subject="marie@shop.example", scopes=["orders:read"], ttl_s=60)
    assert Tokens(capsys.readouterr().out).verify(signed).subject == "marie@shop.example"


def test_an_unknown_scope_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["token", "--scopes", "orders:eat"]) == 1
    assert capsys.readouterr().err.startswith("backshop: unknown scope orders:eat; there are orders:read ")


def test_a_setting_that_is_no_number_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKSHOP_ORDERS_PORT", "eighty")
    assert main(["status"]) == 1
    assert capsys.readouterr().err.startswith("backshop: BACKSHOP_ORDERS_PORT is wrong: ")


def test_a_port_in_use_is_named_with_its_setting(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("BACKSHOP_RETURNS_PORT", str(port))
        for name in ("ORDERS", "BILLING", "FULFILMENT", "NOTIFIER", "BACKOFFICE", "MAILBOX_SMTP", "MAILBOX_HTTP"):
            monkeypatch.setenv(f"BACKSHOP_{name}_PORT", "0")  # any free one
        monkeypatch.setenv("BACKSHOP_KAFKA", "127.0.0.1:1")
        monkeypatch.setenv("BACKSHOP_POSTGRES_URL", "postgresql://127.0.0.1:1/postgres")
        assert main(["up"]) == 1
    said = f"backshop: port {port} on 127.0.0.1 is in use by another program; set BACKSHOP_RETURNS_PORT to a free one"
    assert capsys.readouterr().err.strip() == said


def test_fresh_does_not_pretend_to_empty_servers_that_are_not_ours(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKSHOP_KAFKA", "broker:9092")
    assert main(["up", "--fresh"]) == 1
    assert "--fresh empties the embedded Kafka and PostgreSQL only" in capsys.readouterr().err


def test_without_a_shop_status_fails_and_down_has_nothing_to_do(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["status", "--json", str(tmp_path / "status.json")]) == 1
    assert (tmp_path / "status.json").read_text() == '{\n  "ready": false,\n  "processes": []\n}\n'
    assert main(["down"]) == 0
    assert capsys.readouterr().out == "nothing was up\n"


@pytest.mark.parametrize("command", ["status", "parked list", "check", "bench", "import online-retail day.csv"])
def test_a_result_that_cannot_be_written_is_refused_before_any_work(
    command: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "nowhere" / "result.json"
    assert main([*command.split(), "--json", str(file)]) == 1
    assert capsys.readouterr().err == f"backshop: {file} cannot be written: there is no directory {file.parent}\n"


def test_logs_of_a_service_with_replicas_are_shown_together(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "billing-1.log").write_text("one\ntwo\n")
    (tmp_path / "logs" / "billing-2.log").write_text("three\n")
    assert main(["logs", "billing", "-n", "1"]) == 0
    assert capsys.readouterr().out == "billing-1: two\nbilling-2: three\n"
    assert main(["logs", "returns"]) == 1
    assert "there is no log of returns; there are: billing-1, billing-2" in capsys.readouterr().err


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"usage: backshop {command}" in capsys.readouterr().out


def test_an_old_python_is_named_and_refused(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.10.13" && exit 0\nexit 1\n')
    old.chmod(0o755)
    done = _bootstrap_elsewhere(tmp_path, old)
    assert done.stderr.splitlines()[-1] == (
        "backshop: Python 3.10.13 is too old; set BACKSHOP_PYTHON to a Python 3.11 or newer."
    )


def test_a_missing_python_is_one_sentence(tmp_path: Path) -> None:
    done = _bootstrap_elsewhere(tmp_path, Path("no-such-python"))
    last = done.stderr.splitlines()[-1]
    assert last == "backshop: no-such-python was not found; install Python 3.11 or newer."


def _bootstrap_elsewhere(directory: Path, python: Path) -> "subprocess.CompletedProcess[str]":
    """Runs a copy of the executable in a place that has no environment yet."""
    for name in ("backshop", "requirements-local.lock", "requirements-uv.lock"):
        (directory / name).write_bytes((REPOSITORY / name).read_bytes())
    environment = {"PATH": "/usr/bin:/bin", "BACKSHOP_PYTHON": str(python)}
    done = subprocess.run(["bash", directory / "backshop", "token"], env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    return done
