"""What the prepared shop sells, and its orders: one of each kind."""

from typing import Any

from tests.support.sale import LAMP, order

LONG = "KIT-ECLAIRAGE-ATELIER-3-SPOTS-ORIENTABLES-LED-GU10-NOIR-MAT-2026"
GOODS = [
    {
        **LAMP,
        "sku": LONG,
        "title": "Kit d’éclairage d’atelier, trois spots orientables à LED, noir mat, avec variateur",
    },
    {**LAMP, "sku": "ORANGE", "title": "Tapis tissé, terracotta", "price": "12.50"},
    {**LAMP, "sku": "RED", "title": "Bougie parfumée figuier", "price": "12.50"},
    {**LAMP, "sku": "GIFT", "title": "Carte-cadeau", "price": None, "ships": False},
]
STOCK = {LONG: (40, 5), "ORANGE": (3, 5), "RED": (1, 2)}
"""On hand, and the threshold under which it is low."""

CUSTOMER = order()["customer"]
DELIVERY = {**CUSTOMER["billing_address"], "name": "Atelier Martin", "street": "12 quai de la Fosse"}
WORDY = {
    "reference": "CLIENT-PROFESSIONNEL-0004711",
    "name": "Maximilienne-Alexandrine de La Rochefoucauld-Montbel",
    "email": "maximilienne-alexandrine.de.la.rochefoucauld-montbel@entreprise-familiale.example.org",
    "phone": "+33 6 12 34 56 78",
    "billing_address": {
        "company": "Société coopérative des ateliers réunis du Haut-Anjou",
        "street": "1287 boulevard du Maréchal-Jean-de-Lattre-de-Tassigny",
        "postal_code": "53200",
        "city": "Saint-Sulpice-de-Château-Gontier",
        "country": "FR",
    },
}
FEEDBACK = "Très contente, l’emballage était soigné.\nMerci !"


def _line(sku: str, quantity: int) -> dict[str, Any]:
    return {"sku": sku, "quantity": quantity, "unit_price": "12.50", "vat_rate": "20", "total": "12.50"}


ORDERS: dict[str, dict[str, Any]] = {
    "refused": {"customer": {**CUSTOMER, "email": "zoe@example.invalid"}},
    "silent": {"customer": {key: value for key, value in CUSTOMER.items() if key not in ("email", "reference")}},
    "cancelled": {"language": "en"},
    "unsettled": {},
    "completed": {"feedback": FEEDBACK, "customer": {**CUSTOMER, "delivery_address": DELIVERY}},
    "credited": {},
    "pickup": {
        "shipping": {"method": "Retrait au comptoir de Nantes", "kind": "pickup", "price": "4.90", "vat_rate": "20"}
    },
    "paid": {"language": "en", "reference": "WEB-2026-0815"},
    "placed_on_hold": {"hold_reason": "Adresse à vérifier avec la cliente : la rue n’existe pas à Nantes."},
    "emptying": {
        "lines": [_line("RED", 1)],
        "shipping": None,
        "totals": {"net": "10.42", "vat": "2.08", "gross": "12.50"},
    },
    "wordy": {
        "customer": WORDY,
        "reference": "COMMANDE-INTERNE-2026-07-00042",
        "lines": [{**_line(LONG, 2), "discount": "12.50"}, _line("ORANGE", 1), _line("RED", 1)],
        "shipping": {"method": "Colissimo avec signature contre présentation", "price": "12.50", "vat_rate": "20"},
        "payment": {"method": "virement bancaire à trente jours"},
        "totals": {"net": "41.67", "vat": "8.33", "gross": "50.00"},
    },
    "parted": {},
    "lost": {},
    "overpaid": {},
    "fresh": {},
}
