"""Records as aiokafka reads them from the wire, also those with a header whose name is no text.

Kafka takes any bytes as the name of a header. aiokafka raises over such a name, forgets what else the poll had, and
raises again at each poll. Here such a batch is read once more by aiokafka's parser in Python, its name written out.
"""

import logging
from collections.abc import Iterator
from typing import Any

from aiokafka.consumer import fetcher
from aiokafka.record.default_records import _DefaultRecordBatchPy
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.record.util import decode_varint
from aiokafka.structs import ConsumerRecord

log = logging.getLogger(__name__)

_PartitionRecords = fetcher.PartitionRecords


def read_any_header() -> None:
    """Have all consumers of this process read so; once, or again."""
    fetcher.MemoryRecords = _Fetched
    fetcher.PartitionRecords = _Records


class _Fetched:
    """What a fetch brought of a partition, batch by batch; the bytes are kept, as they may be needed twice."""

    def __init__(self, fetched: bytes) -> None:
        self.fetched = fetched
        self._batches = MemoryRecords(fetched)
        self.has_next, self.next_batch = self._batches.has_next, self._batches.next_batch
        self.size_in_bytes = self._batches.size_in_bytes


class _FetchedFrom:
    """The batches that reach beyond an offset, read by the parser in Python."""

    def __init__(self, fetched: bytes, offset: int) -> None:
        self._batches: list[Any] = []
        at = 0
        while len(fetched) >= at + _LENGTH_ENDS:
            ends = at + _LENGTH_ENDS + int.from_bytes(fetched[at + _LENGTH_BEGINS : at + _LENGTH_ENDS], "big")
            if len(fetched) < ends:  # the last of a fetch may be cut
                break
            batch = _Batch(fetched[at:ends])
            if batch.next_offset > offset:
                self._batches.append(batch)
            at = ends
        self._batches.reverse()

    def has_next(self) -> bool:
        return bool(self._batches)

    def next_batch(self) -> Any:
        return self._batches.pop()


class _Records(_PartitionRecords):  # type: ignore[misc, valid-type]
    _records: Any

    def _unpack_records(self) -> Iterator[ConsumerRecord[bytes, bytes]]:
        try:
            yield from super()._unpack_records()
        except UnicodeDecodeError:
            log.warning("%s at %d: the name of a header is no text", self._tp, self.next_fetch_offset)
            self._records = _FetchedFrom(self._records.fetched, self.next_fetch_offset)
            yield from super()._unpack_records()


class _Batch(_DefaultRecordBatchPy):  # type: ignore[misc]
    def _read_msg(self) -> Any:
        while True:
            read: list[tuple[int, int]] = []

            def noting(buffer: bytearray, at: int, read: list[tuple[int, int]] = read) -> tuple[int, int]:
                read.append(decode_varint(buffer, at))
                return read[-1]

            try:
                return super()._read_msg(noting)
            except UnicodeDecodeError:  # the length read last is that of the name, which stands behind it
                length, begins = read[-1]
                name = self._buffer[begins : begins + length]
                self._buffer[begins : begins + length] = bytes(byte if 0x20 < byte < 0x7F else _UNTOLD for byte in name)


_LENGTH_BEGINS, _LENGTH_ENDS = 8, 12
_UNTOLD = ord("?")
