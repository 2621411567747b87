"""Who may not read what billing has is told what is wrong, without amounts, numbers and dates of the order."""

from typing import Any

import pytest

from tests.support.orders import placed
from tests.support.service import ShopService, token

PROVIDER = token("payments:record billing:write", subject="psp")


@pytest.mark.parametrize(
    ("path", "body", "type_", "brief"),
    [
        ("/orders/{id}/payments", {"amount": "40"}, "more-than-due", "order 1001 has less due than 40.00 EUR"),
        (
            "/orders/{id}/payments",
            {"amount": "1", "paid_at": "2026-01-01T00:00:00Z"},
            "wrong-date",
            "paid_at 2026-01-01T00:00:00+00:00 is before order 1001 was placed",
        ),
        (
            "/credit-notes",
            {"order_id": "{id}", "lines": [{"line_no": 1, "quantity": 9}]},
            "over-crediting",
            "line 1 has less left to credit than 9",
        ),
        (
            "/credit-notes",
            {"order_id": "{id}", "amount": "40"},
            "over-crediting",
            "the invoice has less left to credit than 40.00 EUR",
        ),
        (
            "/credit-notes",
            {"order_id": "{id}", "lines": [{"line_no": 7, "quantity": 1}]},
            "unknown-line",
            "the invoice has no line 7",
        ),
    ],
)
async def test_a_refusal_has_no_figures_for_who_may_not_read_them(
    billing: ShopService, path: str, body: dict[str, Any], type_: str, brief: str
) -> None:
    order = placed(lines={"LAMP": 2}, price="12.50")
    await billing.deliver(order)
    path, order_id = path.format(id=order.order_id), str(order.order_id)
    body = body | ({"order_id": order_id} if "order_id" in body else {})
    in_full = (await billing.post(path, body)).json()
    async with billing.client(PROVIDER) as http:
        refused = (await http.post(path, json=body, headers={"Idempotency-Key": "1"})).json()
    assert (refused["type"], refused["detail"]) == (type_, brief)
    assert in_full["type"] == type_
    assert in_full["detail"] != brief


async def test_who_may_not_read_hears_that_nothing_is_due_and_not_how_much_was_paid(billing: ShopService) -> None:
    order = placed()
    await billing.deliver(order)
    async with billing.client(PROVIDER) as http:
        for key in ("1", "2"):
            answer = await http.post(f"/orders/{order.order_id}/payments", json={}, headers={"Idempotency-Key": key})
    assert answer.json()["detail"] == "nothing is due for order 1001"
