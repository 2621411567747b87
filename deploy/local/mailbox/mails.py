"""The mails that came, in one SQLite file.

Every copy is kept, as a mail can come twice (a sender that died before it noted the answer sends it again);
`earlier_copies` counts those with the same Message-ID.
"""

import sqlite3
from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any, NamedTuple, cast

UNNAMED = "attachment"

KEPT = 20_000
TRIM_EVERY = 100


class Attachment(NamedTuple):
    name: str
    media_type: str
    content: bytes


class Mailbox:
    """The mails in one SQLite file, the newest KEPT of them; what is listed stands apart from the contents."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(directory / "mails.sqlite", isolation_level=None)
        self._database.row_factory = sqlite3.Row
        self._database.executescript(_SCHEMA)
        self._headers = BytesHeaderParser(policy=policy.compat32)

    def close(self) -> None:
        self._database.close()

    def keep(self, sender: str, recipients: Sequence[str], content: bytes) -> None:
        headers = self._headers.parsebytes(content)
        row = (
            datetime.now(UTC).isoformat(timespec="milliseconds"),
            sender,
            ", ".join(recipients),
            _decoded(headers["Subject"]),
            str(headers["Message-ID"] or "").strip(),
        )
        with self._database:
            self._database.execute("BEGIN")
            inserted = self._database.execute(
                'INSERT INTO mails (received_at, "from", "to", subject, message_id) VALUES (?, ?, ?, ?, ?)', row
            )
            mail_id = cast(int, inserted.lastrowid)
            self._database.execute("INSERT INTO contents (id, content) VALUES (?, ?)", (mail_id, content))
            if mail_id % TRIM_EVERY == 0:
                self._database.execute("DELETE FROM mails WHERE id <= ?", (mail_id - KEPT,))
                self._database.execute("DELETE FROM contents WHERE id <= ?", (mail_id - KEPT,))

    def list(self, *, to: str = "", subject: str = "", limit: int = 50) -> list[dict[str, Any]]:
        """Newest first; `to` and `subject` are parts of theirs, in any case."""
        rows = self._database.execute(_LIST, {"to": to, "subject": subject, "limit": limit})
        return [dict(row) for row in rows]

    def read(self, mail_id: int) -> dict[str, Any] | None:
        """With its headers, its parts, and what each attachment is."""
        mail = self._find(mail_id)
        if mail is None:
            return None
        content = mail.pop("content")
        parsed = _parsed(content)
        # As they came: a malformed one can be shown, though not read.
        headers = [[name, _decoded(value)] for name, value in self._headers.parsebytes(content).items()]
        attached = [
            {"name": one.name, "media_type": one.media_type, "bytes": len(one.content)} for one in _attachments(parsed)
        ]
        parts = {"text": _part(parsed, "plain"), "html": _with_pictures(parsed, _part(parsed, "html"))}
        return mail | parts | {"headers": headers, "attachments": attached}

    def attachment(self, mail_id: int, number: int) -> Attachment | None:
        """Counted from 0."""
        mail = self._find(mail_id)
        attached = _attachments(_parsed(mail["content"])) if mail else []
        return attached[number] if number < len(attached) else None

    def _find(self, mail_id: int) -> dict[str, Any] | None:
        row = self._database.execute(_READ, (mail_id,)).fetchone() if mail_id < 2**63 else None
        return dict(row) if row else None

    def empty(self) -> None:
        self._database.executescript("BEGIN; DELETE FROM mails; DELETE FROM contents; COMMIT;")


def _decoded(header: str | None) -> str:
    unfolded = "".join(str(header or "").splitlines())
    try:
        return str(make_header(decode_header(unfolded)))
    except (LookupError, UnicodeError, HeaderParseError):
        return unfolded


def _parsed(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=policy.default)


def _attachments(mail: EmailMessage) -> list[Attachment]:
    """A mail within a mail is listed, and has no content of its own."""
    return [
        Attachment(
            part.get_filename() or UNNAMED,
            part.get_content_type(),
            cast(bytes | None, part.get_payload(decode=True)) or b"",
        )
        for part in mail.iter_attachments()
    ]


def _with_pictures(mail: EmailMessage, html: str | None) -> str | None:
    """What stands in the mail beside its HTML, and is named there, is put into it (RFC 2392)."""
    for part in mail.walk() if html else ():
        named = str(part.get("Content-ID", "")).strip().strip("<>")
        if html and named and part.get_content_maintype() == "image":
            content = b64encode(cast(bytes | None, part.get_payload(decode=True)) or b"").decode()
            html = html.replace(f"cid:{named}", f"data:{part.get_content_type()};base64,{content}")
    return html


def _part(mail: EmailMessage, subtype: str) -> str | None:
    part = mail.get_body((subtype,))
    if part is None:
        return None
    try:
        return str(part.get_content())
    except LookupError:  # a character set that nobody knows
        return cast(bytes, part.get_payload(decode=True)).decode("latin-1")


_SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS mails (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    received_at TEXT NOT NULL,
    "from" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    subject TEXT NOT NULL,
    message_id TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS mails_message_id ON mails (message_id, id);
CREATE TABLE IF NOT EXISTS contents (id INTEGER PRIMARY KEY, content BLOB NOT NULL);
CREATE VIEW IF NOT EXISTS listed AS
SELECT m.id, m.received_at, m."from", m."to", m.subject, m.message_id,
    (SELECT count(*) FROM mails AS e WHERE e.message_id = m.message_id AND e.id < m.id) AS earlier_copies
FROM mails AS m;
"""

_LIST = """
SELECT * FROM listed WHERE instr(lower("to"), lower(:to)) AND instr(lower(subject), lower(:subject))
ORDER BY id DESC LIMIT :limit
"""

_READ = "SELECT * FROM listed JOIN contents USING (id) WHERE id = ?"
