"""The words of labels and forms, in the languages of customers."""

from collections.abc import Mapping

from shared.schemas.returns import Resolution, WhyReturned
from shared.schemas.values import Language

PAGE: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "label": "Return label",
        "form": "Return form",
        "return_to": "Return to",
        "sender": "Sender",
        "order": "Order",
        "date": "Date",
        "until": "To reach us by",
        "sent_by": "To be sent by",
        "cut": "Cut here",
        "what_to_do": "What to do",
        "product": "Product",
        "quantity": "Quantity",
        "why": "Reason",
        "wanted": "Wanted",
        "comment": "Your message",
        "page": "Page {page} of {pages}",
        "pack": "Pack the goods well, and put the return form into the parcel.",
        "stick": "Stick the label onto the parcel, and cover older labels.",
        "send": "Send the parcel to the address on the label, and keep the carrier’s receipt.",
        "send_until": "Send the parcel so that it reaches us by {date}, and keep the carrier’s receipt.",
        "send_by": "Send the parcel by {date}, and keep the carrier’s receipt.",
        "paid_by_customer": "You pay for sending it back. The label is not a stamp: have the parcel franked.",
        "paid_by_shop": "We pay for sending it back. The label is not a stamp: ask us how to frank the parcel.",
    },
    "fr": {
        "label": "Étiquette de retour",
        "form": "Bon de retour",
        "return_to": "À retourner à",
        "sender": "Expéditeur",
        "order": "Commande",
        "date": "Date",
        "until": "À recevoir au plus tard le",
        "sent_by": "À expédier au plus tard le",
        "cut": "À découper ici",
        "what_to_do": "Que faire",
        "product": "Article",
        "quantity": "Quantité",
        "why": "Motif",
        "wanted": "Souhait",
        "comment": "Votre message",
        "page": "Page {page} sur {pages}",
        "pack": "Emballez soigneusement les articles et glissez le bon de retour dans le colis.",
        "stick": "Collez l’étiquette sur le colis et recouvrez les anciennes étiquettes.",
        "send": "Envoyez le colis à l’adresse de l’étiquette et gardez le reçu du transporteur.",
        "send_until": "Envoyez le colis pour que nous le recevions au plus tard le {date}, et gardez le reçu du"
        " transporteur.",
        "send_by": "Expédiez le colis au plus tard le {date}, et gardez le reçu du transporteur.",
        "paid_by_customer": "Les frais de retour sont à votre charge. L’étiquette n’est pas un timbre"
        "\N{NO-BREAK SPACE}: affranchissez le colis.",
        "paid_by_shop": "Les frais de retour sont à notre charge. L’étiquette n’est pas un timbre"
        "\N{NO-BREAK SPACE}: demandez-nous comment affranchir le colis.",
    },
}

REASONS: Mapping[Language, Mapping[WhyReturned, str]] = {
    "en": {
        WhyReturned.CHANGED_MIND: "Changed my mind",
        WhyReturned.WRONG_SIZE: "Wrong size",
        WhyReturned.DEFECTIVE: "Defective",
        WhyReturned.DAMAGED_IN_TRANSIT: "Damaged on its way",
        WhyReturned.WRONG_ARTICLE: "Wrong article",
        WhyReturned.LATE: "Came too late",
        WhyReturned.OTHER: "Another reason",
    },
    "fr": {
        WhyReturned.CHANGED_MIND: "Changement d’avis",
        WhyReturned.WRONG_SIZE: "Mauvaise taille",
        WhyReturned.DEFECTIVE: "Défectueux",
        WhyReturned.DAMAGED_IN_TRANSIT: "Abîmé pendant le transport",
        WhyReturned.WRONG_ARTICLE: "Mauvais article",
        WhyReturned.LATE: "Arrivé trop tard",
        WhyReturned.OTHER: "Autre motif",
    },
}

RESOLUTIONS: Mapping[Language, Mapping[Resolution, str]] = {
    "en": {
        Resolution.REFUND: "Refund",
        Resolution.EXCHANGE: "Exchange",
        Resolution.ADVANCE_EXCHANGE: "Exchange in advance",
    },
    "fr": {
        Resolution.REFUND: "Remboursement",
        Resolution.EXCHANGE: "Échange",
        Resolution.ADVANCE_EXCHANGE: "Échange anticipé",
    },
}
