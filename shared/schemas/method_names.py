"""Ways to pay and to deliver, as storefronts name them: a word of a program is said in the reader's language."""

from shared.schemas.values import Language

_NAMES: dict[str, dict[Language, str]] = {
    "apple_pay": {"en": "Apple Pay", "fr": "Apple Pay"},
    "bank_transfer": {"en": "Bank transfer", "fr": "Virement bancaire"},
    "card": {"en": "Card", "fr": "Carte bancaire"},
    "cash": {"en": "Cash", "fr": "Espèces"},
    "cash_on_delivery": {"en": "Cash on delivery", "fr": "Paiement à la livraison"},
    "cheque": {"en": "Cheque", "fr": "Chèque"},
    "click_and_collect": {"en": "Click and collect", "fr": "Retrait en boutique"},
    "credit": {"en": "Credit", "fr": "Crédit"},
    "delivery": {"en": "Delivery", "fr": "Livraison"},
    "direct_debit": {"en": "Direct debit", "fr": "Prélèvement"},
    "exchange": {"en": "Exchange", "fr": "Échange"},
    "express": {"en": "Express delivery", "fr": "Livraison express"},
    "free": {"en": "Free", "fr": "Gratuit"},
    "gift_card": {"en": "Gift card", "fr": "Carte cadeau"},
    "google_pay": {"en": "Google Pay", "fr": "Google Pay"},
    "home_delivery": {"en": "Home delivery", "fr": "Livraison à domicile"},
    "instalments": {"en": "Instalments", "fr": "Paiement en plusieurs fois"},
    "invoice": {"en": "On invoice", "fr": "Sur facture"},
    "klarna": {"en": "Klarna", "fr": "Klarna"},
    "manual": {"en": "Entered by hand", "fr": "Saisi à la main"},
    "none": {"en": "None", "fr": "Aucun"},
    "other": {"en": "Other", "fr": "Autre"},
    "paypal": {"en": "PayPal", "fr": "PayPal"},
    "pickup": {"en": "Pickup", "fr": "Retrait"},
    "pickup_point": {"en": "Pickup point", "fr": "Point relais"},
    "post": {"en": "Post", "fr": "Poste"},
    "sepa": {"en": "SEPA transfer", "fr": "Virement SEPA"},
    "standard": {"en": "Standard delivery", "fr": "Livraison standard"},
    "store_credit": {"en": "Store credit", "fr": "Crédit boutique"},
    "voucher": {"en": "Voucher", "fr": "Bon d’achat"},
}
_SAME = {
    "account": "invoice",
    "bacs": "bank_transfer",
    "bank": "bank_transfer",
    "cb": "card",
    "cc": "card",
    "check": "cheque",
    "cod": "cash_on_delivery",
    "collect": "pickup",
    "contre_remboursement": "cash_on_delivery",
    "courier": "delivery",
    "credit_card": "card",
    "creditcard": "card",
    "debit_card": "card",
    "gift_voucher": "voucher",
    "giftcard": "gift_card",
    "in_store_pickup": "click_and_collect",
    "instore": "pickup",
    "installments": "instalments",
    "local_pickup": "pickup",
    "on_account": "invoice",
    "on_invoice": "invoice",
    "parcel_shop": "pickup_point",
    "pay_pal": "paypal",
    "relay": "pickup_point",
    "relay_point": "pickup_point",
    "sepa_debit": "direct_debit",
    "sepa_direct_debit": "direct_debit",
    "shipping": "delivery",
    "standard_delivery": "standard",
    "express_delivery": "express",
    "standard_shipping": "standard",
    "express_shipping": "express",
    "store_pickup": "click_and_collect",
    "transfer": "bank_transfer",
    "wire": "bank_transfer",
    "wire_transfer": "bank_transfer",
}


_BY_NAME: dict[str, str] = {}
_BY_LANGUAGE: dict[Language, dict[str, str]] = {"en": {}, "fr": {}}
for _code, _names in _NAMES.items():
    for _language, _name in _names.items():
        _BY_NAME.setdefault(_name.casefold(), _code)
        _BY_LANGUAGE[_language].setdefault(_name.casefold(), _code)


def method_name(method: str, language: Language) -> str:
    """Of a method that is known here, by a word of a program or by its name in either language.

    Any other is shown as it was sent: it was written for people, as was its name in the reader's own language.
    """
    code = method_code(method)
    names = _NAMES.get(code)
    if names is None or (code != _word(method) and _BY_LANGUAGE[language].get(method.strip().casefold()) == code):
        return method
    return names[language]


def method_code(method: str) -> str:
    """The same for each way of writing a method that is known here, as a word or by its name; else what was written."""
    word = _word(method)
    return word if word in _NAMES else _BY_NAME.get(method.strip().casefold(), word)


def _word(method: str) -> str:
    word = method.strip().casefold().replace("-", "_").replace(" ", "_")
    return _SAME.get(word, word)
