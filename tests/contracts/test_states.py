"""The words of a state are those its database accepts, and every state says what may follow it."""

import re
from enum import StrEnum
from typing import Any

import asyncpg
import pytest

from services.backoffice.accounts.model import Role
from services.billing import model as billing
from services.billing.documents.model import DocumentKind
from services.billing.files.model import FileKind
from services.billing.ledger.model import EntryKind as LedgerEntryKind
from services.billing.rates.model import RateSource
from services.billing.refunds.model import RefundState
from services.billing.settings import Series
from services.fulfilment.carriers.model import CheckDigit
from services.fulfilment.orders import model as fulfilment_orders
from services.fulfilment.reservations.model import NEXT as NEXT_RESERVATION
from services.fulfilment.reservations.model import ReservationState
from services.fulfilment.slips.model import NEXT as NEXT_SHIPMENT
from services.fulfilment.stock.ledger_store import EntryKind as StockEntryKind
from services.notifier.messages import model as notifier
from services.notifier.messages.held_up import ServerTrouble
from services.orders.order import states as orders
from services.orders.quotes.model import NEXT as NEXT_QUOTE
from services.orders.quotes.model import QuoteState
from services.returns.returned import states as returns
from services.returns.returned.decisions import DecisionState
from services.returns.withdrawals import model as withdrawals
from services.returns.withdrawals.model import CaseState
from shared.messaging.parked import ParkedState
from shared.postgres.migrate import migrate
from shared.schemas.billing import Invoicing
from shared.schemas.fulfilment import BackorderPolicy, ShipmentState
from shared.schemas.notifier import DOCUMENTS, MessageKind
from shared.schemas.order_status import Hold, PaymentStatus, ShipmentStatus, Status
from shared.schemas.orders import CancelCode
from shared.schemas.returns import ReturnDecision, ReturnOrigin, ReturnReason
from shared.schemas.withdrawals import WithdrawalWay
from tests.support.stack import Stack

LANGUAGES = {"en", "fr"}
COLUMNS: dict[str, dict[str, type[StrEnum] | set[str]]] = {
    "orders": {
        "customers.language": LANGUAGES,
        "orders.state": orders.OrderState,
        "orders.hold": Hold,
        "orders.shipped": orders.Shipped,
        "orders.cancel_code": CancelCode,
        "orders.status": Status,
        "orders.payment_status": PaymentStatus,
        "orders.shipment_status": ShipmentStatus,
        "quotes.state": QuoteState,
    },
    "billing": {
        "orders.state": billing.OrderState,
        "orders.invoicing": Invoicing,
        "documents.kind": DocumentKind,
        "document_files.kind": FileKind,
        "ledger.kind": LedgerEntryKind,
        "refunds.state": RefundState,
        "series.kind": Series,
        "euro_rates.source": RateSource,
        "vat_in_euros.source": RateSource,
    },
    "fulfilment": {
        "orders.state": fulfilment_orders.OrderState,
        "parcels.check_digit": CheckDigit,
        "shipments.state": ShipmentState,
        "stock_entries.kind": StockEntryKind,
        "stock.backorders": BackorderPolicy,
        "reservations.state": ReservationState,
    },
    "returns": {
        "returns.state": returns.ReturnState,
        "returns.reason": ReturnReason,
        "returns.origin": ReturnOrigin,
        "withdrawals.way": WithdrawalWay,
        "withdrawal_cases.state": CaseState,
        "returns.waits_for": returns.WaitsFor,
        "return_steps.step": returns.Step,
        "return_decisions.kind": ReturnDecision,
        "return_decisions.state": DecisionState,
    },
    "notifier": {
        "messages.state": notifier.MessageState,
        "messages.reason": notifier.NotSentReason,
        "server_trouble.kind": ServerTrouble,
        "outcomes.state": (notifier.MessageState.SENT, notifier.MessageState.FAILED),
        "messages.kind": MessageKind,
        "documents.kind": DOCUMENTS,
        "messages.language": LANGUAGES,
        "texts.language": LANGUAGES,
    },
    "backoffice": {
        "staff.role": Role,
        "staff.language": LANGUAGES,
        "staff.theme": {"system", "light", "dark"},
        "sessions.state": {"second_factor", "signed_in"},
    },
}
EVERYWHERE: dict[str, type[StrEnum] | set[str]] = {"parked.state": ParkedState}

NEXT = [
    (orders.NEXT, orders.OrderState),
    (orders.NEXT_HOLD, Hold),
    (NEXT_QUOTE, QuoteState),
    (billing.NEXT, billing.OrderState),
    (fulfilment_orders.NEXT, fulfilment_orders.OrderState),
    (NEXT_SHIPMENT, ShipmentState),
    (NEXT_RESERVATION, ReservationState),
    (returns.NEXT, returns.ReturnState),
    (withdrawals.NEXT, withdrawals.CaseState),
    (notifier.NEXT, notifier.MessageState),
]
ONE_OF_WORDS = """
SELECT conrelid::regclass || '.' || a.attname AS "column", pg_get_constraintdef(c.oid) AS "check"
FROM pg_constraint AS c JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
WHERE c.contype = 'c' AND array_length(c.conkey, 1) = 1
    AND pg_get_constraintdef(c.oid) ~ '= (ANY \\(ARRAY\\[)?''\\w+''::text'
"""


@pytest.fixture(params=COLUMNS)
async def accepted(request: pytest.FixtureRequest, postgres: Stack) -> tuple[str, dict[str, set[str]]]:
    """A service, and the words that each column of its database accepts which accepts but some."""
    service = request.param
    url = await postgres.create_database(f"test_states_{service}")
    await migrate(url, service)
    connection = await asyncpg.connect(url)
    rows = await connection.fetch(ONE_OF_WORDS)
    await connection.close()
    return service, {row["column"]: set(re.findall(r"'([^']+)'::text", row["check"])) for row in rows}


async def test_databases_accept_exactly_the_words_of_the_code(accepted: tuple[str, dict[str, set[str]]]) -> None:
    service, found = accepted
    expected = COLUMNS[service] | EVERYWHERE
    assert found == {column: set(words) for column, words in expected.items()}


@pytest.mark.parametrize(("following", "states"), NEXT)
def test_every_state_says_what_may_follow(following: dict[Any, set[Any]], states: type[StrEnum]) -> None:
    assert set(following) == set(states)
    assert set().union(*following.values()) <= set(states)
