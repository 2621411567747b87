"""The browser tests find a Chromium, or get one, or say in one sentence what to install."""

import os
from pathlib import Path

import pytest

from deploy.problem import Problem
from tests.support.chromium import find_chromium

WORKS = "#!/bin/sh\necho Chromium 150\n"
STUB = "#!/bin/sh\necho install it by snap; exit 1\n"


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of programs, which are all this machine has; nothing can be fetched nor installed."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    monkeypatch.setenv("BACKSHOP_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("tests.support.chromium.INSTALL", ("/bin/false",))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", "")
    monkeypatch.delenv("BACKSHOP_CHROMIUM", raising=False)
    monkeypatch.setattr("tests.support.chromium.PROGRAMS", ("our-chromium", "our-chrome"))
    _program(tmp_path / "apt-get", "#!/bin/sh\nexit 100\n")
    return tmp_path


async def test_the_one_that_is_set_is_taken(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(machine / "our-chrome", WORKS)
    monkeypatch.setenv("BACKSHOP_CHROMIUM", _program(machine / "mine", WORKS))
    assert await find_chromium() == str(machine / "mine")


async def test_debians_without_windows_is_fetched_and_taken_before_others(machine: Path) -> None:
    _program(machine / "our-chromium", WORKS)
    shell = machine / "cache" / "chromium-headless-shell" / "usr" / "lib" / "chromium" / "chromium-headless-shell"
    _program(machine / "apt-get", '#!/bin/sh\n[ "$1" = download ] && touch "$2.deb" "$3.deb"\n')
    unpacked = '"$3/usr/lib/chromium/chromium-headless-shell"'
    _program(
        machine / "dpkg-deb",
        f"#!/bin/sh\nmkdir -p $3/usr/lib/chromium; echo '#!/bin/sh' >{unpacked}; chmod +x {unpacked}\n",
    )
    assert await find_chromium() == str(shell)


async def test_where_it_cannot_be_fetched_or_does_not_start_the_machines_own_is_taken(machine: Path) -> None:
    own = _program(machine / "our-chromium", WORKS)
    assert await find_chromium() == own
    _program(machine / "dpkg-deb", "#!/bin/sh\n")
    _program(machine / "apt-get", '#!/bin/sh\ntouch "$2.deb" "$3.deb"\n')
    assert await find_chromium() == own


async def test_a_program_that_only_tells_how_to_install_it_is_passed_over(machine: Path) -> None:
    _program(machine / "our-chromium", STUB)
    works = _program(machine / "our-chrome", WORKS)
    assert await find_chromium() == works


async def test_without_any_it_says_what_to_install(machine: Path) -> None:
    with pytest.raises(Problem, match=r"no Chromium that starts; install one \(Debian: apt install chromium\)"):
        await find_chromium()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root installs packages")
async def test_root_gets_it_from_the_package_manager(machine: Path) -> None:
    installed = machine / "our-chromium"
    install = f'[ "$1" = update ] && exit 0\nprintf "#!/bin/sh\\n" >{installed} && chmod +x {installed}\n'
    _program(machine / "apt-get", f"#!/bin/sh\n{install}")
    assert await find_chromium() == str(installed)


def _program(file: Path, text: str) -> str:
    file.write_text(text)
    file.chmod(0o755)
    return str(file)
