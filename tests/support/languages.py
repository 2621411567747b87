"""What pages say in English and in French, and tests that run in both languages or in one."""

from typing import Any

import pytest

Says = dict[str, Any]
"""What a page says, by what it says in English, or by what that is about."""

FRENCH: Says = {
    "Mark as delivered": "Marquer comme livré",
    "Split": "Scinder",
    "Add a parcel": "Ajouter un colis",
    "Correct the parcel": "Corriger le colis",
    "Write to the customer again, where they were told already that it left": (
        "Écrire de nouveau au client, s’il a déjà été averti de cet envoi"
    ),
    "The number seems to be mistyped": "Le numéro semble mal saisi",
    "Tracking number": "Numéro de suivi",
    "Delivered": "Livré",
    "the message to the customer failed": "le message au client a échoué",
    "whether the customer is notified is not known now": "on ne sait pas pour l’instant si le client est averti",
    "the message to the customer could not be sent yet, and is tried again": (
        "le message au client n’a pas encore pu être envoyé ; nouvel essai prévu"
    ),
    "the customer is not notified (it was long ago": "le client n’est pas averti (c’était déjà ancien",
    "Handed over": "Remise au client",
    "Parcel left": "Colis parti",
    "Has left, even if cancelled": "Partie, même annulée",
    "2 orders": " : 2 commandes, 80,00 SEK",
    "1 credited": "1 créditée",
    "the customer was notified": "le client a été averti",
    "the customer is to be notified": "le client est à avertir",
    "the order only becomes cancelled": "la commande devient seulement annulée",
    "2 parcels are marked as shipped.": "2 colis sont marqués comme expédiés.",
    "3 of 3 marked as shipped": "3 sur 3 marquées comme expédiées",
    "A filter cannot be read: correct it, and the list is shown.": (
        "Un filtre ne peut pas être lu : corrigez-le pour afficher la liste."
    ),
    "Add a credit note": "Ajouter une note de crédit",
    "Write off the difference": "Passer l’écart en perte",
    "Take the write-off back": "Annuler le passage en perte",
    "Difference written off": "Écart de règlement",
    "Written off at most": "Passé en perte au plus",
    "The difference is written off.": "L’écart est passé en perte.",
    "Show the amounts": "Afficher les montants",
    "Issue the credit note": "Émettre la note de crédit",
    "The credit note is issued.": "La note de crédit est émise.",
    "2 of 2 left, €25.00": "reste 2 sur 2, 25,00 €",
    "1 of 2 left, €12.50": "reste 1 sur 2, 12,50 €",
    "€4.90 left": "reste 4,90 €",
    "Or an amount with VAT, without goods": "Ou un montant TTC, sans marchandise",
    "Choose what is credited: quantities, costs, or an amount.": (
        "Choisissez ce qui est crédité : des quantités, des frais ou un montant."
    ),
    "Credit either lines and costs, or an amount: not both at once.": (
        "Créditez soit des lignes et des frais, soit un montant : pas les deux à la fois."
    ),
    "This is more than what may still be credited. At most €8.40.": (
        "C’est plus que ce qui peut encore être crédité. 8,40 € au plus."
    ),
    "This is more than what may still be credited. At most €4.90.": (
        "C’est plus que ce qui peut encore être crédité. 4,90 € au plus."
    ),
    "This is more than what may still be credited. At most 1.": (
        "C’est plus que ce qui peut encore être crédité. 1 au plus."
    ),
    "This is more than what may still be credited. At most €38.30.": (
        "C’est plus que ce qui peut encore être crédité. 38,30 € au plus."
    ),
    "Accounting": "Comptabilité",
    "Add somebody": "Ajouter quelqu’un",
    "Adjust": "Corriger",
    "Adjusted": "Corrigé",
    "All orders": "Toutes les commandes",
    "Amount": "Montant",
    "Record a refund": "Enregistrer un remboursement",
    "Refund given": "Remboursement versé",
    "Refund on its way": "Remboursement en route",
    "The refund failed": "Le remboursement a échoué",
    "Day the money came": "Jour où l’argent est arrivé",
    "Apply": "Appliquer",
    "Billing does not answer": "Le service Facturation ne répond pas",
    "Cancel order": "Annuler la commande",
    "Cancel this order": "Annuler cette commande",
    "Cancellation invoice": "Facture d’annulation",
    "Cancelled": "Annulée",
    "Change": "Modifier",
    "Change the password": "Changer le mot de passe",
    "Threshold and backorders": "Seuil et reliquats",
    "Chrome on Linux": "Chrome sur Linux",
    "Close": "Fermer",
    "Completed": "Terminée",
    "Continue": "Continuer",
    "Create invoice": "Créer la facture",
    "Create the account": "Créer le compte",
    "Credited": "Créditée",
    "Credits invoice": "Crédite la facture",
    "Customer feedback": "Commentaires du client",
    "Dead letter": "Lettre morte",
    "Dead letters": "Lettres mortes",
    "Disable": "Désactiver",
    "Disabled": "Désactivé",
    "Drop": "Supprimer",
    "Drop this record": "Supprimer cet enregistrement",
    "This file is being made. Try again in a moment.": (
        "Ce fichier est en cours de création. Réessayez dans un instant."
    ),
    "PDF being made": "Le PDF de {} est en cours de création",
    "Not ready yet": "Pas encore prêt",
    "Due date": "Échéance",
    "E-mail address": "Adresse e-mail",
    "Enable": "Réactiver",
    "End": "Fermer la session",
    "Enter a late payment": "Saisir un paiement tardif",
    "Enter a payment": "Saisir un paiement",
    "Enter the payment": "Enregistrer le paiement",
    "Failed": "Échec",
    "First password": "Premier mot de passe",
    "From day": "Du",
    "To day": "Au",
    "For the accounts": "Pour la comptabilité",
    "Journal of documents": "Journal des documents",
    "Totals by day and VAT rate": "Totaux par jour et par taux de TVA",
    "This period is not valid": "Cette période n’est pas valable",
    "Give an amount above zero, such as 12.50": "Donnez un montant supérieur à zéro, par exemple 12,50",
    "Give an amount, such as 12.50": "Donnez un montant, par exemple 12,50",
    "Hand over": "Remettre au client",
    "Hold": "Mettre en pause",
    "Hold requested": "Pause demandée",
    "Home": "Accueil",
    "I have kept them": "Je les ai gardés",
    "In stock": "En stock",
    "Invoice": "Facture",
    "It is picked up and not ready yet: make it ready, or hand it over, on its page.": (
        "Elle est à retirer et pas encore prête : préparez-la ou remettez-la depuis sa page."
    ),
    "It is picked up: hand it over on its page.": "Elle est retirée en boutique : remettez-la depuis sa page.",
    "It waits for stock of 1 × Le Grand Meaulnes.": "Elle est en attente de stock : 1 × Le Grand Meaulnes.",
    "Ship 1 order": "Expédier 1 commande",
    "Ship 2 orders": "Expédier 2 commandes",
    "The invoice is issued.": "La facture est émise.",
    "The parcels are marked as not shipped.": "Les colis sont marqués comme non expédiés.",
    "This order is cancelled.": "Cette commande est annulée.",
    "This order is on hold. Resume it first.": "Cette commande est en pause. Reprenez-la d’abord.",
    "Left out, as it means nothing here:": "Laissé de côté, car sans effet ici :",
    "Look": "Apparence",
    "Low stock": "Stock faible",
    "Low-stock threshold": "Seuil de stock faible",
    "Manager": "Responsable",
    "Mark as not paid": "Marquer comme non payée",
    "Mark as not shipped": "Marquer comme non expédiée",
    "Mark as paid": "Marquer comme payée",
    "Mark as shipped": "Marquer comme expédiée",
    "Messages": "Messages",
    "Messages of order": "Messages de la commande",
    "More": "Plus",
    "My settings": "Mes réglages",
    "Name": "Nom",
    "Name or SKU": "Nom ou SKU",
    "New password": "Nouveau mot de passe",
    "New password again": "Nouveau mot de passe (confirmation)",
    "Newest": "Les plus récentes",
    "No order matches.": "Aucune commande ne correspond.",
    "Not credited": "Non créditée",
    "Not paid": "Non payée",
    "Nothing left": "Épuisé",
    "Nothing to credit": "Rien à créditer",
    "Nothing waits here: all of it is done.": "Rien n’attend ici : tout est fait.",
    "Notifier does not answer": "Le service Messagerie ne répond pas",
    "Notify the customer": "Avertir le client",
    "Older": "Plus anciennes",
    "On": "Activé",
    "On hold": "En pause",
    "Operations": "Exploitation",
    "Order": "Commande",
    "Order number or e-mail address": "N° de commande ou e-mail",
    "Order placed": "Commande passée",
    "Paid": "Payée",
    "Parked": "En suspens",
    "Partly paid": "Payée en partie",
    "Password": "Mot de passe",
    "Payment: Not paid": "Paiement : Non payée",
    "Present password": "Mot de passe actuel",
    "Print": "Imprimer",
    "Carriers": "Transporteurs",
    "A gift: its packing slip has no prices.": "Un cadeau : son bordereau est sans prix.",
    "Place on the shelves": "Emplacement en rayon",
    "There is a carrier of this name already.": "Il y a déjà un transporteur de ce nom.",
    "Print packing slips": "Imprimer les bordereaux",
    "2 selected orders": "2 commandes choisies",
    "Put on hold": "Mettre en pause",
    "Quantity": "Quantité",
    "Quantity: positive for what was found, negative for what is gone": (
        "Quantité : positive pour ce qu’on a trouvé, négative pour ce qui manque"
    ),
    "As the shop was set up": "Comme à l’installation de la boutique",
    "Days to pay": "Délai de paiement en jours",
    "Invoices": "Factures",
    "Invoices are made": "Les factures sont établies",
    "Prefix of invoices": "Préfixe des factures",
    "Settings": "Paramètres",
    "Terms of payment": "Conditions de paiement",
    "The settings are saved.": "Les paramètres sont enregistrés.",
    "Ready": "Prêt",
    "Ready for pickup": "Prête au retrait",
    "Reason": "Motif",
    "Receive": "Réceptionner",
    "Receive goods": "Réceptionner des articles",
    "Received": "Reçu",
    "Recovery codes": "Codes de secours",
    "Remove the view": "Supprimer la vue",
    "Remove this view": "Supprimer cette vue",
    "Resume": "Reprendre",
    "Role": "Rôle",
    "Save": "Enregistrer",
    "Save over it": "Remplacer",
    "Save the note": "Enregistrer la note",
    "Save the view": "Enregistrer la vue",
    "Save this view": "Enregistrer cette vue",
    "Search": "Rechercher",
    "Search orders": "Rechercher une commande",
    "Send again": "Renvoyer",
    "Send this message again": "Renvoyer ce message",
    "Returns": "Retours",
    "Sent": "Envoyé",
    "Select order": "Sélectionner la commande %s",
    "Set the password": "Changer le mot de passe",
    "Set up": "Configurer",
    "Ship 3 orders": "Expédier 3 commandes",
    "Shipped": "Expédié",
    "Shipped order": "Expédiée",
    "Show all orders": "Voir toutes les commandes",
    "Show as a table": "Voir en tableau",
    "Sign in": "Se connecter",
    "Sign out": "Se déconnecter",
    "Silent": "Muet",
    "Somebody else has changed this meanwhile.": "Quelqu’un d’autre l’a modifié entre-temps.",
    "Staff": "Équipe",
    "Status: On hold": "État : En pause",
    "Stock not tracked": "Stock non suivi",
    "Supply of goods": "Livraison de biens",
    "Switch off": "Désactiver",
    "Switch on": "Activer",
    "The goods are handed over.": "Les articles sont remis au client.",
    "The goods are marked as not handed over.": "Les articles sont marqués comme non remis.",
    "The goods are in stock.": "Les articles sont en stock.",
    "The message waits to be sent again.": "Le message attend d’être renvoyé.",
    "The note is saved.": "La note est enregistrée.",
    "The customer has paid more": "Le client a payé davantage",
    "The order is not ready for pickup any more.": "La commande n’est plus prête au retrait.",
    "The order is ready for pickup.": "La commande est prête au retrait.",
    "The parcel is marked as shipped.": "Le colis est marqué comme expédié.",
    "The record is dropped.": "L’enregistrement est supprimé.",
    "This record cannot be read, so that trying again is of no use. Drop it, or try again with a version that can.": (
        "Cet enregistrement est illisible, le relancer ne servirait à rien. Supprimez-le, ou relancez-le avec une "
        "version qui sait le lire."
    ),
    "The record is tried again.": "L’enregistrement est relancé.",
    "The second factor is off.": "Le second facteur est désactivé.",
    "The session is ended.": "La session est fermée.",
    "The six digits it shows now": "Les six chiffres qu’elle affiche",
    "The six digits of your authenticator app, or a recovery code": (
        "Les six chiffres de votre application d’authentification, ou un code de secours"
    ),
    "The stock is adjusted.": "Le stock est corrigé.",
    "The stock is tracked from now on.": "Le stock est désormais suivi.",
    "The threshold is 7 now.": "Le seuil est maintenant de 7.",
    "The threshold is saved.": "Le seuil est enregistré.",
    "The view is removed.": "La vue est supprimée.",
    "The view is saved.": "La vue est enregistrée.",
    "There is an account with this e-mail address already.": "Un compte existe déjà avec cette adresse e-mail.",
    "There is not that much in stock.": "Le stock ne suffit pas.",
    "This code is not right, or was used before.": "Ce code est faux ou a déjà servi.",
    "This e-mail address and password do not match.": "Adresse e-mail ou mot de passe incorrect.",
    "This is not your present password.": "Ce n’est pas votre mot de passe actuel.",
    "Title": "Titre",
    "Undo": "Annuler",
    "To prepare": "À préparer",
    "To pay": "À payer",
    "To refund": "À rembourser",
    "To ship": "À expédier",
    "Too many attempts. Wait a quarter of an hour and try again.": "Trop d’essais. Réessayez dans un quart d’heure.",
    "Total from": "Total à partir de",
    "Total with VAT": "Total TTC",
    "Track the stock": "Suivre le stock",
    "Try again": "Relancer",
    "This was changed meanwhile, by somebody else or by you in another window.": (
        "Cela a été modifié entre-temps, par quelqu’un d’autre ou par vous dans une autre fenêtre."
    ),
    "You have changed this meanwhile, in another window.": "Vous l’avez modifié entre-temps, dans une autre fenêtre.",
    "You have a view of this name already.": "Vous avez déjà une vue de ce nom.",
    "Waiting for stock": "En attente de stock",
    "Your code": "Votre code",
    "Your role does not allow this.": "Votre rôle ne le permet pas.",
    "Your settings are saved.": "Vos réglages sont enregistrés.",
    "answered by": "Processus qui a répondu : orders-1",
    "confirmation": "Nous avons bien reçu votre commande",
    "does not answer": "Le service Facturation ne répond pas pour le moment.",
    "does not answer at the moment.": "ne répond pas pour le moment.",
    "gross": "38,30 €",
    "hello": "Bonjour Zoé Martin,",
    "in all": "3 commandes pour 120,00 SEK TTC en tout ; les commandes annulées ne sont pas comptées.",
    "lamps back": "−25,00 €",
    "minus VAT": "−5,42 €",
    "minus gross": "−38,30 €",
    "minus net": "−32,88 €",
    "postage back": "−4,90 €",
    "rates": ["20 %", "−24,92 €", "−4,98 €", "5,5 %", "−7,96 €", "−0,44 €"],
    "still due": "restent à payer",
    "this one": "cette session",
    "unknown here": "the type backshop.orders.PlaceOrder.v9 or its version is not known here",
}
ABOUT: Says = {
    "Select order": "Select order %s",
    "PDF being made": "The PDF of {} is being made",
    "Shipped order": "Shipped",
    "2 orders": ": 2 orders, US$80.00",
    "answered by": "Process that answered: orders-1",
    "confirmation": "We have received your order",
    "does not answer": "Billing does not answer at the moment.",
    "gross": "€38.30",
    "hello": "Hello Zoé Martin,",
    "in all": "3 orders for US$120.00 in all, VAT included; cancelled orders are not counted.",
    "lamps back": "−€25.00",
    "minus VAT": "−€5.42",
    "minus gross": "−€38.30",
    "minus net": "−€32.88",
    "postage back": "−€4.90",
    "rates": ["20%", "−€24.92", "−€4.98", "5.5%", "−€7.96", "−€0.44"],
    "unknown here": "the type backshop.orders.PlaceOrder.v9 or its version is not known here",
}
"""In English, where the key is not what is said."""


def _as_read(said: Any) -> Any:
    """With plain spaces, as a page is compared."""
    return " ".join(said.split()) if isinstance(said, str) else [_as_read(one) for one in said]


ENGLISH: Says = {text: text for text in FRENCH} | ABOUT
WORDS = {
    language: {text: _as_read(said) for text, said in words.items()}
    for language, words in (("en", ENGLISH), ("fr", FRENCH))
}


def said(english: str, language: str) -> str:
    words: str = WORDS[language][english]
    return words


def in_both() -> pytest.MarkDecorator:
    """Gives a test its `language` and what a page `says` in it."""
    return pytest.mark.parametrize(("language", "says"), list(WORDS.items()), ids=list(WORDS))


def in_one(language: str) -> pytest.MarkDecorator:
    """The same in one language: where the other would walk the same way.

    Whatever is in `FRENCH` is compared with the catalogue (tests/backoffice/test_catalogues.py).
    """
    return pytest.mark.parametrize(("language", "says"), [(language, WORDS[language])], ids=[language])
