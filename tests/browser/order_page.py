"""The order page for tests: opened by somebody, and what it says in French."""

from playwright.async_api import Page

from tests.browser.conftest import Desk
from tests.browser.languages import in_both
from tests.support.shop import Shop
from tests.support.waiting import until

FR = {
    "More": "Plus",
    "Hold": "Mettre en attente",
    "Resume": "Reprendre",
    "Put on hold": "Mettre en attente",
    "Reason": "Motif",
    "On hold": "En attente",
    "Messages": "Messages",
    "Mark as paid": "Marquer comme payée",
    "Mark as not paid": "Marquer comme non payée",
    "Paid": "Payée",
    "Not paid": "Non payée",
    "Mark as shipped": "Marquer comme expédiée",
    "Mark as not shipped": "Marquer comme non expédiée",
    "Shipped": "Expédiée",
    "Ready to ship": "Prête à expédier",
    "See details": "Voir le détail",
    "In stock": "En stock",
    "Save the note": "Enregistrer la note",
    "The note is saved.": "La note est enregistrée.",
    "Cancel order": "Annuler la commande",
    "Cancel this order": "Annuler cette commande",
    "Cancelled": "Annulée",
    "Notify the customer": "Avertir le client",
    "Completed, shipped": "Terminée, expédiée",
    "Order placed": "Commande passée",
    "Amount": "Montant",
    "Partially paid": "Partiellement payée",
    "Customer feedback": "Commentaires du client",
}
IN_BOTH = in_both(FR)


async def opened(
    desk: Desk, order: dict[str, object], role: str = "manager", language: str = "en", **context: object
) -> Page:
    page = await desk(role, language, **context)
    await page.goto(f"/orders/{order['order_id']}")
    return page


async def ready_to_ship(shop: Shop, order: dict[str, object]) -> None:
    async def has_slip() -> bool:
        known = await shop.http.get(f"{shop.settings.url('fulfilment')}/orders/{order['order_id']}")
        return known.status_code == 200 and [one["state"] for one in known.json()["shipments"]] == ["ready"]

    await until(has_slip)
