"""The Chromium of the browser tests: Debian's without windows, this machine's, or one that is installed.

`python -m tests.support.chromium` makes sure of it, so that no test waits for an installation.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import async_playwright

from deploy.local.assets import node_modules
from deploy.local.settings import LocalSettings
from deploy.problem import Problem

SHELL, COMMON = "chromium-headless-shell", "chromium-common"
"""Chromium without its windows takes a third less of the processor's time."""
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-dejavu-core", "fonts-liberation")
INSTALL = (sys.executable, "-m", "playwright", "install", "--no-shell", "chromium")
INSTALL_LIMIT_S = 300

NOT_WANTED = (
    # What playwright turns off, as the last list that Chromium is given is the one that counts.
    "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    # The address bar's popups: pages of their own, which take half a second of processor time a window.
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "WebUIOmniboxPopup",
)
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-features=" + ",".join(NOT_WANTED),
    *(("--no-sandbox",) if os.geteuid() == 0 else ()),  # Chromium refuses to run as root with it
)


async def find_chromium() -> str:
    """The path of one that starts. Raises Problem."""
    async for program in _candidates():
        if await _starts(program):
            return program
    raise Problem(
        "the browser tests found no Chromium that starts; install one (Debian: apt install chromium) "
        "or set BACKSHOP_CHROMIUM to its program"
    )


async def _candidates() -> AsyncIterator[str]:
    """Each is installed only where those before it do not start."""
    given = os.environ.get("BACKSHOP_CHROMIUM")
    if given:
        yield given
        return
    yield await asyncio.to_thread(_unpacked_shell, LocalSettings().cache / SHELL)
    for name in PROGRAMS:
        if found := shutil.which(name):
            yield found
    yield await _of_playwright(install=False)
    yield await _of_playwright(install=True)
    await _by_package_manager()
    if found := shutil.which(PROGRAMS[0]):
        yield found


async def _starts(program: str) -> bool:
    """What a distribution calls chromium may only tell how to install it."""
    return await _run(program, "--version", limit_s=30)


def _unpacked_shell(home: Path) -> str:
    """Where Debian's package manager is, its packages are fetched and unpacked for this repository alone."""
    if not home.exists() and shutil.which("apt-get") and shutil.which("dpkg-deb"):
        home.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=home.parent) as directory:
            new = Path(directory) / SHELL
            fetch = ["apt-get", "download", SHELL, COMMON]
            with contextlib.suppress(OSError, subprocess.SubprocessError):  # cannot be fetched, or somebody was faster
                subprocess.run(fetch, cwd=directory, check=True, capture_output=True, timeout=INSTALL_LIMIT_S)
                for package in Path(directory).glob("*.deb"):
                    subprocess.run(["dpkg-deb", "-x", package, new], check=True, capture_output=True)
                new.rename(home)
    return str(home / "usr" / "lib" / "chromium" / SHELL)


async def _of_playwright(*, install: bool) -> str:
    """Where playwright has it, or would have it."""
    os.environ["PLAYWRIGHT_BROWSERS_PATH"] = str(LocalSettings().cache / "browsers")
    if install:
        print("installing Chromium by playwright", file=sys.stderr, flush=True)
        await _run(*INSTALL, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT="10000")
    async with async_playwright() as playwright:
        return playwright.chromium.executable_path


async def _by_package_manager() -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    print(f"installing {', '.join(PACKAGES)} by apt-get", file=sys.stderr, flush=True)
    await _run("apt-get", "update")
    await _run("apt-get", "install", "-y", "--no-install-recommends", *PACKAGES, DEBIAN_FRONTEND="noninteractive")


async def _run(program: str, *arguments: str, limit_s: float = INSTALL_LIMIT_S, **environment: str) -> bool:
    """Whether it ended well within the time."""
    try:
        process = await asyncio.create_subprocess_exec(
            program,
            *arguments,
            env={**os.environ, **environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    try:
        return await asyncio.wait_for(process.wait(), limit_s) == 0
    except TimeoutError:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        return False


def main() -> None:
    try:
        print(asyncio.run(find_chromium()))
        node_modules(LocalSettings())
    except Problem as problem:
        sys.exit(f"backshop: {problem}")


if __name__ == "__main__":
    main()
