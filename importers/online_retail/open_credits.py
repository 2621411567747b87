"""Credits that found no earlier sale yet: kept on this machine and tried again on every later import."""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from deploy.problem import Problem
from importers.online_retail.rows import Row
from importers.online_retail.sales import Credit


class OpenCredits:
    """A small file, replaced as a whole so that a kill leaves the old or the new one."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @contextmanager
    def one_import_at_a_time(self) -> Iterator[None]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(self._file.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError:
            raise Problem("another import into this shop is running; wait until it has ended") from None
        finally:
            os.close(lock)

    def load(self) -> list[Credit]:
        try:
            return [_credit(one) for one in json.loads(self._file.read_text())]
        except FileNotFoundError:
            return []
        except (ValueError, KeyError, TypeError) as error:
            raise Problem(f"{self._file} is damaged; remove it and import the files with open credits again") from error

    def save(self, credits: Iterable[Credit]) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(json.dumps([_content(credit) for credit in credits], indent=1, ensure_ascii=False) + "\n")
        new.replace(self._file)


def _content(credit: Credit) -> dict[str, Any]:
    row = credit.row
    return {
        "reference": credit.reference,
        "file": credit.file,
        "line": row.line,
        "number": row.number,
        "sku": row.sku,
        "description": row.description,
        "quantity": row.quantity,
        "at": row.at.isoformat(),
        "unit_price": str(row.unit_price),
        "customer": row.customer,
        "country": row.country,
    }


def _credit(content: dict[str, Any]) -> Credit:
    of = dict(content)
    reference, file = of.pop("reference"), of.pop("file")
    of |= {"at": datetime.fromisoformat(of["at"]), "unit_price": Decimal(of["unit_price"])}
    return Credit(reference, file, Row(**of))
