"""What staff do with the payment of an order on its page, in both languages, and how its sums are shown."""

from tests.backoffice.conftest import Seat
from tests.backoffice.services import Services
from tests.support.languages import Says, in_both, in_one

IN_BOTH = in_both()
SOMEBODY = {"name": "Zoé Martin", "billing_address": {"country": "FR"}}
HOW_THE_TOTAL_COMES_ABOUT = {
    "en": {
        "Subtotal": "€33.40",
        "Shipping: Colissimo": "€4.90",
        "Total without VAT": "€32.88",
        "VAT 20% on €24.92": "€4.98",
        "VAT 5.5% on €7.96": "€0.44",
        "Total with VAT": "€38.30",
        "Paid so far": "€0.00",
        "Still due": "€38.30",
    },
    "fr": {
        "Sous-total": "33,40\xa0€",
        "Livraison\xa0: Colissimo": "4,90\xa0€",
        "Total HT": "32,88\xa0€",
        "TVA 20\xa0% sur 24,92\xa0€": "4,98\xa0€",
        "TVA 5,5\xa0% sur 7,96\xa0€": "0,44\xa0€",
        "Total TTC": "38,30\xa0€",
        "Déjà payé": "0,00\xa0€",
        "Reste dû": "38,30\xa0€",
    },
}


@IN_BOTH
async def test_an_order_is_marked_as_paid_in_part_then_whole_then_as_not_paid(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await (await seat("accounting", language)).goto(f"/orders/{order['order_id']}")
    assert ("38,30" if language == "fr" else "38.30") in page.text("#payment")

    await page.follow(says["Enter a payment"], within="#payment")
    page.fill(says["Amount"], "8,30" if language == "fr" else "8.30")
    await page.press(says["Enter the payment"])
    assert says["Partly paid"] in page.text("#payment")

    await page.press(says["Mark as paid"])
    assert page.text("#payment .badge") == says["Paid"]
    ledger = (await shop.get("billing", f"/orders/{order['order_id']}"))["ledger"]
    assert [entry["amount"] for entry in ledger] == ["8.30", "30.00"]

    await page.follow(says["Mark as not paid"], within="#payment")
    page.fill(says["Reason"], "chèque sans provision")
    await page.press(says["Mark as not paid"])
    assert page.text("#payment .badge") == says["Not paid"]
    assert (await shop.get("billing", f"/orders/{order['order_id']}"))["paid"] == "0.00"


@IN_BOTH
async def test_a_small_difference_is_written_off_on_the_page_of_its_invoice_and_taken_back_at_once(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    address = f"/orders/{order['order_id']}"
    page = await (await seat("accounting", language)).goto(address)
    assert says["Write off the difference"] not in page.text("#payment")
    await shop.post("billing", f"{address}/payments", {"amount": "37.90"})
    (invoice,) = (await shop.get("billing", address))["documents"]

    await page.goto(f"/documents/{invoice['document_id']}")
    await page.follow(says["Write off the difference"], within="#about")
    assert ("0,40 €" if language == "fr" else "€0.40") in page.text("main")
    page.fill(says["Reason"], "frais bancaires")
    await page.press(says["Write off the difference"])
    assert says["The difference is written off."] in page.text("main")
    assert page.text("#payment .badge") == says["Paid"]
    assert page.text("#written-off") == ("0,40 €" if language == "fr" else "€0.40")
    assert f"{says['Difference written off']} frais bancaires" in page.text("#payment .ledger")
    paper = await page.goto(f"/documents/{invoice['document_id']}")
    assert "Écart de règlement −0,40 €" in paper.text(".paper table.paid")

    await page.goto(f"{address}?done=written-off")
    await page.press(says["Undo"])
    assert (await shop.get("billing", address))["due"] == "0.40"

    await shop.post("billing", f"{address}/write-off", {"reason": "frais"})
    await page.goto(address)
    await page.follow(says["Take the write-off back"], within="#payment .ledger")
    page.fill(says["Reason"], "il a payé")
    await page.press(says["Take the write-off back"])
    after = await shop.get("billing", address)
    assert (after["due"], after["paid"]) == ("0.40", "37.90")


@IN_BOTH
async def test_what_the_customer_has_paid_beyond_what_is_due_is_recorded_and_to_refund(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await (await seat("accounting", language)).goto(f"/orders/{order['order_id']}")
    await page.follow(says["Enter a payment"], within="#payment")
    assert not page.all("[name=more_than_due]")
    page.fill(says["Amount"], "40,00" if language == "fr" else "40.00")
    await page.press(says["Enter the payment"])
    assert page.one("[name=amount]").attributes.get("aria-invalid") == "true"

    page.check(says["The customer has paid more"])
    await page.press(says["Enter the payment"])
    assert page.text("#payment .badge") == says["To refund"]
    assert (await shop.get("billing", f"/orders/{order['order_id']}"))["balance"] == "1.70"
    await shop.hand_on()
    (listed,) = (await shop.get("orders", "/orders", to_refund="true"))["items"]
    assert (listed["order_id"], listed["balance"]) == (order["order_id"], "1.70")


@IN_BOTH
async def test_a_payment_that_arrives_after_the_cancellation_is_entered_and_to_refund(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    await shop.post("orders", f"/orders/{order['order_id']}/cancel", {})
    await shop.hand_on()
    page = await (await seat("accounting", language)).goto(f"/orders/{order['order_id']}")
    await page.follow(says["Enter a late payment"], within="#payment")
    page.fill(says["Amount"], "38,30" if language == "fr" else "38.30")
    for wrong in ("2099-01-01", "2026-02-30", "2000-01-01"):
        page.fill(says["Day the money came"], wrong)
        await page.press(says["Enter the payment"])
        assert page.one("[name=paid_at]").attributes.get("aria-invalid") == "true"
    page.fill(says["Day the money came"], "2026-03-01")
    await page.press(says["Enter the payment"])
    (entry,) = (await shop.get("billing", f"/orders/{order['order_id']}"))["ledger"]
    assert entry["paid_at"] == "2026-03-01T11:00:00Z"
    assert page.text("#payment .badge") == says["To refund"]
    await shop.hand_on()
    (listed,) = (await shop.get("orders", "/orders", to_refund="true"))["items"]
    assert (listed["order_id"], listed["balance"]) == (order["order_id"], "38.30")


@in_one("fr")
async def test_staff_say_how_much_of_each_payment_goes_back(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    path = f"/orders/{order['order_id']}"
    for amount, method in (("20.00", "card"), ("18.30", "cheque")):
        await shop.post("billing", f"{path}/payments", {"amount": amount, "method": method})
    await shop.post("orders", f"{path}/cancel", {})
    await shop.hand_on()
    page = await (await seat("accounting", language)).goto(f"{path}/refund")
    cheque, card = "Chèque, 2 mars 2026 : 18,30 € au plus", "Carte bancaire, 2 mars 2026 : 20,00 € au plus"
    assert page.value(card) == ""
    page.fill(cheque, "18,31")
    await page.press(says["Record a refund"])
    assert "C’est plus que ce qui reste du paiement. 18,30 € au plus." in page.text("#split")
    assert page.value(cheque) == "18,31"

    page.fill(cheque, "8,30")
    page.fill(says["Amount"], "9,00")
    await page.press(says["Record a refund"])
    assert page.one("[name=amount]").attributes.get("aria-invalid") == "true"
    page.fill(says["Amount"], "")
    await page.press(says["Record a refund"])
    bill = await shop.get("billing", path)
    (refund,) = bill["refunds"]
    assert (refund["amount"], refund["payments"]) == (
        "8.30",
        [{"entry_id": bill["ledger"][1]["entry_id"], "amount": "8.30"}],
    )


@IN_BOTH
async def test_what_is_owed_back_is_refunded_fails_and_is_given_in_the_end(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    path = f"/orders/{order['order_id']}"
    await shop.post("billing", f"{path}/payments", {})
    await shop.post("orders", f"{path}/cancel", {})
    await shop.hand_on()
    page = await (await seat("accounting", language)).goto(path)
    await page.follow(says["Record a refund"], within="#payment")
    page.fill(says["Amount"], "40,00" if language == "fr" else "40.00")
    await page.press(says["Record a refund"])
    assert page.one("[name=amount]").attributes.get("aria-invalid") == "true"
    page.fill(says["Amount"], "8,30" if language == "fr" else "8.30")
    await page.press(says["Record a refund"])
    assert page.text("#payment .state .badge") == says["To refund"]
    shown = [page.text(f"#payment {place}") for place in ("#owed", "#on-its-way", "#to-refund")]
    assert shown == (["38,30 €", "−8,30 €", "30,00 €"] if language == "fr" else ["€38.30", "−€8.30", "€30.00"])
    await shop.hand_on()
    listed = await (await seat("owner", language)).goto("/orders?to_refund=true")
    assert listed.text("tbody td.owed") in ("30,00 €", "€30.00")
    await page.follow(says["Refund given"], within="#payment")
    await page.press(says["Refund given"])

    await page.follow(says["Record a refund"], within="#payment")
    await page.press(says["Record a refund"])
    assert not page.all("#record-refund")
    assert page.text("#payment .state .badge") == says["Refund on its way"]
    assert page.text("#payment #to-refund") in ("0,00 €", "€0.00")
    await shop.hand_on()
    await listed.goto("/orders?to_refund=true")
    assert listed.all("tbody tr") == []  # nobody refunds what is on its way
    await listed.goto("/orders")
    assert says["Refund on its way"] in listed.text("tbody .payment")
    await page.follow(says["The refund failed"], within="#refunds")
    await page.press(says["The refund failed"])
    await page.follow(says["Record a refund"], within="#payment")
    await page.press(says["Record a refund"])
    await page.follow(says["Refund given"], within="#payment")
    await page.press(says["Refund given"])
    bill = await shop.get("billing", path)
    assert ([one["state"] for one in bill["refunds"]], bill["paid"]) == (["succeeded", "failed", "succeeded"], "0.00")
    await shop.hand_on()
    assert (await shop.get("orders", "/orders", to_refund="true"))["items"] == []
    sales = await (await seat("sales", language)).goto(path)
    assert not sales.all("#record-refund")


@IN_BOTH
async def test_the_payment_always_shows_how_the_total_comes_about(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await (await seat("read_only", language)).goto(f"/orders/{order['order_id']}")
    rows = [(row.select("th")[0].raw_text, row.select("td")[0].raw_text) for row in page.all("table.sum tr")]
    assert dict(rows) == HOW_THE_TOTAL_COMES_ABOUT[language]


@in_one("en")
async def test_an_amount_that_is_none_is_refused_in_the_dialog_and_keeps_what_was_typed(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await (await seat("manager", language)).goto(f"/orders/{order['order_id']}/pay")
    page.fill(says["Amount"], "twelve")
    await page.press(says["Enter the payment"])
    assert page.alert == says["Give an amount, such as 12.50"]
    assert page.value(says["Amount"]) == "twelve"
    assert (await shop.get("billing", f"/orders/{order['order_id']}"))["ledger"] == []


@in_one("fr")
async def test_a_payment_of_nothing_is_refused_with_an_example(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await (await seat("manager", language)).goto(f"/orders/{order['order_id']}/pay")
    page.fill(says["Amount"], "0")
    await page.press(says["Enter the payment"])
    assert page.text("#amount-wrong") == says["Give an amount above zero, such as 12.50"]


@IN_BOTH
async def test_an_amount_is_read_as_the_page_writes_it_and_a_doubtful_one_is_refused_beside_its_field(
    shop: Services, seat: Seat, language: str, says: Says
) -> None:
    order = await shop.place()
    page = await (await seat("manager", language)).goto(f"/orders/{order['order_id']}/pay")
    doubtful = "1,000" if language == "fr" else "1.000"
    page.fill(says["Amount"], doubtful)
    await page.press(says["Enter the payment"])
    small, thousands = ("1,00", "1 000") if language == "fr" else ("1.00", "1,000")
    assert doubtful in page.text("#amount-wrong")
    assert page.text("#amount-wrong").endswith((f"{thousands} ou {small}", f"{thousands} or {small}"))
    assert page.one("[name=amount]").attributes["aria-invalid"] == "true"
    page.fill(says["Amount"], "3,00\u00a0€" if language == "fr" else "€3.00")
    await page.press(says["Enter the payment"])
    ledger = (await shop.get("billing", f"/orders/{order['order_id']}"))["ledger"]
    assert [entry["amount"] for entry in ledger] == ["3.00"]
