"""Trouble that is not what somebody asked for nor a record's: most of it the database's, and it passes."""

import asyncio
import re

import asyncpg


class NotReadyYet(Exception):
    """What is needed cannot be read by this process, but will be once it or the data is mended."""


_PASSING = (
    NotReadyYet,
    OSError,
    asyncio.TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)

NO_IDS = "the database has run out of ids of transactions, until it is vacuumed"
FILES_FAIL = "the database cannot use its files"

POOLER = "prepared statements do not stay with their session, as through a pooler that does not keep them"

_PASSING_CLASSES = {
    "08": "the connection to the database broke",
    "53": "the database has run out of a resource",
    "57": "the database ended the statement or the session",
    "58": FILES_FAIL,
}
"""By the first two letters of the SQLSTATE."""

_PASSING_STATES = {
    "08P01": "the connection does not speak as PostgreSQL does, as through a pooler",
    "25006": "the database is read-only",
    "25P03": "the database ended a session that idled in its transaction",
    "25P04": "the database ended a transaction that took too long",
    "40001": "transactions that ran together do not agree",
    "40003": "it is not known whether a statement was completed",
    "40P01": "transactions waited for each other",
    "53100": "the database's disk is full",
    "53200": "the database has run out of memory",
    "53300": "the database has no connection left",
    "53400": "a limit that is set for the database is reached",
    "55006": "something in the database is in use",
    "55P03": "a lock was not to be had in time",
    "57014": "the database cancelled the statement",
    "57P01": "the database shuts down",
    "57P02": "the database shuts down",
    "57P03": "the database is starting",
    "XX001": "the database has found its data damaged",
    "XX002": "the database has found an index damaged",
}

_UNFIT_STATES = {
    "26000": POOLER,
    "42P05": POOLER,
    "28000": "the database does not accept the user",
    "28P01": "the database does not accept the password",
    "3D000": "there is no such database",
    "3F000": "a schema is missing",
    "42501": "a privilege is missing",
    "42703": "a column is missing",
    "42704": "a type or other object is missing",
    "42883": "a function is missing",
    "42P01": "a table is missing",
}
"""A grant that was forgotten, a migration that has run halfway: nobody's request, no record is at fault."""


def is_transient(error: BaseException) -> bool:
    """Whether the trouble is the database's, a lock's or the like, not the record's: wait and try the same again."""
    if isinstance(error, asyncpg.PostgresError):
        return _passing_words(error) is not None or error.sqlstate in _UNFIT_STATES
    # A value that no statement takes is found before it is sent, and asyncpg says it as if the connection had failed.
    return isinstance(error, _PASSING) and not isinstance(error, ValueError)


def refused_by_database(error: BaseException) -> bool:
    """Whether nothing can have been done: the database is there and says so. One that breaks off may have committed."""
    if isinstance(error, NotReadyYet):
        return True
    return isinstance(error, asyncpg.PostgresError) and not (error.sqlstate or "08").startswith(("08", "57P", "40003"))


def is_away(error: BaseException) -> bool:
    """Whether the database could not be reached, or ended the session: whoever finds it answering goes on."""
    if isinstance(error, asyncpg.PostgresError):
        return (error.sqlstate or "").startswith(("08", "57P")) and error.sqlstate not in ("08P01", "57P04")
    return is_transient(error) and not isinstance(error, NotReadyYet)


def rows_missed(error: asyncpg.LockNotAvailableError) -> str | None:
    """Of which table, or index, somebody else keeps the row that was waited for; None of other locks."""
    found = _ROW.search(getattr(error, "context", None) or "")
    return found[1] if found else None


def takes_no_changes(error: BaseException | None) -> bool:
    return isinstance(error, asyncpg.ReadOnlySQLTransactionError)


def why(error: asyncpg.PostgresError) -> str:
    """In words for operators, with the database's own code, and without any value."""
    # What those of class 42 say names tables, columns and functions only.
    told = f": {error.args[0]}" if (error.sqlstate or "")[:2] == "42" and error.args else ""
    return f"{in_words(error)} ({error.sqlstate} {type(error).__name__}{told})"


def in_words(error: asyncpg.PostgresError) -> str:
    """For whoever asked for what could not be done."""
    return _passing_words(error) or _UNFIT_STATES.get(error.sqlstate or "", "the database refuses")


def is_short(error: BaseException) -> bool:
    """Whether the server lacks what it needs, such as room on its disk; it may answer questions all the same."""
    if not isinstance(error, asyncpg.PostgresError):
        return False
    return (error.sqlstate or "")[:2] in ("53", "58") or _by_source(error) is not None


def _passing_words(error: asyncpg.PostgresError) -> str | None:
    if isinstance(error, asyncpg.InvalidCachedStatementError):
        return "a statement was prepared before the tables changed"
    if words := _by_source(error):
        return words
    state = error.sqlstate or ""
    return _PASSING_STATES.get(state) or _PASSING_CLASSES.get(state[:2])


def _by_source(error: asyncpg.PostgresError) -> str | None:
    """What one code says together with others, told apart by the file of PostgreSQL's own sources that raised it.

    A file system that has turned read-only is a missing privilege to it, a quota an error of its own; ids of
    transactions that have run out are a limit of the program, as a value that is too large.
    """
    source = getattr(error, "server_source_filename", None)
    if error.sqlstate in ("42501", "XX000") and source in _FILES:
        return FILES_FAIL
    return NO_IDS if error.sqlstate == "54000" and source in _IDS else None


_ROW = re.compile(r'tuple \(\d+,\d+\) in relation "([^"]+)"')
_FILES = ("buffile.c", "copydir.c", "fd.c", "md.c", "relmapper.c", "slru.c", "smgr.c", "storage.c", "xlog.c")
_IDS = ("multixact.c", "varsup.c")
