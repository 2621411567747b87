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
    "credit": {"en": "Credit", "fr": "Avoir"},
    "delivery": {"en": "Delivery", "fr": "Livraison"},
    "direct_debit": {"en": "Direct debit", "fr": "Prélèvement"},
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
    "store_credit": {"en": "Store credit", "fr": "Avoir"},
    "voucher": {"en": "Voucher", "fr": "Bon d’achat"},
}
_SAME = {
    "bacs": "bank_transfer",
    "bank": "bank_transfer",
    "cb": "card",
    "cc": "card",
    "check": "cheque",
    "cod": "cash_on_delivery",
    "collect": "pickup",
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


def method_name(method: str, language: Language) -> str:
    """What is no word of a program is shown as it was sent: it was written for people."""
    code = method.strip().lower().replace("-", "_").replace(" ", "_")
    names = _NAMES.get(_SAME.get(code, code))
    return names[language] if names else method
