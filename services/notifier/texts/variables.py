"""Which variables the text of each kind of mail has, with an example of each; staff see them beside the text."""

from collections.abc import Mapping
from typing import NamedTuple

from shared.schemas.notifier import REMINDERS, MessageKind
from shared.schemas.values import Language


class Variable(NamedTuple):
    """`is_block`: it is a table or a list, and stands on a line of its own. A flag only says yes or no."""

    name: str
    is_block: bool = False
    is_flag: bool = False


_ALWAYS = (Variable("customer"), Variable("number"), Variable("shop"), Variable("order_page", is_block=True))
_SUM = (Variable("sum", is_block=True), Variable("total"))
_OF_DOCUMENT = (*_ALWAYS, Variable("document"), Variable("date"), Variable("total"))
_OF_CREDIT = (*_OF_DOCUMENT, Variable("invoice"))
_MONEY = (*_ALWAYS, Variable("amount"), Variable("date"), Variable("payment_method"))
_GOODS = (Variable("goods", is_block=True), Variable("follows", is_block=True))
_PARCELS = (Variable("parcels", is_block=True), Variable("several_parcels", is_flag=True))
_LEFT = (*_ALWAYS, *_GOODS, *_PARCELS, Variable("corrected", is_flag=True))

_RETURN = (*_ALWAYS, Variable("return_number"))

_REMINDER = (
    *_ALWAYS,
    Variable("invoices", is_block=True),
    Variable("total"),
    Variable("due_date"),
    Variable("several", is_flag=True),
    Variable("attached", is_flag=True),
    Variable("business", is_flag=True),
    Variable("late_rate"),
    Variable("late_flat"),
    Variable("interest"),
)

VARIABLES: Mapping[MessageKind, tuple[Variable, ...]] = {
    MessageKind.ORDER_CONFIRMATION: (
        *_ALWAYS,
        Variable("date"),
        Variable("reference"),
        *_SUM,
        Variable("payment_method"),
        Variable("address"),
        Variable("exchange_of"),
    ),
    MessageKind.ORDER_CANCELLATION: (
        *_ALWAYS,
        Variable("date"),
        *_SUM,
        Variable("paid"),
        Variable("nothing_paid", is_flag=True),
        Variable("expired", is_flag=True),
    ),
    MessageKind.ORDER_CHANGED: (
        *_ALWAYS,
        Variable("date"),
        *_SUM,
        Variable("total_before"),
        Variable("paid"),
        Variable("to_pay"),
        Variable("owed"),
        Variable("settled", is_flag=True),
        Variable("payment_method"),
    ),
    MessageKind.PAYMENT_RECEIVED: (*_MONEY, Variable("to_pay"), Variable("owed")),
    MessageKind.REFUNDED: (*_MONEY, Variable("owed"), Variable("return_number")),
    MessageKind.RETURN_REQUESTED: (*_RETURN, _GOODS[0], Variable("wrote")),
    MessageKind.RETURN_APPROVED: (
        *_RETURN,
        _GOODS[0],
        Variable("date"),
        Variable("send_by"),
        Variable("papers", is_block=True),
        Variable("customer_pays", is_flag=True),
        Variable("shop_pays", is_flag=True),
    ),
    MessageKind.RETURN_DECLINED: (*_RETURN, Variable("reason")),
    MessageKind.RETURN_RECEIVED: (
        *_RETURN,
        _GOODS[0],
        Variable("short", is_block=True),
        Variable("lost", is_block=True),
        Variable("wrong_article", is_block=True),
        Variable("complete", is_flag=True),
    ),
    MessageKind.INVOICE: _OF_DOCUMENT,
    MessageKind.CREDIT_NOTE: (*_OF_CREDIT, Variable("return_number")),
    MessageKind.CANCELLATION_INVOICE: _OF_CREDIT,
    MessageKind.SHIPPED: _LEFT,
    MessageKind.PARTLY_SHIPPED: _LEFT,
    MessageKind.SENT_AGAIN: _LEFT,
    MessageKind.DELIVERED: (*_ALWAYS, _GOODS[0], *_PARCELS),
    MessageKind.PICKUP_READY: (*_ALWAYS, *_GOODS, Variable("place"), Variable("address")),
    MessageKind.CUSTOM_STATUS: (*_ALWAYS, Variable("status"), Variable("message", is_block=True)),
    **dict.fromkeys(REMINDERS, _REMINDER),
    MessageKind.QUOTE: (
        Variable("customer"),
        Variable("shop"),
        Variable("quote"),
        Variable("total"),
        Variable("date"),
        Variable("comment"),
        Variable("answer", is_block=True),
    ),
    MessageKind.RETURN_TO_REVIEW: (
        Variable("shop"),
        Variable("customer"),
        Variable("number"),
        Variable("return_number"),
        _GOODS[0],
        Variable("wrote"),
        Variable("withdrawal", is_flag=True),
        Variable("return_page", is_block=True),
    ),
    MessageKind.STOCK_LOW: (
        Variable("shop"),
        Variable("sku"),
        Variable("available"),
        Variable("backordered"),
        Variable("threshold"),
    ),
}
"""Of the kinds whose texts staff change."""

EXAMPLES: Mapping[Language, Mapping[str, str | bool]] = {
    "en": {
        "customer": "Zoe Martin",
        "number": "1001",
        "shop": "The shop",
        "date": "2 March 2026",
        "reference": "PO-7",
        "amount": "€130.90",
        "return_number": "R1001",
        "reason": "The goods were used.",
        "total": "€154.90",
        "total_before": "€130.90",
        "sum": "|2 ×|Desk lamp|€120.00\n|1 ×|Rug|€30.00\n|\n||Delivery (Colissimo)|€4.90\n||**Total**|**€154.90**\n"
        "||including VAT|€25.82",
        "payment_method": "Card",
        "address": "3 rue du Port\n44000 Nantes\nFrance",
        "paid": "€154.90",
        "to_pay": "€24.00",
        "owed": "€13.20",
        "settled": False,
        "nothing_paid": False,
        "expired": False,
        "document": "FA-2026-0042",
        "invoice": "FA-2026-0041",
        "goods": "|2 ×|Desk lamp\n|1 ×|Rug",
        "follows": "|1 ×|Chair",
        "parcels": "Colissimo, 6A12345678901\n[Track the parcel](https://www.laposte.fr/outils/suivre-vos-envois)",
        "several_parcels": False,
        "corrected": False,
        "place": "The shop",
        "status": "Being engraved",
        "message": "It takes two days.",
        "quote": "Q1001",
        "comment": "At the prices of last year.",
        "papers": "- [Return label](https://backshop.example/order/label)\n"
        "- [Return form](https://backshop.example/order/form)",
        "customer_pays": True,
        "shop_pays": False,
        "short": "|1 ×|Rug",
        "lost": "|1 ×|Chair",
        "wrong_article": "|1 ×|Chair",
        "complete": True,
        "exchange_of": "",
        "send_by": "",
        "withdrawal": False,
        "wrote": "The switch is broken.",
        "return_page": "[Open it](https://backshop.example/returns)",
        "order_page": "[See your order](https://backshop.example/order)",
        "answer": "[See, accept or decline the quote](https://backshop.example/offer)",
        "sku": "LAMP-01",
        "available": "2",
        "backordered": "1",
        "threshold": "5",
        "invoices": "|FA-2026-0042|order 1001, due by 1 April 2026|€154.90\n|\n||**Total to be paid**|**€154.90**",
        "due_date": "1 April 2026",
        "several": False,
        "attached": True,
        "business": True,
        "late_rate": "12.15",
        "late_flat": "€40.00",
        "interest": "€1.55",
    },
    "fr": {
        "customer": "Zoé Martin",
        "number": "1001",
        "shop": "La boutique",
        "date": "2 mars 2026",
        "reference": "BC-7",
        "amount": "130,90\xa0€",
        "return_number": "R1001",
        "reason": "Les articles ont servi.",
        "total": "154,90\xa0€",
        "total_before": "130,90\xa0€",
        "sum": "|2 ×|Lampe de bureau|120,00\xa0€\n|1 ×|Tapis|30,00\xa0€\n|\n||Livraison (Colissimo)|4,90\xa0€\n"
        "||**Total**|**154,90\xa0€**\n||dont TVA|25,82\xa0€",
        "payment_method": "Carte bancaire",
        "address": "3 rue du Port\n44000 Nantes\nFrance",
        "paid": "154,90\xa0€",
        "to_pay": "24,00\xa0€",
        "owed": "13,20\xa0€",
        "settled": False,
        "nothing_paid": False,
        "expired": False,
        "document": "FA-2026-0042",
        "invoice": "FA-2026-0041",
        "goods": "|2 ×|Lampe de bureau\n|1 ×|Tapis",
        "follows": "|1 ×|Chaise",
        "parcels": "Colissimo, n° 6A12345678901\n[Suivre le colis](https://www.laposte.fr/outils/suivre-vos-envois)",
        "several_parcels": False,
        "corrected": False,
        "place": "La boutique",
        "status": "En gravure",
        "message": "Il faut deux jours.",
        "quote": "Q1001",
        "comment": "Aux prix de l’an dernier.",
        "papers": "- [Étiquette de retour](https://backshop.example/order/label)\n"
        "- [Bon de retour](https://backshop.example/order/form)",
        "customer_pays": True,
        "shop_pays": False,
        "short": "|1 ×|Tapis",
        "lost": "|1 ×|Chaise",
        "wrong_article": "|1 ×|Chaise",
        "complete": True,
        "exchange_of": "",
        "send_by": "",
        "withdrawal": False,
        "wrote": "L’interrupteur est cassé.",
        "return_page": "[L’ouvrir](https://backshop.example/returns)",
        "order_page": "[Voir votre commande](https://backshop.example/order)",
        "answer": "[Voir, accepter ou refuser le devis](https://backshop.example/offer)",
        "sku": "LAMPE-01",
        "available": "2",
        "backordered": "1",
        "threshold": "5",
        "invoices": "|FA-2026-0042|commande 1001, à régler au plus tard le 1er avril 2026|154,90\xa0€\n|\n"
        "||**Total à régler**|**154,90\xa0€**",
        "due_date": "1er avril 2026",
        "several": False,
        "attached": True,
        "business": True,
        "late_rate": "12,15",
        "late_flat": "40,00\xa0€",
        "interest": "1,55\xa0€",
    },
}


def names_of(kind: MessageKind) -> set[str]:
    return {variable.name for variable in VARIABLES.get(kind, ())}
