"""A reminder of payment: what is still to be paid, invoice by invoice, and what that comes to."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.notifier.messages.model import BROUGHT_OVER, MessageWithText
from services.notifier.reminders.store import Reminder
from services.notifier.writing.compose import write_message
from services.notifier.writing.letters import block
from services.notifier.writing.own_texts import DEFAULT_TEXTS, Texts
from shared.formats import decimal, long_date, money, number
from shared.schemas.billing import AmountDue, RemindedInvoice, ReminderContent
from shared.schemas.notifier import REMINDERS, MessageKind
from shared.schemas.values import Language

SHOWN_INVOICES = 50
EURO = "EUR"


def kind_of(content: ReminderContent) -> MessageKind:
    return REMINDERS[min(max(content.text, 0), len(REMINDERS) - 1)]


def about_reminder(
    reminder: Reminder, *, at: datetime, wait: timedelta = timedelta(), texts: Texts = DEFAULT_TEXTS
) -> MessageWithText:
    """It carries the PDFs of its invoices, for which it waits so long and then fails; one without is due at once."""
    said, to = reminder
    files = [one.invoice_id for one in said.content.invoices if one.invoice_id]
    message = write_message(
        kind_of(said.content),
        to,
        at,
        told_of=said.issued_at,
        sequence=said.reminder_id.int,
        order_cancelled=False,
        long_ago=at - said.issued_at > BROUGHT_OVER,
        asked=said.by is not None,
        texts=texts,
        **facts_of(said.content, to.language),
    )
    document_id = files[0] if files else None
    return replace(
        message,
        about=said.reminder_id,
        document_id=document_id,
        next_attempt_at=at + wait if document_id else at,
    )


def content_of(content: ReminderContent, order_ids: Collection[UUID]) -> ReminderContent | None:
    """Without the invoices of other orders than these; None where none is left."""
    invoices = tuple(one for one in content.invoices if one.order_id in order_ids)
    if len(invoices) == len(content.invoices):
        return content
    left = _by_currency((one.currency, one.due) for one in invoices)
    return content.model_copy(update={"invoices": invoices, "totals": left}) if invoices else None


def facts_of(content: ReminderContent, language: Language) -> dict[str, Any]:
    """The variables of the texts, beside those that every text has."""
    shown, rest = content.invoices[:SHOWN_INVOICES], content.invoices[SHOWN_INVOICES:]
    totals = [money(one.due, one.currency, language) for one in content.totals]
    due_on = [one.due_on for one in content.invoices if one.due_on]
    return {
        "invoices": block(
            "reminder",
            language,
            rows=[_row(one, language) for one in shown],
            more=number(len(rest), language) if rest else None,
            totals=totals,
        ),
        "total": _listed(totals, language),
        "due_date": long_date(min(due_on), language) if due_on else None,
        "several": len(content.invoices) > 1,
        "attached": any(one.invoice_id for one in content.invoices),
        **_late(content, language),
    }


def _row(one: RemindedInvoice, language: Language) -> dict[str, Any]:
    return {
        "invoice": one.number,
        "order": one.order_number,
        "due_on": one.due_on and long_date(one.due_on, language),
        "due": money(one.due, one.currency, language),
        "gross": money(one.gross, one.currency, language) if one.gross != one.due else None,
    }


def _late(content: ReminderContent, language: Language) -> dict[str, Any]:
    """What a business owes for its delay: stated, and in no total."""
    late = content.late
    interest = _by_currency((one.currency, one.interest) for one in content.invoices if one.interest)
    return {
        "business": late is not None,
        "late_rate": decimal(late.rate, language, 2) if late and late.rate is not None else None,
        "late_flat": money(late.flat, EURO, language) if late else None,
        "interest": _listed([money(one.due, one.currency, language) for one in interest], language) if late else None,
    }


def _listed(texts: Sequence[str], language: Language) -> str:
    *before, last = texts or [""]
    word = " et " if language == "fr" else " and "
    return f"{', '.join(before)}{word}{last}" if before else last


def _by_currency(amounts: Iterable[tuple[str, Decimal]]) -> tuple[AmountDue, ...]:
    sums = defaultdict[str, Decimal](Decimal)
    for currency, amount in amounts:
        sums[currency] += amount
    return tuple(AmountDue(due=due, currency=currency) for currency, due in sorted(sums.items()))
