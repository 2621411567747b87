"""What people write: customers at checkout, staff in notes and as reasons."""

FEEDBACK = (
    "Merci de ne pas mettre la facture dans le colis, c’est un cadeau.",
    "Code de la porte : 45B21. Deuxième étage, à gauche.",
    "Si je suis absente, vous pouvez laisser le colis chez la gardienne.",
    "Très contente de ma première commande, je reviens avec plaisir !",
    "Pouvez-vous joindre un petit mot : « Bon anniversaire Mamie » ?",
    "Livraison plutôt le matin si possible, merci.",
    "Attention, la sonnette ne marche pas : merci d’appeler en arrivant.",
    "Un grand merci pour le soin apporté aux emballages.",
    "C’est pour une crémaillère samedi, j’espère que cela arrivera à temps.",
    "Serait-il possible d’avoir un emballage sans plastique ?",
    "Je passe chercher la commande vendredi après 17 h.",
    "Bonjour, le chien aboie mais il est gentil :)",
    "La dernière fois une tasse était ébréchée, pourriez-vous bien la protéger ?",
    "Merci d’envoyer la facture au nom de l’association.",
)
FEEDBACK_EN = ("Please leave the parcel in the porch if nobody is in. Thank you!",)

NOTES = (
    "Cliente fidèle : glisser un échantillon de savon dans le colis.",
    "A appelé pour changer l’étage, transmis au transporteur.",
    "Emballage renforcé demandé (vaisselle).",
    "Rappeler après 18 h, travaille la journée.",
    "Double envoi de la confirmation demandé, fait par téléphone.",
    "Client professionnel, demander le numéro de TVA à la prochaine commande.",
    "Carte cadeau à joindre à la main, écrire au nom d’Hélène.",
    "Avait signalé un retard de Colissimo en mars, vérifier le suivi.",
    "Prévenir l’entrepôt : deux colis si l’emballage ne ferme pas.",
    "Vu avec la comptabilité : paiement reçu en deux fois.",
)

HOLD_REASONS = (
    "Adresse incomplète : numéro de rue à confirmer avec le client",
    "Client en vacances, demande une livraison à son retour",
    "Attend la réponse du client pour la couleur",
    "Paiement à vérifier avec la banque",
    "Regrouper avec une deuxième commande annoncée par téléphone",
)
PLACED_ON_HOLD = "Adresse de livraison introuvable, à vérifier"

CANCEL_REASONS = (
    "Le client a changé d’avis",
    "Commande passée en double",
    "Délai trop long pour le client",
    "Erreur de taille, le client recommande",
    "Article trouvé en magasin",
    "Aucun règlement reçu après relance",
)
CANCELLED_TOO_LATE = "Le client annule par téléphone au moment du départ"

CREDIT_REASONS = (
    "Article arrivé ébréché",
    "Article manquant dans le colis",
    "Couleur différente de la photo",
)
GOODWILL = "Geste commercial pour le retard"
BOUNCED = "Chèque rejeté par la banque"
REFUNDED = "Remboursé après annulation"
CAME_BACK = "Colis resté au quai, pas encore remis au transporteur"
