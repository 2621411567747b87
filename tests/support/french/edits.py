"""What pages say of editing an order, in French."""

EDITS = {
    "Take over": "Prendre la main",
    "Edit the order": "Modifier la commande",
    "Show what this does": "Montrer ce que cela change",
    "Change the order": "Modifier la commande",
    "Reason, for the history": "Motif, pour l’historique",
    "The order is changed.": "La commande est modifiée.",
    "2 have left: at least so many, at this price.": "2 sont partis : au moins autant, à ce prix.",
    "1 more is credited, and off.": "1 de plus est crédité, et retiré.",
    "Credited before, which stays given back": "Déjà crédité, ce qui reste rendu",
    "At least 2.": "Au moins 2.",
}
