"""The command: what it says and how it ends when it cannot import."""

import io
from pathlib import Path

import pytest

from cli.__main__ import main
from deploy.local.ports import find_free
from deploy.problem import Problem
from importers.online_retail.open_credits import OpenCredits
from importers.online_retail.progress import Progress
from tests.importing.retail import EXAMPLE, row, sorted_rows


@pytest.fixture
def no_shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings of a shop that is not up; returns its state."""
    monkeypatch.setenv("BACKSHOP_STATE", str(tmp_path / "state"))
    for service in ("ORDERS", "BILLING", "FULFILMENT"):
        monkeypatch.setenv(f"BACKSHOP_{service}_PORT", str(find_free()))
    return tmp_path / "state"


def test_without_a_shop_it_says_so_at_once(no_shop: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["import", "online-retail", str(EXAMPLE)]) == 1
    assert "orders at http://127.0.0.1:" in (said := capsys.readouterr().err)
    assert "does not answer (ConnectError); `backshop status` shows what is up" in said


def test_a_file_that_is_none_is_refused_before_anything_is_sent(no_shop: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["import", "online-retail", str(EXAMPLE.with_name("README.md"))]) == 1
    assert "README.md has no column InvoiceNo" in capsys.readouterr().err


def test_a_token_file_that_is_not_there_is_refused(no_shop: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["import", "online-retail", str(EXAMPLE), "--token-file", "none"]) == 1
    assert "none cannot be read: No such file or directory" in capsys.readouterr().err


def test_two_imports_into_one_shop_do_not_run_at_once(tmp_path: Path):
    open_credits = OpenCredits(tmp_path / "open-credits.json")
    with (
        open_credits.one_import_at_a_time(),
        pytest.raises(Problem, match="another import into this shop is running"),
        open_credits.one_import_at_a_time(),
    ):
        pass
    with open_credits.one_import_at_a_time():
        pass


def test_open_credits_come_back_as_they_were(tmp_path: Path):
    credits = sorted_rows(
        row("C1", quantity=-2, price="0.290"), row("C1", quantity=-1, title='"£, ""quoted"""')
    ).credits
    open_credits = OpenCredits(tmp_path / "open-credits.json")
    assert open_credits.load() == []
    open_credits.save(credits)
    assert tuple(open_credits.load()) == credits


def test_a_damaged_file_of_open_credits_is_named(tmp_path: Path):
    file = tmp_path / "open-credits.json"
    file.write_text('[{"reference": "C1/1"}]')
    with pytest.raises(Problem, match=r"open-credits.json is damaged; remove it"):
        OpenCredits(file).load()


async def test_progress_is_plain_lines_where_there_is_no_terminal():
    stream = io.StringIO()
    assert await Progress(stream).together("orders placed", [_number(1), _number(2)]) == [1, 2]
    assert stream.getvalue() == "orders placed: 2 of 2\n"


async def test_progress_is_one_line_on_a_terminal():
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    stream = Terminal()
    await Progress(stream).together("orders placed", [_number(1), _number(2)])
    assert stream.getvalue() == "\rorders placed: 1 of 2\rorders placed: 2 of 2\n"


async def _number(number: int) -> int:
    return number
