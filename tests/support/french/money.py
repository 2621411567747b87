"""What pages say in French of payments, documents and amounts, by what they say in English."""

from typing import Any

MONEY: dict[str, Any] = {
    "1 credited": "1 créditée",
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
    "Amount": "Montant",
    "Record a refund": "Enregistrer un remboursement",
    "Refund given": "Remboursement versé",
    "Refund on its way": "Remboursement en route",
    "The refund failed": "Le remboursement a échoué",
    "Cancellation invoice": "Facture d’annulation",
    "Create invoice": "Créer la facture",
    "Credited": "Créditée",
    "Credits invoice": "Crédite la facture",
    "This file is being made. Try again in a moment.": (
        "Ce fichier est en cours de création. Réessayez dans un instant."
    ),
    "PDF being made": "Le PDF de {} est en cours de création",
    "Due date": "Échéance",
    "Enter a late payment": "Saisir un paiement tardif",
    "Enter a payment": "Saisir un paiement",
    "Enter the payment": "Enregistrer le paiement",
    "For the accounts": "Pour la comptabilité",
    "Journal of documents": "Journal des documents",
    "Totals by day and VAT rate": "Totaux par jour et par taux de TVA",
    "This period is not valid": "Cette période n’est pas valable",
    "Give an amount above zero, such as 12.50": "Donnez un montant supérieur à zéro, par exemple 12,50",
    "Give an amount, such as 12.50": "Donnez un montant, par exemple 12,50",
    "Invoice": "Facture",
    "The invoice is issued.": "La facture est émise.",
    "Mark as not paid": "Marquer comme non payée",
    "Mark as paid": "Marquer comme payée",
    "Not credited": "Non créditée",
    "Not paid": "Non payée",
    "Nothing to credit": "Rien à créditer",
    "Paid": "Payée",
    "Partly paid": "Payée en partie",
    "Payment: Not paid": "Paiement : Non payée",
    "Days to pay": "Délai de paiement en jours",
    "Invoices": "Factures",
    "Invoices are made": "Les factures sont établies",
    "Prefix of invoices": "Préfixe des factures",
    "Terms of payment": "Conditions de paiement",
    "The customer has paid more": "Le client a payé davantage",
    "To pay": "À payer",
    "To refund": "À rembourser",
    "Total from": "Total à partir de",
    "Total with VAT": "Total TTC",
    "gross": "38,30 €",
    "lamps back": "−25,00 €",
    "minus VAT": "−5,42 €",
    "minus gross": "−38,30 €",
    "minus net": "−32,88 €",
    "postage back": "−4,90 €",
    "rates": ["20 %", "−24,92 €", "−4,98 €", "5,5 %", "−7,96 €", "−0,44 €"],
    "still due": "restent à payer",
}
