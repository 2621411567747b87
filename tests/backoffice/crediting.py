"""What the pages of a credit note say, and what is read beside them."""

from typing import Any

from tests.backoffice.pages import Page
from tests.backoffice.services import Services

LEFT = {
    "en": "Left to credit: €38.30 of €38.30, with VAT.",
    "fr": "Reste à créditer : 38,30 € sur 38,30 €, TVA comprise.",
}
AMOUNTS = {
    "en": {
        "Total without VAT": "€14.50",
        "VAT 20% on €14.50": "€2.90",
        "Credited, with VAT": "€17.40",
        "Left to credit after it": "€20.90",
    },
    "fr": {
        "Total HT": "14,50 €",
        "TVA 20 % sur 14,50 €": "2,90 €",
        "Crédité, TTC": "17,40 €",
        "Reste à créditer ensuite": "20,90 €",
    },
}


STEPS = {
    "en": [
        "1 × Lampe de bureau Share of the units: €25.00 × 1 ÷ 2, rounded €12.50",
        "Le Grand Meaulnes The amount chosen €5.00",
        "Payment costs: Cash on delivery The amount chosen €1.00",
        "VAT 20% In proportion: €4.37 × €12.50 ÷ €26.20, rounded €2.08",
        "VAT 10% In proportion: €0.20 × €1.00 ÷ €2.20, rounded €0.09",
        "VAT 5.5% In proportion: €0.44 × €5.00 ÷ €8.40, rounded €0.26",
    ],
    "fr": [
        "1 × Lampe de bureau Au prorata des unités : 25,00 € × 1 ÷ 2, arrondi 12,50 €",
        "Le Grand Meaulnes Montant choisi 5,00 €",
        "Frais de paiement : Paiement à la livraison Montant choisi 1,00 €",
        "TVA 20 % Au prorata : 4,37 € × 12,50 € ÷ 26,20 €, arrondi 2,08 €",
        "TVA 10 % Au prorata : 0,20 € × 1,00 € ÷ 2,20 €, arrondi 0,09 €",
        "TVA 5,5 % Au prorata : 0,44 € × 5,00 € ÷ 8,40 €, arrondi 0,26 €",
    ],
}


async def invoice_of(shop: Services, order: dict[str, Any]) -> dict[str, Any]:
    account = await shop.get("billing", f"/orders/{order['order_id']}")
    invoice: dict[str, Any] = account["documents"][0]
    return invoice


async def credits_of(shop: Services, order: dict[str, Any]) -> list[str]:
    """The sums given back, the newest first."""
    notes = (await shop.get("billing", "/credit-notes", order_id=order["order_id"]))["items"]
    return [note["totals"]["gross"] for note in notes]


def wrong(page: Page, field: str) -> str:
    """What stands beside the field, and nowhere else."""
    (marked,) = page.all("[aria-invalid=true]")
    assert marked.attributes["name"] == field
    assert page.all(".callout.bad") == []
    return page.alert
