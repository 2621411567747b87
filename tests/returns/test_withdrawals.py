"""Consumers withdraw from the contract: what they declare is kept as it is, and opens what the law gives."""

import asyncio
from datetime import timedelta

import asyncpg
import pytest

from services.returns.settings import ShopTime
from services.returns.usecases.receive_withdrawal import WithdrawFromOrder, withdraw_from_order
from services.returns.usecases.work_on_withdrawals import match_withdrawals
from services.returns.withdrawals.model import CaseState
from shared.clock import now
from shared.messaging.take_back import Outcome
from shared.schemas.returns import ReturnCreditDecided, ReturnOrigin, ReturnRequested
from shared.schemas.withdrawals import OrderWithdrawn, WithdrawalReceived
from tests.returns.asking import do, refused, said, shipped_order, unit
from tests.returns.test_take_back import set_back, take_back
from tests.returns.withdrawing import FORM, case_of, publicly, returns_of, violations, withdraw
from tests.support.orders import placed
from tests.support.service import ShopService, token


async def test_all_that_has_left_comes_back_by_a_return_that_nobody_declines_and_that_keeps_no_fee(
    returns: ShopService,
) -> None:
    order = await shipped_order(returns, lines={"LAMP": 2, "CHAIR": 1})
    await returns.announced()
    one = await withdraw(returns, order)
    assert (one["state"], one["whole"], one["refund_by"]) == (
        "open",
        True,
        str(ShopTime().day_of(now()) + timedelta(days=14)),
    )
    received, asked, _, told = await returns.announced()
    assert isinstance(received, WithdrawalReceived)
    assert (received.order_number, received.shown, received.received_at.microsecond) == (
        order.number,
        "Je me rétracte.",
        0,
    )
    assert isinstance(asked, ReturnRequested)
    assert (asked.origin, [(line.sku, line.quantity) for line in asked.lines]) == (
        ReturnOrigin.WITHDRAWAL,
        [("LAMP", 2), ("CHAIR", 1)],
    )
    assert isinstance(told, OrderWithdrawn)
    assert (told.cancels, told.take_off, told.late) == (False, (), False)
    (back,) = await returns_of(returns, order)
    assert (back["state"], back["expires_on"], back["may"]) == ("approved", one["refund_by"], ["send", "receive"])
    for what, body in (("decline", {"reason": "used"}), ("cancel", {})):
        assert (await refused(returns, back, what, **body))[1] in ("withdrawal-stands", "wrong-state")
    await do(returns, back, "receive", lines=[unit(1, 2), unit(2)])
    assert (await refused(returns, back, "credit", restocking_percent="5"))[1] == "no-fee-of-withdrawal"
    await do(returns, back, "credit")
    credit = (await returns.announced())[-1]
    assert isinstance(credit, ReturnCreditDecided)
    assert (credit.shipping, credit.payment_costs) == (True, True)
    assert (credit.restocking_percent, credit.postage) == (0, 0)


async def test_a_part_gives_no_delivery_back_and_leaves_the_rest(returns: ShopService) -> None:
    order = await shipped_order(returns, lines={"LAMP": 2, "CHAIR": 1})
    await withdraw(returns, order, {1: 1})
    (back,) = await returns_of(returns, order)
    assert [(line["sku"], line["quantity"]) for line in back["lines"]] == [("LAMP", 1)]
    await do(returns, back, "receive", lines=[unit(1)])
    await do(returns, back, "credit")
    credit = (await returns.announced())[-1]
    assert isinstance(credit, ReturnCreditDecided)
    assert (credit.shipping, credit.payment_costs) == (False, False)
    await withdraw(returns, order, {2: 1})
    assert [line["sku"] for line in (await returns_of(returns, order))[1]["lines"]] == ["CHAIR"]


async def test_the_same_twice_also_at_once_is_one(returns: ShopService) -> None:
    order = await shipped_order(returns)
    answers = await asyncio.gather(*(withdraw(returns, order) for _ in range(3)))
    answers.append(await withdraw(returns, order, email="CAMILLE@example.org", reason="too large"))
    assert len({answer["withdrawal_id"] for answer in answers}) == 1
    publicly_sent = await asyncio.gather(*(publicly(returns, order_number="unknown") for _ in range(3)))
    assert len({answer["withdrawal_id"] for answer in publicly_sent}) == 1
    types = await returns.announced_types()
    assert (types.count("WithdrawalReceived"), types.count("ReturnRequested")) == (2, 1)


async def test_the_public_page_tells_nobody_whether_there_is_such_an_order(returns: ShopService) -> None:
    order = await shipped_order(returns)
    assert order.customer.email
    answers = [
        await publicly(returns, order_number=order.number, email=order.customer.email.upper()),
        await publicly(returns, order_number=order.number, email="other@example.org"),
        await publicly(returns, order_number="nothing", goods="the lamp"),
    ]
    assert [sorted(answer) for answer in answers] == [["email", "received_at", "withdrawal_id"]] * 3
    async with returns.transaction() as tx:
        assert await match_withdrawals(tx) == 3
    assert [(await case_of(returns, one))["state"] for one in answers] == ["open", "to_match", "to_match"]
    match = f"/withdrawals/{answers[2]['withdrawal_id']}/match"
    assert (await returns.post(match, {"order_number": "none"})).json()["type"] == "order-not-found"
    known = said(await returns.post(match, {"order_number": order.number}))
    assert (known["state"], known["order_id"]) == ("to_match", str(order.order_id))
    matched = said(await returns.post(match, {"lines": [unit()]}))
    assert (matched["state"], matched["may"]) == ("open", ["settle"])
    assert len(await returns_of(returns, order)) == 1


async def test_a_business_is_told_to_ask_the_shop_and_a_letter_of_one_is_kept(returns: ShopService) -> None:
    order = placed()
    business = order.model_copy(update={"customer": order.customer.model_copy(update={"vat_number": "FR96552100554"})})
    await returns.deliver(business)
    answer = await returns.post(f"/orders/{order.order_id}/withdrawals", FORM)
    assert (answer.status_code, answer.json()["type"]) == (409, "consumers-only")
    letter = {"name": "Camille Martin", "language": "fr", "received_on": str(ShopTime().day_of(now()))}
    kept = said(await returns.post(f"/orders/{order.order_id}/letters", letter), 201)
    assert (kept["state"], kept["way"], kept["by"]) == ("business", "letter", "alice")


async def test_nobody_alters_or_removes_what_was_declared_and_a_check_finds_who_did(returns: ShopService) -> None:
    order = await shipped_order(returns)
    await withdraw(returns, order)
    await publicly(returns)
    for change in ("UPDATE withdrawals SET name = 'x'", "DELETE FROM withdrawals"):
        with pytest.raises(asyncpg.RestrictViolationError, match="a row of withdrawals never changes"):
            async with returns.transaction() as tx:
                await tx.execute(change)
    assert await violations(returns) == []
    for altered in (
        "UPDATE withdrawals SET reason = 'x' WHERE position = 1",
        "DELETE FROM withdrawals WHERE position = 2",
        "INSERT INTO withdrawals (withdrawal_id, received_at, way, order_number, name, language, by, said, position,"
        r" hash) VALUES (gen_random_uuid(), now(), 'letter', '1', 'x', 'en', 'x', '\x00', 3, '\x00')",
    ):
        assert await violations(returns, altered), altered


async def test_a_service_whose_role_may_change_no_withdrawal_takes_them_in(returns: ShopService) -> None:
    """As it is in every shop: the role that owns the tables is no superuser."""
    order = await shipped_order(returns)
    async with returns.transaction() as tx:
        for sql in (
            "CREATE ROLE clerk",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO clerk",
            "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO clerk",
            "ALTER TABLE withdrawals OWNER TO clerk",
            "REVOKE UPDATE, DELETE, TRUNCATE ON withdrawals FROM clerk",
            "SET LOCAL ROLE clerk",
        ):
            await tx.execute(sql)
        command = WithdrawFromOrder(
            order_id=order.order_id, by="customer", name="Zoé", email="z@example.org", language="fr"
        )
        case = await withdraw_from_order(tx, command)
        assert case.state is CaseState.OPEN
        for sql in (
            "RESET ROLE",
            "ALTER TABLE withdrawals OWNER TO CURRENT_USER",
            "DROP OWNED BY clerk",
            "DROP ROLE clerk",
        ):
            await tx.execute(sql)


async def test_a_customers_page_may_declare_and_see_no_list(returns: ShopService) -> None:
    order = await shipped_order(returns)
    headers = {"Authorization": f"Bearer {token('returns:ask')}"}
    offer = said(await returns.http.get(f"/orders/{order.order_id}/withdrawal", headers=headers))
    assert (offer["until"], offer["problem"], [line["withdrawn"] for line in offer["lines"]]) == (None, None, [0])
    answer = await returns.post(f"/orders/{order.order_id}/withdrawals", FORM, headers=headers)
    assert sorted(said(answer, 201)) == ["email", "received_at", "withdrawal_id"]
    assert (await returns.http.get("/withdrawals", headers=headers)).status_code == 403
    offer = said(await returns.http.get(f"/orders/{order.order_id}/withdrawal", headers=headers))
    assert (offer["problem"], len(offer["withdrawals"])) == ("all-withdrawn", 1)


async def test_what_was_declared_is_taken_in_again_as_it_was_and_opens_what_it_did(returns: ShopService) -> None:
    order = placed()
    await returns.deliver(order)
    await withdraw(returns, order, {1: 1})
    await publicly(returns, order_number="unknown")
    announced = await returns.announced()
    rows = "SELECT withdrawal_id, received_at, shown, said FROM withdrawals ORDER BY withdrawal_id"
    async with returns.reading() as queries:
        before = await queries.fetch(rows)
    await set_back(returns)
    await returns.deliver(order)
    assert {one.outcome for one in await take_back(returns, announced, [])} == {Outcome.TAKEN, Outcome.THERE}
    assert {one.outcome for one in await take_back(returns, announced, [])} == {Outcome.THERE}
    async with returns.transaction() as tx:
        assert await match_withdrawals(tx) == 2
    async with returns.reading() as queries:
        assert await queries.fetch(rows) == before
    assert sorted(one["state"] for one in said(await returns.http.get("/withdrawals"))["items"]) == ["open", "to_match"]
    assert await violations(returns) == []
