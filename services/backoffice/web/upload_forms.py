"""Forms with files: read as they come, and kept on disk, so that whoever sends slowly holds no memory and nobody up."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, NamedTuple
from weakref import WeakValueDictionary

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from services.backoffice.web.forms import InvalidForm
from services.backoffice.web.visit import Form, form_of
from shared.http.uploads import UploadBrokenOff, parts_of_upload

MOST_READ = 60 * 1024 * 1024
"""Above, the form is refused unread. What is above the limits of its files and below this is read and dropped."""
MOST_OF_A_FILE = 10 * 1024 * 1024
MOST_OF_FILES = 25 * 1024 * 1024
MOST_OF_FIELDS = 256 * 1024
MOST_PARTS = 8000
IN_MEMORY = 64 * 1024
"""Of the files of a form; larger ones are on disk."""
LONGEST_NAME = 60
_of_one: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
"""One form at a time of each order: whoever has a link holds up no other."""


class SentFile(NamedTuple):
    """Where it is among the files of its form; `size` is None where it is too large."""

    name: str
    kept: IO[bytes]
    start: int
    size: int | None

    def content(self) -> bytes:
        self.kept.seek(self.start)
        return self.kept.read(self.size or 0)


class SentForm(NamedTuple):
    form: Form
    files: list[SentFile]


@asynccontextmanager
async def upload_form(request: Request, *, of: str) -> AsyncIterator[SentForm]:
    """Also a form without files; `of` one order, form after form: the next is read once this is dealt with.

    Raises UploadTooLarge, UploadTooSlow, UploadBrokenOff, InvalidForm.
    """
    mine = _of_one.setdefault(of, asyncio.Lock())
    async with mine:
        with SpooledTemporaryFile(max_size=IN_MEMORY) as files:
            yield await _read(request, files)


async def _read(request: Request, files: IO[bytes]) -> SentForm:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data":
        return SentForm(await form_of(request), [])
    parts = _Parts(files)
    try:
        parser = MultipartParser(options.get(b"boundary", b""), parts.callbacks)  # type: ignore[arg-type]  # it types them as a TypedDict
        async for part in parts_of_upload(request, most=MOST_READ):
            parser.write(part)
    except FormParserError as error:
        raise UploadBrokenOff("this form cannot be read") from error
    if not parts.is_whole:
        raise UploadBrokenOff("the end of this form is missing")
    return parts.form()


def shown_name(sent: str) -> str:
    """Of a file, without its folders and what does not show."""
    last = re.split(r"[/\\]", sent)[-1]
    return "".join(one for one in last if one.isprintable()).strip()[:LONGEST_NAME] or "?"


class _Parts:
    """What the parser tells of, part by part; `kept` gets what is in its files."""

    def __init__(self, kept: IO[bytes]) -> None:
        self._kept = kept
        self.is_whole = False
        self._fields: list[tuple[str, str]] = []
        self._files: list[SentFile] = []
        self._of_fields = 0
        self._begin()

    @property
    def callbacks(self) -> dict[str, object]:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._whole,
        }

    def form(self) -> SentForm:
        form = Form((name, value.replace("\r\n", "\n")) for name, value in self._fields)
        form.sent = tuple(self._fields)
        return SentForm(form, self._files)

    def _begin(self) -> None:
        self._header, self._value = b"", b""
        self._name = ""
        self._file: str | None = None
        self._typed = bytearray()
        self._start = self._kept.tell()
        self._is_too_large = False

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            self._name = options.get(b"name", b"").decode(errors="replace")
            self._file = options[b"filename"].decode(errors="replace") if b"filename" in options else None
        self._header, self._value = b"", b""

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._file is None:
            self._of_fields += end - start
            if self._of_fields > MOST_OF_FIELDS:
                raise InvalidForm("what is typed is too long")
            self._typed += data[start:end]
        elif self._is_too_large or self._is_too_much(end - start):
            self._is_too_large = True
            self._kept.seek(self._start)
            self._kept.truncate()
        else:
            self._kept.write(data[start:end])

    def _is_too_much(self, more: int) -> bool:
        kept = self._kept.tell() + more
        return kept - self._start > MOST_OF_A_FILE or kept > MOST_OF_FILES

    def _end(self) -> None:
        if len(self._fields) + len(self._files) >= MOST_PARTS:
            raise InvalidForm("a form has fewer fields")
        if self._file is None:
            self._fields.append((self._name, self._typed.decode(errors="replace")))
            return
        size = self._kept.tell() - self._start
        if self._file or size:  # a field for files that was left empty has no name
            too_large = self._is_too_large
            self._files.append(SentFile(shown_name(self._file), self._kept, self._start, None if too_large else size))

    def _whole(self) -> None:
        self.is_whole = True
