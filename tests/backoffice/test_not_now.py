"""A dialog that is opened by its address says so where what it asks for cannot be done, and asks for nothing."""

from typing import Any

import pytest

from services.backoffice.accounts.model import Role
from tests.backoffice.conftest import Seat
from tests.backoffice.office import Office, alert_of
from tests.backoffice.services import Services
from tests.support.languages import Says, in_both

IN_BOTH = in_both()


async def parcel_of(shop: Services, order: dict[str, Any]) -> str:
    (shipment,) = (await shop.get("fulfilment", f"/orders/{order['order_id']}"))["shipments"]
    return str(shipment["shipment_id"])


@IN_BOTH
async def test_a_payment_is_taken_back_only_where_there_is_one(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await (await seat("accounting", language)).goto(f"/orders/{order['order_id']}/unpay")
    assert (
        page.alert
        == {
            "en": "There is no payment to take back.",
            "fr": "Il n’y a aucun paiement à annuler.",
        }[language]
    )
    assert page.status == 409
    assert page.heading == says["Mark as not paid"]
    assert page.all("#dialog-content form") == []
    await page.follow(says["Close"])
    assert page.path == f"/orders/{order['order_id']}"


async def test_no_dialog_of_an_order_asks_for_what_its_service_refuses(shop: Services, seat: Seat) -> None:
    order = await shop.place()
    at, parcel = f"/orders/{order['order_id']}", await parcel_of(shop, order)
    page = await seat("manager", "en")

    async def open_now() -> set[str]:
        names = (
            "hold",
            "resume",
            "cancel",
            "pay",
            "receive",
            "unpay",
            f"ship?shipment_id={parcel}",
            f"unship?shipment_id={parcel}",
        )
        found = set()
        for name in names:
            await page.goto(f"{at}/{name}")
            if forms := page.all("#dialog-content form"):
                assert len(forms) == 1
                found.add(name.partition("?")[0])
            assert page.status == (200 if forms else 409), name
        return found

    assert await open_now() == {"hold", "cancel", "pay", "ship"}
    await shop.post("billing", f"{at}/payments", {})
    await shop.hand_on()
    assert await open_now() == {"hold", "cancel", "receive", "unpay", "ship"}
    await shop.post("orders", f"{at}/hold", {"reason": "address"})
    await shop.hand_on()
    assert await open_now() == {"resume", "cancel", "receive", "unpay"}
    await shop.post("orders", f"{at}/resume")
    await shop.hand_on()
    await shop.post("fulfilment", f"/shipments/{parcel}/ship")
    await shop.hand_on()
    assert await open_now() == {"receive", "unpay", "unship"}


@pytest.mark.parametrize(
    ("role", "path", "why"),
    [
        (Role.SALES, "/account/second-factor/end", "The second factor is off."),
        (Role.SALES, "/account/recovery-codes", "The second factor is off."),
        (Role.SALES, "/stock/adjust?sku=LAMP", "Your role does not allow this."),
        (Role.WAREHOUSE, "/stock/adjust?sku=BOND", "The stock of this product is not tracked."),
        (Role.OWNER, "/operations/orders/parked/1/drop", "This does not exist, or not any more."),
        (
            Role.OWNER,
            "/messages/019a9d3c-0000-7000-8000-000000000001/resend",
            "This does not exist, or not any more.",
        ),
    ],
)
async def test_other_dialogs_say_it_too(shop: Services, seat: Seat, role: Role, path: str, why: str) -> None:
    page = await (await seat(role, "en")).goto(path)
    assert (page.status, page.alert) == (409, why)
    assert page.all("#dialog-content form") == []


async def test_accounts_are_not_disabled_twice_nor_ones_own_password_set_there(office: Office) -> None:
    owner = await office.desk(Role.OWNER)
    left = await office.hire(Role.SALES)
    await owner.send(f"/staff/{left.staff_id}/disable")
    for path, why in (
        (f"/staff/{owner.staff.staff_id}/password", "Change your own password in My settings."),
        (f"/staff/{left.staff_id}/disable", "This account is disabled already."),
    ):
        answer = await owner.get(path)
        assert (answer.status_code, alert_of(answer)) == (409, why)


@IN_BOTH
async def test_nothing_is_said_to_be_shipped_of_an_order_that_is_credited_in_full(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place(hold_reason="address to be checked")
    at = f"/orders/{order['order_id']}"
    await shop.post("orders", f"{at}/resume")
    await shop.hand_on()
    await shop.post("orders", f"{at}/hold", {"reason": "once more"})
    await shop.hand_on()
    await shop.post("billing", "/credit-notes", {"order_id": order["order_id"], "amount": "38.30"})
    await shop.hand_on()
    page = await (await seat("manager", language)).goto(f"{at}/resume")
    assert (
        page.text("form p")
        == {
            "en": "Nothing of this order is left to ship, and its documents are there already.",
            "fr": "Il ne reste rien à expédier de cette commande, et ses documents existent déjà.",
        }[language]
    )


@IN_BOTH
async def test_what_a_service_that_was_set_back_refuses_is_told(
    shop: Services, seat: Seat, language: str, says: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = await shop.place()
    page = await (await seat("accounting", language)).goto(f"/orders/{order['order_id']}/pay")
    monkeypatch.setattr(shop["billing"].database, "closed", "billing is older than what it has announced")
    await page.press(says["Enter the payment"], within="#dialog-content")
    assert (
        page.alert
        == {
            "en": "The database of this service was set back to an earlier state. Nothing is changed in it until an"
            " administrator has taken back what it had announced since.",
            "fr": "La base de données de ce service a été remise à un état antérieur. Rien n’y est modifié tant qu’un"
            " administrateur n’a pas repris ce qu’il avait annoncé depuis.",
        }[language]
    )
