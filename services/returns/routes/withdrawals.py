"""The HTTP API of withdrawals: consumers declare them, staff see what is to be done of each."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.returns.orders.store import get_order
from services.returns.returned.store import list_returns_of_order
from services.returns.settings import ReturnSettings, ShopTime
from services.returns.usecases.receive_withdrawal import (
    WithdrawByNumber,
    WithdrawFromOrder,
    withdraw_by_number,
    withdraw_from_order,
)
from services.returns.usecases.work_on_withdrawals import (
    AcceptWithdrawal,
    MatchWithdrawal,
    SettleWithdrawal,
    accept_withdrawal,
    match_withdrawal,
    settle_withdrawal,
)
from services.returns.withdrawals import store
from services.returns.withdrawals.asked import (
    LetterOfWithdrawal,
    NewWithdrawal,
    OrderOfWithdrawal,
    PublicWithdrawal,
    RemarkOfWithdrawal,
)
from services.returns.withdrawals.model import Case, CaseState
from services.returns.withdrawals.schemas import (
    WithdrawalCounts,
    WithdrawalOffer,
    WithdrawalReceipt,
    WithdrawalView,
    offer_to_withdraw,
    withdrawal_view,
)
from shared.clock import now
from shared.http import (
    Brief,
    Caller,
    ExpectedVersion,
    Idempotent,
    Page,
    Paging,
    Reading,
    etag,
    paged_by,
    scope,
)
from shared.scopes import ASK
from shared.stored import Unreadable
from shared.stored_settings import get_settings
from shared.transaction import Tx

router = APIRouter()

SOON_DAYS = 3
READS = scope("returns:read")
Asking = Annotated[Caller, scope("returns:write", or_else=ASK)]
Writer = Annotated[Caller, scope("returns:write")]
BRIEF = Brief("returns:read", WithdrawalReceipt)
VIEW = WithdrawalView | WithdrawalReceipt


async def views(tx: Tx, cases: Sequence[Case]) -> list[WithdrawalView]:
    return [withdrawal_view(case) for case in cases]


@router.get("/orders/{order_id}/withdrawal", dependencies=[scope("returns:read", or_else=ASK)])
async def get_offer_to_withdraw(order_id: UUID, queries: Reading) -> WithdrawalOffer:
    """What of the order may be withdrawn from, until when, and what was."""
    order, zone = await get_order(queries, order_id), ShopTime().time_zone
    cases = await store.list_cases_of_order(queries, order_id)
    returns = await list_returns_of_order(queries, order_id)
    policy = await get_settings(queries, ReturnSettings)
    return offer_to_withdraw(order, cases, returns, policy, now().astimezone(zone).date(), zone)


@router.post("/orders/{order_id}/withdrawals", status_code=201, response_model=VIEW)
async def post_withdrawal_of_order(order_id: UUID, body: NewWithdrawal, caller: Asking, once: Idempotent) -> Response:
    """The customer withdraws; the same declared again is the first. After the period it is kept, and opens nothing."""
    command = WithdrawFromOrder(order_id=order_id, by=caller.subject, **dict(body))
    return await once(withdraw_from_order, command, answers=views, brief=BRIEF)


@router.post("/orders/{order_id}/letters", status_code=201, response_model=VIEW)
async def post_letter(order_id: UUID, body: LetterOfWithdrawal, caller: Writer, once: Idempotent) -> Response:
    """Staff enter a withdrawal that came by letter, by telephone or at the counter."""
    command = WithdrawFromOrder(order_id=order_id, by=caller.subject, **dict(body))
    return await once(withdraw_from_order, command, answers=views, brief=BRIEF)


@router.post("/withdrawals", status_code=201, response_model=WithdrawalReceipt)
async def post_withdrawal(body: PublicWithdrawal, caller: Asking, once: Idempotent) -> Response:
    """Somebody withdraws who has no link: the answer does not tell whether there is such an order."""
    command = WithdrawByNumber(by=caller.subject, **dict(body))
    return await once(withdraw_by_number, command, answers=receipts)


async def receipts(tx: Tx, cases: Sequence[Case]) -> list[WithdrawalReceipt]:
    return [WithdrawalReceipt.model_validate(case.withdrawal, from_attributes=True) for case in cases]


@router.get("/withdrawals", dependencies=[READS])
async def get_withdrawals(
    queries: Reading,
    paging: Annotated[Paging[UUID], paged_by(UUID)],
    order_id: UUID | None = None,
    state: CaseState | None = None,
    to_look_at: Annotated[bool | None, Query(description="to be matched, late, or of a business")] = None,
    due: Annotated[bool | None, Query(description="open ones whose refund is due within three days, or was")] = None,
    take_off: Annotated[bool | None, Query(description="open ones of which something is to be taken off")] = None,
) -> Page[WithdrawalView]:
    """The newest first."""
    today = ShopTime().day_of(now())
    found = await store.list_cases(
        queries,
        order_id=order_id,
        state=state,
        to_look_at=to_look_at,
        due_by=today + timedelta(days=SOON_DAYS) if due else None,
        take_off=take_off,
        before=paging.after,
        limit=paging.fetch,
    )
    cases = [one if isinstance(one, Unreadable) else withdrawal_view(one) for one in found]
    return paging.page(cases, by=lambda one: one.withdrawal_id)


@router.get("/withdrawals/counts", dependencies=[READS])
async def get_withdrawal_counts(queries: Reading) -> WithdrawalCounts:
    """What needs doing, and by when."""
    today = ShopTime().day_of(now())
    return WithdrawalCounts(**await store.count_cases(queries, today, today + timedelta(days=SOON_DAYS)))


@router.get("/withdrawals/{withdrawal_id}", dependencies=[READS])
async def get_withdrawal(withdrawal_id: UUID, queries: Reading, response: Response) -> WithdrawalView:
    view = withdrawal_view(await store.get_case(queries, withdrawal_id))
    response.headers["ETag"] = etag(view.version)
    return view


@router.post("/withdrawals/{withdrawal_id}/match", response_model=VIEW)
async def post_match(
    withdrawal_id: UUID, body: OrderOfWithdrawal, caller: Writer, once: Idempotent, version: ExpectedVersion
) -> Response:
    """It is of this order."""
    command = MatchWithdrawal(withdrawal_id=withdrawal_id, by=caller.subject, expected_version=version, **dict(body))
    return await once(match_withdrawal, command, answers=views, brief=BRIEF)


@router.post("/withdrawals/{withdrawal_id}/accept", response_model=VIEW)
async def post_acceptance(withdrawal_id: UUID, caller: Writer, once: Idempotent, version: ExpectedVersion) -> Response:
    """One that is late, or of a business, opens what one in time does."""
    command = AcceptWithdrawal(withdrawal_id=withdrawal_id, by=caller.subject, expected_version=version)
    return await once(
        accept_withdrawal,
        command,
        order_of=lambda queries: store.find_order_of_case(queries, withdrawal_id),
        answers=views,
        brief=BRIEF,
    )


@router.post("/withdrawals/{withdrawal_id}/settle", response_model=VIEW)
async def post_settlement(
    withdrawal_id: UUID,
    caller: Writer,
    once: Idempotent,
    version: ExpectedVersion,
    body: RemarkOfWithdrawal | None = None,
) -> Response:
    """Nothing is left to be done of it."""
    given = dict(body or RemarkOfWithdrawal())
    command = SettleWithdrawal(withdrawal_id=withdrawal_id, by=caller.subject, expected_version=version, **given)
    return await once(
        settle_withdrawal,
        command,
        order_of=lambda queries: store.find_order_of_case(queries, withdrawal_id),
        answers=views,
        brief=BRIEF,
    )
