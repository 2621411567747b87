"""Names, streets and real towns with their postal codes, of which the demo shop's customers are made."""

_FIRST = """
Adèle Agathe Alexandre Amina Anaïs André Antoine Aurélie Baptiste Bruno Camille Céline Chloé Claire Damien Delphine
Élise Émilie Étienne Fabien Florence François Gaëlle Guillaume Hugo Inès Isabelle Jean-Marc Jeanne Jérôme Karine
Laurent Léa Lucas Manon Marc Margaux Marie Mathilde Mehdi Nathalie Nicolas Noémie Olivier Pauline Philippe Quentin
Romain Salomé Sandrine Solène Sophie Stéphane Thibault Thomas Valérie Vincent Yann Yasmine Zoé
"""

_LAST = """
Aubert Bailly Barbier Baudry Besson Blanchard Bonnet Boucher Bourgeois Briand Caron Charpentier Chevalier Colin
Cordier Couturier Dubois Dumas Fabre Faure Ferrand Fleury Fontaine Gautier Gérard Giraud Guérin Guillou Haddad Hamon
Hervé Jacquet Joly Lacroix Lambert Langlois Lebrun Leclercq Lefèvre Kermarrec Lemoine Leroux Mallet Marchand Maréchal
Masson Mercier Meunier Michaud Morel Moulin Noël Olivier Pasquier Perrin Picard Poirier Prévost Renaud Rivière Robin
Rolland Roussel Roy Sauvage Tanguy Tessier Vasseur Vidal
"""

_STREETS = """
rue des Lilas | rue Victor-Hugo | rue Jean-Jaurès | avenue de la République | place de l’Église | impasse des Acacias |
chemin du Moulin | boulevard Gambetta | rue Pasteur | rue des Écoles | allée des Tilleuls | quai des Bateliers |
rue du Port | rue de la Fontaine | rue Voltaire | rue de la Gare | rue du Général-Leclerc | rue des Jardins |
avenue des Platanes | rue du Marché | rue Saint-Michel | rue de Bretagne | chemin des Vignes | rue Émile-Zola |
rue des Carmes | rue de l’Abbaye
"""

_FRENCH_TOWNS = """
44000 Nantes | 44100 Nantes | 44300 Nantes | 44600 Saint-Nazaire | 44500 La Baule-Escoublac | 44350 Guérande |
49000 Angers | 49100 Angers | 35000 Rennes | 35700 Rennes | 35400 Saint-Malo | 56000 Vannes | 56100 Lorient |
29200 Brest | 29000 Quimper | 22000 Saint-Brieuc | 85000 La Roche-sur-Yon | 85100 Les Sables-d’Olonne |
17000 La Rochelle | 79000 Niort | 86000 Poitiers | 37000 Tours | 45000 Orléans | 72000 Le Mans | 53000 Laval |
14000 Caen | 76000 Rouen | 76600 Le Havre | 80000 Amiens | 59000 Lille | 62000 Arras | 51100 Reims | 54000 Nancy |
57000 Metz | 67000 Strasbourg | 68000 Colmar | 25000 Besançon | 21000 Dijon | 71000 Mâcon | 69003 Lyon | 69006 Lyon |
42000 Saint-Étienne | 63000 Clermont-Ferrand | 38000 Grenoble | 73000 Chambéry | 74000 Annecy | 26000 Valence |
84000 Avignon | 13006 Marseille | 13100 Aix-en-Provence | 83000 Toulon | 06000 Nice | 34000 Montpellier | 30000 Nîmes |
66000 Perpignan | 11000 Carcassonne | 31000 Toulouse | 81000 Albi | 64000 Pau | 64100 Bayonne | 40100 Dax |
33000 Bordeaux | 24000 Périgueux | 87000 Limoges | 75011 Paris | 75014 Paris | 75018 Paris |
92100 Boulogne-Billancourt | 93100 Montreuil | 94300 Vincennes | 78000 Versailles | 20000 Ajaccio
"""

_BELGIAN_TOWNS = """
1000 Bruxelles | 1050 Ixelles | 4000 Liège | 5000 Namur | 7000 Mons | 6000 Charleroi | 1348 Louvain-la-Neuve
"""

_SWISS_TOWNS = """
1003 Lausanne | 1201 Genève | 1700 Fribourg | 2000 Neuchâtel | 1950 Sion
"""


def _cells(text: str) -> list[str]:
    return [cell.strip() for cell in text.split("|")]


FIRST_NAMES = _FIRST.split()
LAST_NAMES = _LAST.split()
STREETS = _cells(_STREETS)
COMPANIES = ("Atelier", "Cabinet", "Maison", "Studio", "Librairie")
TOWNS = {"FR": _cells(_FRENCH_TOWNS), "BE": _cells(_BELGIAN_TOWNS), "CH": _cells(_SWISS_TOWNS)}
"""By country, each with its postal code before it."""
