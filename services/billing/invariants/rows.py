"""Every row of billing's tables, as the service itself reads it."""

import asyncpg

from services.billing.documents.store import SELECT_DOCUMENTS, document_of
from services.billing.exchanges.store import SELECT_EXCHANGES, SELECT_SETTLEMENTS, exchange_of, settlement_of
from services.billing.files.model import FileKind
from services.billing.ledger.pending import SELECT_PENDING, pending_of
from services.billing.ledger.store import SELECT_ENTRIES, entry_of
from services.billing.rates.store import SELECT_RATES, SELECT_VAT_IN_EUROS, rate_of
from services.billing.refunds.store import SELECT_REFUNDS, refund_of
from services.billing.reminders.store import SELECT_REMINDERS, SELECT_SCHEDULES, reminder_of, schedule_of
from services.billing.revisions.store import SELECT_REVISIONS, revision_of
from services.billing.store import SELECT_ORDERS, order_of
from shared.invariants import Rows
from shared.look.logos import SELECT_LOGOS, logo_of


def _file_kind(row: asyncpg.Record) -> FileKind:
    return FileKind(row["kind"])


READ = (
    Rows("documents", SELECT_DOCUMENTS, document_of),
    Rows("document_revisions", SELECT_REVISIONS, revision_of),
    Rows("orders", SELECT_ORDERS, order_of),
    Rows("ledger", SELECT_ENTRIES, entry_of),
    Rows("pending_payments", SELECT_PENDING, pending_of),
    Rows("refunds", SELECT_REFUNDS, refund_of),
    Rows("exchanges", SELECT_EXCHANGES, exchange_of),
    Rows("settlements", SELECT_SETTLEMENTS, settlement_of),
    Rows("document_files", "SELECT document_id, revision, kind, sha256, made_at FROM document_files", _file_kind),
    Rows("euro_rates", SELECT_RATES, rate_of),
    Rows("vat_in_euros", SELECT_VAT_IN_EUROS, rate_of),
    Rows("logos", SELECT_LOGOS, logo_of),
    Rows("files_to_make", "SELECT document_id, revision, since, tries, next_try_at, error FROM files_to_make"),
    Rows("reminder_schedules", SELECT_SCHEDULES, schedule_of),
    Rows("reminders", SELECT_REMINDERS, reminder_of),
    Rows("looked_for_overdue", "SELECT done_on, due_on, document_id FROM looked_for_overdue"),
    Rows("books", "SELECT book, last_position, last_hash FROM books"),
    Rows("seals", "SELECT part, about, book, position, digest, hash FROM seals"),
    Rows("series", "SELECT series, legal_entity, kind, year, last_position, last_issued_at, last_hash FROM series"),
)
