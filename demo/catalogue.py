"""What the demo shop sells: homeware, stationery, books, groceries and plants, and what ends up on its shelves."""

from decimal import Decimal
from typing import NamedTuple


class Product(NamedTuple):
    """`left`: units on the shelf once all orders have what they get; None where the stock is not tracked."""

    sku: str
    title: str
    price: Decimal
    vat_rate: Decimal
    left: int | None
    threshold: int = 0
    ships: bool = True

    @property
    def is_sold_out(self) -> bool:
        return self.left == 0

    @property
    def is_plentiful(self) -> bool:
        """Also with some units more or less: its stock dot is green."""
        return self.left is None or self.left > self.threshold + 5


GIFT_WRAPPING = "SER-CAD-01"


def _read(line: str) -> Product:
    sku, title, price, vat_rate, left, threshold = (cell.strip() for cell in line.split("|"))
    return Product(
        sku,
        title,
        Decimal(price),
        Decimal(vat_rate),
        left=int(left) if left.isdigit() else None,
        threshold=int(threshold or 0),
        ships=left != "no parcel",
    )


# VAT: food and books 5.5 %, plants 10 %, sweets, alcohol and the rest 20 %; a gift card is taxed when it is spent.
_TABLE = """
MAI-BOL-01 | Bol breton en faïence, bleu | 14.90 | 20 | 38 | 10
MAI-MUG-01 | Mug en grès, 30 cl | 16.50 | 20 | 52 | 12
MAI-ASS-04 | Assiettes creuses en grès, lot de 4 | 42.00 | 20 | 14 | 5
MAI-COC-24 | Cocotte en fonte 24 cm, vert sauge | 129.00 | 20 | 0 | 3
MAI-TOR-01 | Torchon en lin lavé, rayures ocre | 12.90 | 20 | 61 | 15
MAI-NAP-25 | Nappe en lin lavé, 150 × 250 cm | 79.00 | 20 | 3 | 4
MAI-SER-06 | Serviettes de table en coton, lot de 6 | 29.90 | 20 | 22 | 6
MAI-PLA-01 | Plaid en laine des Pyrénées | 89.00 | 20 | 11 | 3
MAI-COU-40 | Coussin en velours 40 × 40 cm, moutarde | 34.90 | 20 | 19 | 5
MAI-BOU-01 | Bougie parfumée au figuier, 180 g | 24.00 | 20 | 44 | 12
MAI-BOU-02 | Bougie parfumée à la fleur de sel, 180 g | 24.00 | 20 | 7 | 12
MAI-VAS-25 | Vase en verre recyclé, 25 cm | 27.50 | 20 | 16 | 4
MAI-PAN-01 | Panier à linge en osier | 49.00 | 20 | 10 | 2
MAI-LAM-01 | Lampe de bureau articulée, laiton | 68.00 | 20 | 12 | 3
MAI-PLN-01 | Planche à découper en hêtre | 32.00 | 20 | 27 | 6
MAI-CTO-01 | Couteau pliant, manche en olivier | 26.00 | 20 | 18 | 5
MAI-CAF-06 | Cafetière italienne, 6 tasses | 36.90 | 20 | 2 | 4
MAI-THE-08 | Théière en fonte, 0,8 l | 45.00 | 20 | 13 | 3
MAI-CRF-01 | Carafe en verre soufflé, 1 l | 22.90 | 20 | 20 | 5
MAI-VER-06 | Verres à eau, lot de 6 | 31.00 | 20 | 24 | 6
MAI-SAV-30 | Savon de Marseille à l’olive, 300 g | 5.90 | 20 | 96 | 20
MAI-SAN-01 | Savon noir à l’huile d’olive, 1 l | 8.90 | 20 | 35 | 10
MAI-BRO-01 | Brosse à vaisselle en hêtre | 7.50 | 20 | 48 | 12
PAP-CAR-A5 | Carnet pointillé A5, couverture toile | 14.00 | 20 | 57 | 15
PAP-CAR-A6 | Carnet de poche A6, papier recyclé | 6.50 | 20 | 73 | 20
PAP-STY-01 | Stylo plume laqué, plume moyenne | 39.00 | 20 | 15 | 4
PAP-ENC-50 | Encre bleu nuit, flacon de 50 ml | 12.50 | 20 | 26 | 6
PAP-CRA-12 | Crayons de couleur, boîte de 12 | 15.90 | 20 | 31 | 8
PAP-AGE-01 | Agenda perpétuel relié | 19.90 | 20 | 4 | 6
PAP-ENV-20 | Enveloppes vergées, lot de 20 | 7.20 | 20 | 40 | 10
PAP-CPO-08 | Cartes postales de Nantes, lot de 8 | 9.60 | 20 | 64 | 15
PAP-RUB-05 | Ruban adhésif décoratif, lot de 5 | 8.90 | 20 | 29 | 8
PAP-CAL-01 | Calendrier mural illustré | 18.00 | 20 | 0 | 5
PAP-TRO-01 | Trousse en cuir naturel | 34.00 | 20 | 12 | 3
PAP-AFF-01 | Affiche « Quai de la Fosse », 30 × 40 cm | 28.00 | 20 | 21 | 5
PAP-AFP-01 | Affiche personnalisée, imprimée à la commande | 39.00 | 20 | not tracked |
LIV-GME-01 | Le Grand Meaulnes, Alain-Fournier | 8.40 | 5.5 | 33 | 8
LIV-REC-01 | Recettes de la côte atlantique | 24.90 | 5.5 | 17 | 5
LIV-POT-01 | Le potager au balcon | 17.90 | 5.5 | 5 | 6
LIV-IMA-01 | L’imagier des oiseaux | 13.50 | 5.5 | 23 | 6
EPI-SEL-25 | Fleur de sel de Guérande, 250 g | 6.90 | 5.5 | 88 | 20
EPI-CAR-20 | Caramels au beurre salé, 200 g | 7.90 | 20 | 55 | 15
EPI-SAR-11 | Sardines à l’huile d’olive, 115 g | 5.40 | 5.5 | 110 | 25
EPI-MIE-50 | Miel de châtaignier, 500 g | 9.80 | 5.5 | 36 | 10
EPI-CON-32 | Confiture d’abricot, 320 g | 5.90 | 5.5 | 47 | 12
EPI-HUI-50 | Huile d’olive vierge extra, 50 cl | 15.50 | 5.5 | 0 | 8
EPI-CHO-70 | Chocolat noir 70 %, 100 g | 4.90 | 5.5 | 82 | 20
EPI-CAF-50 | Café en grains, 500 g | 14.20 | 5.5 | 41 | 10
EPI-THE-10 | Thé noir aux agrumes, 100 g | 11.50 | 5.5 | 28 | 8
EPI-GAL-30 | Galettes bretonnes pur beurre, 300 g | 6.20 | 5.5 | 9 | 15
EPI-MOU-20 | Moutarde à l’ancienne, 200 g | 4.60 | 5.5 | 51 | 12
EPI-SIR-50 | Sirop de menthe artisanal, 50 cl | 7.80 | 5.5 | 25 | 6
EPI-CID-75 | Cidre fermier brut, 75 cl | 6.50 | 20 | 66 | 18
EPI-COF-01 | Coffret gourmand breton | 39.00 | 20 | 16 | 5
JAR-MON-40 | Monstera en pot, 40 cm | 29.00 | 10 | 0 | 4
JAR-BOU-01 | Bouquet de fleurs séchées | 26.00 | 10 | 14 | 4
JAR-TUL-20 | Bulbes de tulipes, lot de 20 | 12.00 | 10 | 43 | 10
JAR-ROM-01 | Romarin en pot | 6.90 | 10 | 18 | 6
CAD-025 | Carte cadeau de 25 € | 25.00 | 0 | no parcel |
CAD-050 | Carte cadeau de 50 € | 50.00 | 0 | no parcel |
NUM-PAT-01 | Patron de couture à télécharger, tablier | 9.00 | 20 | no parcel |
NUM-REC-01 | Recettes de saison à télécharger | 12.90 | 5.5 | no parcel |
SER-CAD-01 | Emballage cadeau | 3.90 | 20 | no parcel |
"""

CATALOGUE = tuple(_read(line) for line in _TABLE.strip().splitlines())
BY_SKU = {product.sku: product for product in CATALOGUE}

COUNTED = (
    ("MAI-VER-06", -2, "Deux lots cassés au déballage"),
    ("EPI-MIE-50", 1, "Inventaire : un pot retrouvé en réserve"),
    ("MAI-BOL-01", -1, "Ébréché, mis en vitrine"),
)
"""What was found and lost when the shelves were counted."""
