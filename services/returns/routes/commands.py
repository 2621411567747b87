"""What staff do with returns, over HTTP: each command answers the return as it is then."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.returns.returned.asked import (
    ApprovalOfReturn,
    CreditOfReturn,
    Dispositions,
    ExchangeOfReturn,
    NewReturn,
    ParcelOfReturn,
    ReasonGiven,
    Reception,
    RefundOfReturn,
    RefusalOfReturn,
    ReturnChanges,
)
from services.returns.returned.model import Return
from services.returns.returned.schemas import ReturnBrief, ReturnView, return_view
from services.returns.returned.store import find_order_of
from services.returns.settings import ReturnSettings
from services.returns.usecases.ask_for_return import ChangeReturn, OpenReturn, change_return, open_return_by_staff
from services.returns.usecases.chosen_units import UnitsToCredit
from services.returns.usecases.credit_return import CreditReturn, credit_return
from services.returns.usecases.decide_return import (
    ApproveReturn,
    CancelReturn,
    CloseReturn,
    DeclineReturn,
    SendReturn,
    approve_return,
    cancel_return,
    close_return,
    decline_return,
    send_return,
)
from services.returns.usecases.exchange_return import ExchangeReturn, exchange_return
from services.returns.usecases.receive_return import (
    DisposeUnits,
    ReceiveReturn,
    UnitsToDispose,
    UnitsToReceive,
    dispose_units,
    receive_return,
)
from services.returns.usecases.refund_return import RefundReturn, refund_return
from shared.http import Brief, Caller, ExpectedVersion, Idempotent, IdempotentCommand, scope
from shared.http.run_once import OneUseCase
from shared.schemas.exchanges import Replacement
from shared.stored_settings import get_settings
from shared.transaction import Tx

router = APIRouter()

Writer = Annotated[Caller, scope("returns:write")]
Accountant = Annotated[Caller, scope("billing:write")]
"""Documents and money are of those who may make them in billing too."""
BRIEF = Brief("returns:read", ReturnBrief)
VIEW = ReturnView | ReturnBrief


async def views(tx: Tx, returns: Sequence[Return]) -> list[ReturnView]:
    policy = await get_settings(tx, ReturnSettings)
    return [return_view(one, policy) for one in returns]


@router.post("/orders/{order_id}/returns", status_code=201, response_model=VIEW)
async def post_return(order_id: UUID, body: NewReturn, caller: Writer, once: Idempotent) -> Response:
    """Staff open a return of what has left."""
    command = OpenReturn(order_id=order_id, by=caller.subject, **dict(body))
    return await once(open_return_by_staff, command, answers=views, brief=BRIEF)


@router.post("/returns/{return_id}/change", response_model=VIEW)
async def post_changes(
    return_id: UUID, body: ReturnChanges, caller: Writer, once: Idempotent, version: ExpectedVersion
) -> Response:
    """Other lines come back, or more is said of them, while nothing was received."""
    command = ChangeReturn(return_id=return_id, by=caller.subject, expected_version=version, **dict(body))
    return await run(once, change_return, command)


@router.post("/returns/{return_id}/approve", response_model=VIEW)
async def post_approval(
    return_id: UUID, caller: Writer, once: Idempotent, version: ExpectedVersion, body: ApprovalOfReturn | None = None
) -> Response:
    """The goods may come; also of one that was over."""
    given = dict(body or ApprovalOfReturn())
    command = ApproveReturn(return_id=return_id, by=caller.subject, expected_version=version, **given)
    return await run(once, approve_return, command)


@router.post("/returns/{return_id}/decline", response_model=VIEW)
async def post_refusal(
    return_id: UUID, body: RefusalOfReturn, caller: Writer, once: Idempotent, version: ExpectedVersion
) -> Response:
    command = DeclineReturn(return_id=return_id, by=caller.subject, expected_version=version, **dict(body))
    return await run(once, decline_return, command)


@router.post("/returns/{return_id}/send", response_model=VIEW)
async def post_parcel(
    return_id: UUID, caller: Writer, once: Idempotent, version: ExpectedVersion, body: ParcelOfReturn | None = None
) -> Response:
    """The goods are on their way back; also where their parcel has another number than was said."""
    given = dict(body or ParcelOfReturn())
    command = SendReturn(return_id=return_id, by=caller.subject, expected_version=version, **given)
    return await run(once, send_return, command)


@router.post("/returns/{return_id}/receive", response_model=VIEW)
async def post_reception(
    return_id: UUID, body: Reception, caller: Writer, once: Idempotent, version: ExpectedVersion
) -> Response:
    """Units came, or it is known that they do not."""
    command = ReceiveReturn(
        return_id=return_id,
        by=caller.subject,
        expected_version=version,
        remark=body.remark,
        lines=tuple(UnitsToReceive(**dict(line)) for line in body.lines),
    )
    return await run(once, receive_return, command)


@router.post("/returns/{return_id}/dispose", response_model=VIEW)
async def post_dispositions(
    return_id: UUID, body: Dispositions, caller: Writer, once: Idempotent, version: ExpectedVersion
) -> Response:
    """Where received units go: into stock, quarantine, the bin, or back to the customer."""
    command = DisposeUnits(
        return_id=return_id,
        by=caller.subject,
        expected_version=version,
        remark=body.remark,
        lines=tuple(UnitsToDispose(**dict(line)) for line in body.lines),
    )
    return await run(once, dispose_units, command)


@router.post("/returns/{return_id}/credit", response_model=VIEW)
async def post_credit(
    return_id: UUID, caller: Accountant, once: Idempotent, version: ExpectedVersion, body: CreditOfReturn | None = None
) -> Response:
    """Billing is to issue a credit note; the return's decisions say whether it has."""
    given = dict(body or CreditOfReturn())
    lines = given["lines"] and tuple(UnitsToCredit(**dict(line)) for line in given["lines"])
    command = CreditReturn(return_id=return_id, by=caller.subject, expected_version=version, **given | {"lines": lines})
    return await run(once, credit_return, command)


@router.post("/returns/{return_id}/refund", response_model=VIEW)
async def post_refund(
    return_id: UUID, body: RefundOfReturn, caller: Accountant, once: Idempotent, version: ExpectedVersion
) -> Response:
    """Billing is to record a refund of what was credited; the return's decisions say what has become of it."""
    command = RefundReturn(return_id=return_id, by=caller.subject, expected_version=version, **dict(body))
    return await run(once, refund_return, command)


@router.post("/returns/{return_id}/exchange", response_model=VIEW)
async def post_exchange(
    return_id: UUID, caller: Writer, once: Idempotent, version: ExpectedVersion, body: ExchangeOfReturn | None = None
) -> Response:
    """An order is to be placed for other articles; the return's decisions say whether it was, and by which number."""
    given = dict(body or ExchangeOfReturn())
    command = ExchangeReturn(
        return_id=return_id,
        by=caller.subject,
        expected_version=version,
        **given
        | {
            "lines": given["lines"] and tuple(UnitsToCredit(**dict(line)) for line in given["lines"]),
            "replacements": given["replacements"] and tuple(Replacement(**dict(one)) for one in given["replacements"]),
        },
    )
    return await run(once, exchange_return, command)


@router.post("/returns/{return_id}/cancel", response_model=VIEW)
async def post_cancellation(
    return_id: UUID, caller: Writer, once: Idempotent, version: ExpectedVersion, body: ReasonGiven | None = None
) -> Response:
    """Nothing comes back; refused once something was received."""
    given = dict(body or ReasonGiven())
    command = CancelReturn(return_id=return_id, by=caller.subject, expected_version=version, **given)
    return await run(once, cancel_return, command)


@router.post("/returns/{return_id}/close", response_model=VIEW)
async def post_closing(return_id: UUID, caller: Writer, once: Idempotent, version: ExpectedVersion) -> Response:
    """Nothing is left to be done."""
    return await run(once, close_return, CloseReturn(return_id=return_id, by=caller.subject, expected_version=version))


async def run(once: IdempotentCommand, use_case: OneUseCase, command: Any) -> Response:
    return await once(
        use_case,
        command,
        order_of=lambda queries: find_order_of(queries, command.return_id),
        answers=views,
        brief=BRIEF,
    )
