"""What runs in a program that makes files: it reads what is wanted from its input, and ends with that."""

import os
import pickle
import sys
from collections.abc import Callable
from typing import Any

LENGTH_BYTES = 4


def answer(make: Callable[[Any], object]) -> None:
    asked, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints something writes to the log
    while (length := asked.read(LENGTH_BYTES)) and len(length) == LENGTH_BYTES:
        wanted = pickle.loads(asked.read(int.from_bytes(length)))  # noqa: S301 (ours)
        packed = pickle.dumps(make(wanted))
        answers.write(len(packed).to_bytes(LENGTH_BYTES) + packed)
        answers.flush()
