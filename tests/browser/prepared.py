"""A small shop prepared for looking at every page: one order of each kind, goods that run low, mails that failed."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from deploy.local import keys
from deploy.local.owner import staff_database
from services.backoffice.accounts import store
from services.backoffice.accounts.model import NewStaff, Role
from services.backoffice.accounts.second_factor import encrypt, new_recovery_codes
from services.backoffice.accounts.usecases.add_staff import add_staff
from shared.clock import now
from tests.browser.conftest import PASSWORD
from tests.browser.done import Found, done, has_documents
from tests.browser.goods_and_orders import GOODS, LONG, ORDERS, STOCK
from tests.browser.prepared_returns import returns, withdrawals
from tests.browser.troubles import mails, parked_records, send_unknown_commands
from tests.support.links import TEXT_OF_MAIL, link_in
from tests.support.sale import open_shop, place
from tests.support.shop import Shop
from tests.support.waiting import until

NOTE = "Rappeler avant la livraison.\nLe portail est fermé le mercredi."

GUARDED = "guarded"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


async def prepare(shop: Shop) -> Found:
    """What addresses of pages are filled with: ids by name, such as `paid`, the id of an order that is paid."""
    await asyncio.gather(open_shop(shop, stock=500), _stock(shop), send_unknown_commands(shop))
    found = {"long": LONG, "low": "ORANGE"}
    for name, changes in ORDERS.items():
        found[name] = (await place(shop, **changes))["order_id"]
    for name in ("completed", "wordy"):
        await _note(shop, found[name])
    await asyncio.gather(*(until(has_documents, shop, found[name]) for name in ORDERS if name != "placed_on_hold"))
    await _move(shop, found)
    await _statuses(shop, found)
    found["customer"] = (await shop.get("orders", f"/orders/{found['wordy']}"))["customer_id"]
    await _tasks(shop, found)
    found["uninvoiced"] = await _uninvoiced(shop)
    found |= await _quotes(shop, found)
    found["own_order"] = await _link_to_order(shop, found["completed"])
    found |= await returns(shop)
    found |= await withdrawals(shop)
    found["own_withdrawn"] = await _link_to_order(shop, found["withdrawn"])
    found["own_returned"] = await _link_to_order(shop, found["returned_too"])
    return found | await _documents(shop, found) | await mails(shop, found) | await parked_records(shop)


async def _quotes(shop: Shop, found: Found) -> Found:
    """One that is a draft, one that was sent, and one that was declined."""
    ids = {}
    for name, of in {"draft": "wordy", "quote": "paid", "declined_quote": "completed"}.items():
        answer = await shop.post("orders", f"/orders/{found[of]}/duplicate", {})
        ids[name] = str(answer.json()["quote_id"])
    for name in ("quote", "declined_quote"):
        assert (await shop.post("orders", f"/quotes/{ids[name]}/send", {})).is_success
    why = {"comment": "Le délai est trop long pour nous."}
    assert (await shop.post("orders", f"/quotes/{ids['declined_quote']}/decline", why)).is_success
    mail = await until(_mail_of_quote, shop, ids["quote"])
    (row,) = await shop.query("notifier", TEXT_OF_MAIL, UUID(mail["message_id"]))
    return ids | {"offer": link_in(row["text"]).partition("=")[2]}


async def _link_to_order(shop: Shop, order_id: str) -> str:
    """Of the mail that confirms it."""
    mail = await until(_confirmation, shop, order_id)
    (row,) = await shop.query("notifier", TEXT_OF_MAIL, UUID(mail["message_id"]))
    return link_in(row["text"]).partition("=")[2]


async def _confirmation(shop: Shop, order_id: str) -> dict[str, Any] | None:
    mails = (await shop.get("notifier", "/messages", order_id=order_id, kind="order_confirmation"))["items"]
    return mails[0] if mails else None


async def _mail_of_quote(shop: Shop, quote_id: str) -> dict[str, Any] | None:
    """Once it has left, with the quote's PDF."""
    mails = (await shop.get("notifier", "/messages", document_id=quote_id, state="sent"))["items"]
    if not mails:
        return None
    mail: dict[str, Any] = await shop.get("notifier", f"/messages/{mails[0]['message_id']}")
    assert str(mail["attachment_name"]).startswith("Q")
    return mail


async def hire(shop: Shop) -> None:
    """Somebody of each role in each language, and GUARDED with a second factor; all with one password."""
    secret = keys.password(shop.settings.state, "backoffice-secret")
    async with staff_database(shop.settings) as database, database.transaction() as tx:
        for name, role in {**{role.value: role for role in Role}, GUARDED: Role.SALES}.items():
            for language in ("en", "fr"):
                email = f"{name}-{language}@shop.example"
                title = f"{name.replace('_', ' ').title()} {language.upper()}"
                new = NewStaff(email=email, name=title, role=role, language=language, password=PASSWORD)
                added = await add_staff(tx, new)
                if name == GUARDED:
                    await store.update_totp(tx, added.staff_id, encrypt(TOTP_SECRET, secret), now())
                    codes = [one.code_hash for one in new_recovery_codes()]
                    await store.save_recovery_codes(tx, added.staff_id, codes)


async def _stock(shop: Shop) -> None:
    assert (await shop.post("orders", "/products", {"products": GOODS})).status_code == 200
    for sku, (quantity, threshold) in STOCK.items():
        lines = {"lines": [{"sku": sku, "quantity": quantity}], "reason": "livraison du fournisseur"}
        assert (await shop.post("fulfilment", "/stock/receipts", lines)).is_success
        path = f"{shop.settings.url('fulfilment')}/stock/{sku}"
        version = {"If-Match": f'"{(await shop.get("fulfilment", f"/stock/{sku}"))["version"]}"'}
        assert (await shop.http.put(path, json={"low_stock_threshold": threshold}, headers=version)).is_success
    cart = {"lines": [{"sku": LONG, "quantity": 2}], "reference": "panier 4711", "expires_in": 86_400}
    assert (await shop.post("fulfilment", "/reservations", cart)).is_success


async def _move(shop: Shop, found: Found) -> None:
    for name in ("completed", "paid", "pickup"):
        await done(shop, "billing", f"/orders/{found[name]}/payments", {})
    await done(
        shop, "billing", f"/orders/{found['wordy']}/payments/expect", {"method": "sepa", "reference": "RF18-5390"}
    )
    await done(shop, "billing", f"/orders/{found['overpaid']}/payments", {"amount": "99.00", "more_than_due": True})
    await done(shop, "billing", f"/orders/{found['overpaid']}/refunds", {"method": "sepa", "amount": "9.00"})
    shipment = (await shop.get("fulfilment", f"/orders/{found['completed']}"))["shipments"][0]["shipment_id"]
    await done(shop, "fulfilment", f"/shipments/{shipment}/ship", {})
    for parcel in ({"tracking_number": "6A12345678905", "weight_g": 1250}, {"tracking_number": "6A12345678901"}):
        await done(shop, "fulfilment", f"/shipments/{shipment}/parcels", parcel)
    parted = (await shop.get("fulfilment", f"/orders/{found['parted']}"))["shipments"][0]["shipment_id"]
    await done(shop, "fulfilment", f"/shipments/{parted}/split", {"lines": [{"line_no": 1, "quantity": 1}]})
    lost = (await shop.get("fulfilment", f"/orders/{found['lost']}"))["shipments"][0]["shipment_id"]
    parcel = await shop.post("fulfilment", f"/shipments/{lost}/parcels", {"tracking_number": "6A12345678905"})
    await done(shop, "fulfilment", f"/shipments/{lost}/ship", {})
    await done(shop, "fulfilment", f"/parcels/{parcel.json()['parcels'][0]['parcel_id']}/send-again", {})
    pickup = (await shop.get("fulfilment", f"/orders/{found['pickup']}"))["shipments"][0]["shipment_id"]
    await done(shop, "fulfilment", f"/shipments/{pickup}/make-ready-for-pickup", {})
    credit = {"order_id": found["credited"], "lines": [{"line_no": 1, "quantity": 1}], "reason": "article abîmé"}
    await done(shop, "billing", "/credit-notes", credit)
    off = {"reason": "commande passée deux fois", "notify_customer": True}
    await done(shop, "orders", f"/orders/{found['cancelled']}/cancel", off)
    await until(shop.cancellation_settled, found["cancelled"])
    await until(_is_completed, shop, found["completed"])


async def _statuses(shop: Shop, found: Found) -> None:
    """Custom statuses of the shop, one with more words than there is room for; two orders have one."""
    rows = [
        {"code": "checked", "title_fr": "Vérifiée", "title_en": "Checked", "colour": "green"},
        {
            "code": "engraving",
            "title_fr": "En gravure chez l’artisan",
            "title_en": "Being engraved",
            "colour": "purple",
        },
        {"code": "asked", "title_fr": "Client relancé", "title_en": "Customer asked", "colour": "yellow"},
        {"code": "old", "title_fr": "À l’atelier de Rezé", "title_en": "In the old workshop", "archived": True},
    ]
    rows[1] |= {"visible_to_customer": True, "notifies_customer": True, "message_fr": "Il faut deux jours."}
    saved = await shop.http.put(
        f"{shop.settings.url('orders')}/settings/processes",
        json={"custom_statuses": rows},
        headers={"If-Match": '"0"'},
    )
    assert saved.is_success, saved.text
    for name, code in (("wordy", "engraving"), ("paid", "checked")):
        await done(shop, "orders", f"/orders/{found[name]}/custom-status", {"custom_status": code})


async def _tasks(shop: Shop, found: Found) -> None:
    """Overdue, due today, whenever, and done, with somebody who does it or anybody."""
    today = now().date()
    tasks = [
        ("Rappeler la cliente : le digicode de la livraison n’est pas celui de la facture", today - timedelta(3)),
        ("Emballage cadeau", today),
        ("Demander une photo de l’article abîmé", None),
    ]
    for title, due in tasks:
        body = {"title": title, "due": due and due.isoformat(), "assignee": "sales-fr@shop.example" if due else None}
        await done(shop, "orders", f"/orders/{found['wordy']}/tasks", body)
    added = await shop.post("orders", f"/orders/{found['wordy']}/tasks", {"title": "Vérifier le stock"})
    await done(shop, "orders", f"/tasks/{added.json()['task_id']}/finish", {"remark": "Il en reste deux."})


async def _uninvoiced(shop: Shop) -> str:
    """An order whose invoice is made by hand, as none is from then on."""
    await _invoices_are_made(shop, "by_hand")
    order_id: str = (await place(shop))["order_id"]
    await until(_is_known, shop, "billing", order_id)
    await _invoices_are_made(shop, "on_placement")
    return order_id


async def _invoices_are_made(shop: Shop, when: str) -> None:
    section = next(one for one in (await shop.get("billing", "/settings"))["sections"] if one["name"] == "invoices")
    saved = await shop.http.put(
        f"{shop.settings.url('billing')}/settings/invoices",
        json=section["values"] | {"invoicing": when},
        headers={"If-Match": f'"{section["version"]}"'},
    )
    assert saved.is_success, saved.text


async def _documents(shop: Shop, found: Found) -> Found:
    kinds = {"completed": "invoice", "credited": "credit_note", "cancelled": "cancellation_invoice"}
    ids = {}
    for name, kind in kinds.items():
        documents = (await shop.get("billing", f"/orders/{found[name]}"))["documents"]
        ids[kind] = next(one["document_id"] for one in documents if one["kind"] == kind)
    slips = (await shop.get("fulfilment", f"/orders/{found['completed']}"))["shipments"]
    return ids | {"shipment": slips[0]["shipment_id"]}


async def _note(shop: Shop, order_id: str) -> None:
    path = f"{shop.settings.url('orders')}/orders/{order_id}/note"
    saved = await shop.http.put(path, json={"text": NOTE}, headers={"If-Match": '"0"'})
    assert saved.is_success, saved.text


async def _is_known(shop: Shop, service: str, order_id: str) -> bool:
    known = await shop.http.get(f"{shop.settings.url(service)}/orders/{order_id}")
    return known.status_code == 200 and known.json()["number"] is not None


async def _is_completed(shop: Shop, order_id: str) -> bool:
    return bool((await shop.get("orders", f"/orders/{order_id}"))["status"] == "completed_shipped")
