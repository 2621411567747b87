"""Returns and withdrawals of the prepared shop, each waiting for something else."""

from tests.browser.done import Found, done, has_documents
from tests.returns.pictures import picture
from tests.support.sale import place
from tests.support.shop import Shop
from tests.support.waiting import until


async def returns(shop: Shop) -> Found:
    """One to be approved, one on its way, one to be credited, and one whose money is to go back."""
    order_id, other_id = await _left(shop), await _left(shop)
    ids = {"returned": order_id, "returned_too": other_id}
    for name, of, line_no, quantity in (
        ("return_asked", order_id, 1, 1),
        ("return_sent", order_id, 1, 1),
        ("return_credited", order_id, 2, 1),
        ("return_came", other_id, 1, 2),
    ):
        line = {"line_no": line_no, "quantity": quantity, "reason": "defective", "resolution": "refund"}
        body = {"lines": [line], "comment": "L’abat-jour est fendu.", "approve": name != "return_asked"}
        opened = await shop.post("returns", f"/orders/{of}/returns", body)
        assert opened.is_success, opened.text
        ids[name] = str(opened.json()["return_id"])
        if name in ("return_credited", "return_came"):
            came = {"line_no": line_no, "quantity": quantity, "disposition": "quarantine"}
            await done(shop, "returns", f"/returns/{ids[name]}/receive", {"lines": [came]})
    parcel = {"tracking_number": "6A12345678905", "carrier": "Colissimo"}
    await done(shop, "returns", f"/returns/{ids['return_sent']}/send", parcel)
    await done(shop, "returns", f"/returns/{ids['return_credited']}/credit", {})
    await until(_is_to_refund, shop, ids["return_credited"])
    return ids | {"return_pictured": await _asked_with_pictures(shop, other_id)}


async def withdrawals(shop: Shop) -> Found:
    """One that opened a return, and one that no order has the number of."""
    said = {"name": "Camille Martin", "email": "camille@example.org", "language": "fr", "reason": "Trop grand."}
    order_id = await _left(shop)
    one = await shop.post("returns", f"/orders/{order_id}/withdrawals", said | {"shown": "Je me rétracte du contrat."})
    of_nobody = said | {"order_number": "12-7", "goods": "la lampe en chêne"}
    other = await shop.post("returns", "/withdrawals", of_nobody)
    found = {
        "withdrawn": order_id,
        "withdrawal": one.json()["withdrawal_id"],
        "unmatched": other.json()["withdrawal_id"],
    }
    await until(_is_looked_at, shop, found["unmatched"])
    return found


async def _is_looked_at(shop: Shop, withdrawal_id: str) -> bool:
    return bool((await shop.get("returns", f"/withdrawals/{withdrawal_id}"))["state"] != "new")


async def _asked_with_pictures(shop: Shop, order_id: str) -> str:
    """By the customer."""
    path = f"{shop.settings.url('returns')}/orders/{order_id}/pictures"
    sent = [await shop.http.put(path, content=picture(colour=one, size=(400, 300))) for one in ("brown", "olive")]
    line = {"line_no": 2, "quantity": 1, "reason": "damaged_in_transit", "resolution": "exchange"}
    body = {"lines": [line], "comment": "Le même, entier.", "pictures": [one.json()["picture_id"] for one in sent]}
    asked = await shop.post("returns", f"/orders/{order_id}/requests", body)
    assert asked.is_success, asked.text
    return str(asked.json()["return_id"])


async def _left(shop: Shop) -> str:
    """An order of which all has left."""
    order_id: str = (await place(shop))["order_id"]
    await until(has_documents, shop, order_id)
    await done(shop, "billing", f"/orders/{order_id}/payments", {})
    shipment = (await shop.get("fulfilment", f"/orders/{order_id}"))["shipments"][0]["shipment_id"]
    await done(shop, "fulfilment", f"/shipments/{shipment}/ship", {})
    await until(_may_come_back, shop, order_id)
    return order_id


async def _may_come_back(shop: Shop, order_id: str) -> bool:
    known = await shop.http.get(f"{shop.settings.url('returns')}/orders/{order_id}")
    return known.status_code == 200 and any(line["returnable"] for line in known.json()["lines"])


async def _is_to_refund(shop: Shop, return_id: str) -> bool:
    return float((await shop.get("returns", f"/returns/{return_id}"))["to_refund"]) > 0
