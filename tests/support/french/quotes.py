"""What pages of quotes say, in French."""

QUOTES: dict[str, str] = {
    "A discount is at most what it is taken off, and in whole cents.": (
        "Une remise ne dépasse pas le montant dont elle est déduite, et se compte en centimes entiers."
    ),
    "Accept: order with obligation to pay": "Accepter\N{NO-BREAK SPACE}: commande avec obligation de paiement",
    "Add a product": "Ajouter un article",
    "Comment for the customer": "Commentaire pour le client",
    "Customer declined": "Refusé par le client",
    "Decline the quote": "Refuser le devis",
    "Declined": "Refusé",
    "Discount on the whole": "Remise sur l’ensemble",
    "Draft": "Brouillon",
    "Duplicate": "Dupliquer",
    "Find": "Chercher",
    "Make a quote": "Faire un devis",
    "Make it an order": "Transformer en commande",
    "New quote": "Nouveau devis",
    "Place the order": "Passer la commande",
    "Save and compute": "Enregistrer et calculer",
    "Send": "Envoyer",
    "The quote is an order now.": "Le devis est devenu une commande.",
    "The quote is saved, and its totals are computed.": "Le devis est enregistré et ses totaux sont calculés.",
    "The quote is sent.": "Le devis est envoyé.",
    "This is a draft: change it as you like, then send it.": (
        "Voici un brouillon\N{NO-BREAK SPACE}: modifiez-le à votre guise, puis envoyez-le."
    ),
    "What should be different? (optional)": "Que faudrait-il changer\N{NO-BREAK SPACE}? (facultatif)",
    "What the customer said (optional)": "Ce que le client a dit (facultatif)",
    "Find a customer of the shop": "Chercher un client de la boutique",
    "The customer has no e-mail address: no mail is sent.": (
        "Le client n’a pas d’adresse e-mail\N{NO-BREAK SPACE}: aucun e-mail ne part."
    ),
    "The quote is locked as if sent, but no mail goes out. Print its PDF and hand it over.": (
        "Le devis est verrouillé comme s’il était envoyé, mais aucun e-mail ne part. Imprimez son PDF et remettez-le."
    ),
    "This quote is an order already.": "Ce devis est déjà une commande.",
}
