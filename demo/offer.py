"""Whether a shop that starts is to be filled: as was asked for, or else as somebody at the terminal says."""

import sys

from demo.traces import is_new
from deploy.local.settings import LocalSettings

_ANSWERS = {"": True, "y": True, "yes": True, "o": True, "oui": True, "n": False, "no": False, "non": False}


def is_wanted(settings: LocalSettings, asked_for: bool | None, *, fresh: bool) -> bool:
    if asked_for is not None:
        return asked_for
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or not (fresh or is_new(settings)):
        return False
    return _ask()


def _ask() -> bool:
    while True:
        try:
            said = input("The shop is empty. Fill it with a made-up French one to look at? [Y/n] ")
        except EOFError:
            print()
            return False
        answer = _ANSWERS.get(said.strip().lower())
        if answer is not None:
            return answer
