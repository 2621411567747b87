"""The shop's policy of returns, as staff change it."""

from typing import Any

from tests.returns.asking import Json, said, shipped_order, unit
from tests.support.service import ShopService, token


async def save(returns: ShopService, version: int, **values: Any) -> Any:
    (section,) = said(await returns.http.get("/settings"))["sections"]
    headers = {"If-Match": f'"{version}"'}
    return await returns.http.put("/settings/returns", json=section["values"] | values, headers=headers)


async def test_the_policy_is_changed_by_version_and_says_who_did(returns: ShopService) -> None:
    first = await policy(returns)
    assert (first["version"], first["values"]["days"], first["values"]["approval"]) == (0, 30, "staff")
    assert (await save(returns, 0, days=14, excluded=["GIFT*"], restocking_percent="5")).status_code == 200
    assert (await save(returns, 0, days=15)).status_code == 412
    now = await policy(returns)
    assert (now["version"], now["changed_by"], now["values"]["days"], now["values"]["restocking_percent"]) == (
        *(1, "alice"),
        *(14, "5"),
    )
    order = await shipped_order(returns, lines={"GIFT-CARD": 1})
    asked = await returns.post(f"/orders/{order.order_id}/requests", {"lines": [unit(reason="late")]})
    assert asked.json()["type"] == "not-returnable"


async def test_what_makes_no_policy_is_refused(returns: ShopService) -> None:
    for wrong, problem in (
        ({"days": -1}, "invalid-request"),
        ({"resolutions": []}, "invalid-request"),
        ({"resolutions": ["store_credit"]}, "invalid-request"),
        ({"restocking_percent": "101"}, "invalid-request"),
        ({"reasons": ["late", "late"]}, "named-twice"),
        ({"excluded": ["*"]}, "all-excluded"),
    ):
        answer = await save(returns, 0, **wrong)
        assert (answer.status_code, answer.json()["type"]) == (422, problem), wrong


async def test_only_who_may_changes_the_policy(returns: ShopService) -> None:
    async with returns.client(token("returns:read returns:write")) as other:
        assert (await other.get("/settings")).status_code == 403


async def policy(returns: ShopService) -> Json:
    (section,) = said(await returns.http.get("/settings"))["sections"]
    found: Json = section
    return found


async def test_an_amount_that_is_written_with_other_zeros_is_no_change(returns: ShopService) -> None:
    assert (await save(returns, 0, days=14, postage="0.00")).json()["version"] == 1
    assert (await save(returns, 1, postage="0")).json()["version"] == 1
    (first,) = said(await returns.http.get("/settings/returns/versions"))["items"]
    assert [change["field"] for change in first["changes"]] == ["days"]
