"""Forms with files: read as they come, so that no more of them is in memory than is taken of pictures."""

import asyncio
import re
from typing import NamedTuple
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
AT_A_TIME = asyncio.Semaphore(4)
"""Each may be in memory whole."""
_of_one: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
"""Whoever sends slowly keeps nobody else from sending."""
LONGEST_NAME = 60


class SentFile(NamedTuple):
    """`content` is None where it is too large."""

    name: str
    content: bytes | None


class SentForm(NamedTuple):
    form: Form
    files: list[SentFile]


async def read_upload_form(request: Request, *, of: str) -> SentForm:
    """Also of a form without files; `of` one order, form after form.

    Raises UploadTooLarge, UploadTooSlow, UploadBrokenOff, InvalidForm.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data":
        return SentForm(await form_of(request), [])
    mine = _of_one.setdefault(of, asyncio.Lock())
    async with mine, AT_A_TIME:
        parts = _Parts()
        try:
            parser = MultipartParser(options.get(b"boundary", b""), parts.callbacks)  # type: ignore[arg-type]
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
    """What the parser tells of, part by part."""

    def __init__(self) -> None:
        self.is_whole = False
        self._fields: list[tuple[str, str]] = []
        self._files: list[SentFile] = []
        self._kept = self._of_fields = 0
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
        self._content = bytearray()
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
        elif self._is_too_large or self._is_too_much(end - start):
            self._is_too_large = True
            self._content.clear()
            return
        self._content += data[start:end]

    def _is_too_much(self, more: int) -> bool:
        here = len(self._content) + more
        return here > MOST_OF_A_FILE or self._kept + here > MOST_OF_FILES

    def _end(self) -> None:
        if len(self._fields) + len(self._files) >= MOST_PARTS:
            raise InvalidForm("a form has fewer fields")
        if self._file is None:
            self._fields.append((self._name, self._content.decode(errors="replace")))
        elif self._file or self._content or self._is_too_large:  # a field for files that was left empty has no name
            content = None if self._is_too_large else bytes(self._content)
            self._kept += len(content or b"")
            self._files.append(SentFile(shown_name(self._file), content))

    def _whole(self) -> None:
        self.is_whole = True
