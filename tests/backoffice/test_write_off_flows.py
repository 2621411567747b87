"""A small difference is written off from the pages, within a limit that is told where it is reached."""

from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.support.languages import Says, in_both

IN_BOTH = in_both()


async def allow(shop: Services, most: str) -> None:
    billing = shop["billing"].http
    (stored,) = [one for one in (await billing.get("/settings")).json()["sections"] if one["name"] == "invoices"]
    values = stored["values"] | {"greatest_write_off": most}
    headers = {"If-Match": f'"{stored["version"]}"'}
    assert (await billing.put("/settings/invoices", json=values, headers=headers)).is_success


@IN_BOTH
async def test_who_opens_it_by_its_address_reads_why_nothing_is_written_off_and_the_limit(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    address = f"/orders/{(await shop.place())['order_id']}"
    page = await seat("accounting", language)

    async def said() -> str:
        await page.goto(f"{address}/write-off")
        assert (page.status, page.heading) == (409, says["Write off the difference"])
        return page.alert

    assert (
        await said()
        == {
            "en": "€38.30 is due on this order: more than the €1.00 that the shop’s settings allow to write off.",
            "fr": "Il reste 38,30 € à payer pour cette commande, plus que les 1,00 € que les paramètres de la boutique"
            " permettent de passer en perte.",
        }[language]
    )
    await shop.post("billing", f"{address}/payments", {"amount": "37.70"})
    await shop.post("billing", f"{address}/write-off", {"reason": "frais"})
    assert (
        await said()
        == {
            "en": "Nothing is due on this order.",
            "fr": "Rien n’est dû pour cette commande.",
        }[language]
    )


@IN_BOTH
async def test_what_is_written_off_already_counts_towards_the_limit(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    address = f"/orders/{(await shop.place())['order_id']}"
    await shop.post("billing", f"{address}/payments", {"amount": "37.70"})
    await shop.post("billing", f"{address}/write-off", {"reason": "frais"})
    paid = (await shop.get("billing", address))["ledger"][0]["entry_id"]
    await shop.post("billing", f"{address}/payments/reverse", {"reason": "rejet", "entry_id": paid})
    page = await (await seat("accounting", language)).goto(f"{address}/write-off")
    assert (
        page.alert
        == {
            "en": "€37.70 is due on this order: more than the €0.40 that may still be written off of it, beside the"
            " €0.60 that is.",
            "fr": "Il reste 37,70 € à payer pour cette commande, plus que les 0,40 € qui peuvent encore être passés en"
            " perte, en plus des 0,60 € qui le sont déjà.",
        }[language]
    )


async def test_a_shop_that_writes_nothing_off_says_so(shop: Services, seat: Seat) -> None:
    order = await shop.place()
    await allow(shop, "0")
    page = await (await seat("accounting")).goto(f"/orders/{order['order_id']}/write-off")
    assert page.alert == "By the shop’s settings nothing is written off."


@IN_BOTH
async def test_a_limit_that_was_lowered_meanwhile_is_told_beside_the_refusal(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    address = f"/orders/{(await shop.place())['order_id']}"
    await shop.post("billing", f"{address}/payments", {"amount": "37.70"})
    page = await (await seat("accounting", language)).goto(f"{address}/write-off")
    await allow(shop, "0.50")
    page.fill(says["Reason"], "frais")
    await page.press(says["Write off the difference"])
    assert (
        page.alert
        == {
            "en": "This is more than may be written off. At most €0.50.",
            "fr": "C’est plus que ce qui peut être passé en perte. 0,50 € au plus.",
        }[language]
    )


@IN_BOTH
async def test_the_limit_is_an_amount_of_nothing_or_more_and_its_changes_are_written_as_amounts(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    page = await (await seat("owner", language)).goto("/settings/billing/invoices")
    page.fill(says["Written off at most"], "-1")
    await page.press(says["Save"])
    assert (
        page.text("#greatest_write_off-wrong")
        == {
            "en": "Give an amount of 0 or more, such as 12.50",
            "fr": "Donnez un montant de 0 ou plus, par exemple 12,50",
        }[language]
    )
    page.fill(says["Written off at most"], "1000")
    await page.press(says["Save"])
    assert {"en": "1.00 → 1000.00", "fr": "1,00 → 1000,00"}[language] in page.text("#version-1")
    assert page.value(says["Written off at most"]) == {"en": "1000.00", "fr": "1000,00"}[language]
