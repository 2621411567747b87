"""What pages say in French of customers, by what they say in English."""

from typing import Any

CUSTOMERS: dict[str, Any] = {
    "Edit": "Modifier",
    "New customer": "Nouveau client",
    "The customer is saved.": "Le client est enregistré.",
    "The customer of this order is saved.": "Le client de cette commande est enregistré.",
}
