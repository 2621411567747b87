"""What pages say of editing an order, in French."""

EDITS = {
    "Edit the order": "Modifier la commande",
    "Show what this does": "Montrer ce que cela change",
    "Change the order": "Modifier la commande",
    "Reason, for the history": "Motif, pour l’historique",
    "The order is changed.": "La commande est modifiée.",
}
