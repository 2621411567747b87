"""What a document's PDF says: each mandatory mention read back from its text, the QR code from a picture of it."""

import re
from decimal import Decimal
from functools import cache
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from services.billing.files.pdf.render import Renderer
from services.billing.files.pdf.sepa_qr import transfer
from services.billing.files.xml.factur_x import factur_x
from shared.schemas.orders import Customer
from tests.billing.document_cases import NANTES, Case, all_cases, case


@cache
def renderer() -> Renderer:
    return Renderer()


def made(of: Case) -> bytes:
    return renderer().pdf(*of, factur_x(*of))


@cache
def pdf_of(name: str) -> bytes:
    return made(all_cases()[name])


@cache
def pages_of(name: str) -> list[str]:
    return texts_of(pdf_of(name))


def texts_of(pdf: bytes) -> list[str]:
    """Of each page, with plain spaces, and without the marks that stand for a break after a hyphen."""
    opened = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_bounded() for page in opened]
    return [re.sub(r"\s+", " ", text.replace("\ufffe", "")) for text in texts]


@pytest.mark.parametrize(
    ("name", "mentions"),
    [
        ("consumer", ["Facture", "Numéro FA-2026-000007", "Date d’émission 2 mars 2026", "Échéance 1er avril 2026"]),
        ("consumer", ["Date de la vente ou de la prestation 28 février 2026", "Commande 1001", "Livraison de biens"]),
        ("consumer", ["Maison Lumière", "SARL au capital de 10 000 EUR", "1 quai de la Fosse", "44000 Nantes"]),
        ("consumer", ["732 829 320 RCS Nantes", "SIREN 732829320", "N° de TVA FR44732829320"]),
        ("consumer", ["Facturé à Zoé Martin 3 rue du Port 44000 Nantes France", "Numéro de client C-17"]),
        ("consumer", ["Thing 1 SKU-1 2 10,42 € 12,50 € 20 % 25,00 €", "Prix unitaire HT", "Prix unitaire TTC"]),
        ("consumer", ["Total HT 20,83 €", "TVA 4,17 €", "Total TTC 25,00 €", "Reste à payer 25,00 €"]),
        ("consumer in english", ["Invoice", "Number FA-2026-000007", "Date of issue 2 March 2026"]),
        ("consumer in english", ["Supply of goods", "VAT number FR44732829320", "Due date 1 April 2026", "due €25.00"]),
        ("business", ["Facturé à Jean Dupont Dupont SA", "SIREN 552100554", "N° de TVA FR96552100554"]),
        ("business", ["des pénalités au taux de la Banque centrale européenne majoré de 10 points"]),
        ("business", ["Indemnité forfaitaire pour frais de recouvrement en cas de retard de paiement : 40 €."]),
        ("consumer", ["14 jours pour se rétracter à compter de la réception des biens", "L221-18"]),
        ("consumer in english", ["withdraw from a distance contract within 14 days of receiving the goods"]),
        ("business", ["Pas d’escompte pour paiement anticipé."]),
        ("business in english", ["Flat compensation for recovery costs", "40 €", "plus 10 points", "No discount for"]),
        ("purchase order", ["Votre référence PO-4711"]),
        ("delivered elsewhere", ["Livré à", "8 rue de la Paix", "Bâtiment B", "75002 Paris"]),
        ("services", ["Prestation de services"]),
        ("goods and services", ["Livraison de biens et prestation de services"]),
        ("VAT on debits", ["Option pour le paiement de la TVA d’après les débits."]),
        ("prices without VAT", ["Thing 1 SKU-1 3 83,33 € 20 % 249,99 €", "Montant HT", "Total TTC 299,99 €"]),
        ("three rates", ["20 % 49,97 € 10,00 €", "10 % 6,36 € 0,64 €", "5,5 % 13,93 € 0,77 €"]),
        ("discounts and costs", ["7,35 € −0,35 € 10 % 7,00 €", "Remise sur la commande −10,00 €"]),
        ("discounts and costs", ["Livraison : Colissimo 20 % 6,90 €", "Carte bancaire 20 % 1,50 €"]),
        ("paid", ["Paiements reçus", "Carte bancaire 1er mars 2026 −25,00 €", "Reste à payer 0,00 €"]),
        ("paid in part", ["−10,00 €", "Reste à payer 15,00 €"]),
        ("paid but for a cent", ["1er mars 2026 −24,99 € Écart de règlement −0,01 € Reste à payer 0,00 €"]),
        ("consumer", ["virement sur l’IBAN FR76 3000 6000 0112 3456 7890 189", "BIC AGRIFRPP"]),
        ("export", ["Exonération de TVA, article 262, I du CGI"]),
        ("overseas", ["département d’outre-mer, article 294, 2 du CGI"]),
        ("within the EU", ["Exonération de TVA, article 262 ter, I du CGI", "N° de TVA DE123456789"]),
        ("within the EU in english", ["Exempt from VAT as a supply within the EU, article 262 ter, I of the CGI"]),
        ("reverse charge", ["Autoliquidation", "FR44732829320", "DE123456789"]),
        ("small business", ["TVA non applicable, art. 293 B du CGI"]),
        ("small business without VAT number", ["SIREN 732829320", "TVA non applicable, art. 293 B du CGI"]),
        ("fractions of a cent", ["1 000 0,0125 € 20 % 12,50 €"]),
        ("pounds", ["£81.67", "Balance due", "VAT £11.41 VAT in euros €13.09 Total with VAT £81.67"]),
        ("pounds", ["VAT in euros: €13.09, at 1 EUR = 0.87135 GBP (European Central Bank, 27 February 2026)."]),
        ("pounds in french", ["TVA en euros : 14,72 €, au taux de 1 EUR = 0,8700 GBP (Banque centrale européenne"]),
        ("cancellation in pounds", ["VAT in euros −€13.09"]),
        ("yen with VAT", ["TVA en euros 3,29 €"]),
        ("yen", ["3 JP¥1,200 0% JP¥3,600"]),
        (
            "credit of one unit",
            ["Avoir (note de crédit) sur la facture FA-2026-000007 du 2 mars 2026. Motif : Cassé à l’arrivée"],
        ),
        ("credit of one unit", ["Numéro AV-2026-000003", "Date d’émission 9 mars 2026", "En votre faveur", "−1"]),
        ("credit with a fee", ["sur les articles, d’une valeur de 89,82 € TTC, 4,49 € sont retenus", "−85,33 €"]),
        ("credit with fees of prices without VAT", ["d’une valeur de 23,68 € HT, 8,87 € sont retenus"]),
        ("credit of shipping alone", ["Livraison : Colissimo 20 % −6,90 €"]),
        ("cancellation", ["Facture d’annulation", "Annule la facture FA-2026-000007 du 2 mars 2026", "−80,07 €"]),
        ("replacement", ["Annule et remplace la facture FA-2026-000003 du 27 février 2026"]),
        ("replacement in english", ["Cancels and replaces invoice FA-2026-000003 of 27 February 2026"]),
        ("cancellation of a small business", ["Cancels invoice FA-2026-000007 of 2 March 2026"]),
    ],
)  # fmt: skip
def test_each_mention_is_on_the_page(name: str, mentions: list[str]) -> None:
    text = " ".join(pages_of(name))
    assert [one for one in mentions if one not in text] == []


@pytest.mark.parametrize(
    ("name", "mention"),
    [
        ("consumer", "40 €"),
        ("consumer", "Livré à"),
        ("business", "rétracter"),
        ("cancellation", "rétracter"),
        ("consumer", "par option"),
        ("credit in full", "Échéance"),
        ("dollars without VAT", "VAT in euros"),
        ("consumer", "TVA en euros"),
        ("credit in full", "IBAN"),
        ("paid", "IBAN"),
        ("pounds", "IBAN"),
        ("without IBAN", "IBAN"),
        ("small business without VAT number", "N° de TVA"),
        ("small business without VAT number", "SIREN 732829320."),
    ],
)
def test_what_does_not_hold_is_not_on_the_page(name: str, mention: str) -> None:
    assert mention not in " ".join(pages_of(name))


def test_totals_are_carried_over_the_pages_of_a_long_invoice() -> None:
    pages = pages_of("200 lines")
    assert len(pages) == 8
    carried = [re.search(r"À reporter : (.+? €)", page) for page in pages]
    brought = [re.search(r"Report : (.+? €)", page) for page in pages]
    assert [one.group(1) for one in carried if one] == [one.group(1) for one in brought if one]
    assert (brought[0], carried[-1], len([one for one in carried if one])) == (None, None, 7)
    assert "Page 8 sur 8" in pages[-1]
    assert "Thing 200" in " ".join(pages)
    total = all_cases()["200 lines"].document.totals.gross
    assert f"Total TTC {total:,.2f} €".replace(",", " ").replace(".", ",") in pages[-1]


def test_names_of_200_characters_stay_whole_and_on_the_page() -> None:
    text = re.sub(r"\s", "", " ".join(pages_of("names of 200 characters")))
    for word in ("W" * 200, "i" * 200, "Ä" * 200, "P" * 200, "S" * 64):
        assert word in text
    for page in pypdfium2.PdfDocument(pdf_of("names of 200 characters")):
        width, words = page.get_width(), page.get_textpage()
        rights = [words.get_charbox(index)[2] for index in range(words.count_chars())]
        assert max(rights) <= width - 17 / 25.4 * 72


def test_an_address_that_is_copied_from_the_page_is_the_sellers() -> None:
    email = "comptabilite@maison-lumiere.example"
    pages = texts_of(made(case(seller={"email": email})))
    assert email in pages[0].split()


@pytest.mark.parametrize("name", ["consumer", "200 lines", "names of 200 characters", "names of many scripts"])
def test_no_letter_stands_on_the_page_that_nobody_sees(name: str) -> None:
    assert [page for page in pages_of(name) if "\u200b" in page] == []


@pytest.mark.parametrize("name", ["Ελένη Παπαδοπούλου", "北京华联商厦有限公司", "Ærøvej 5, Łódź"])
def test_names_of_other_scripts_are_read_back(name: str) -> None:
    assert name in " ".join(pages_of("names of many scripts"))


def test_an_arabic_name_is_written_from_the_right_in_joined_letters() -> None:
    with pikepdf.open(BytesIO(pdf_of("names of many scripts"))) as pdf:
        fonts = {str(font.get("/BaseFont")) for font in pdf.pages[0].Resources.Font.values()}
    assert any("NotoSansArabic" in font for font in fonts)
    text = " ".join(pages_of("names of many scripts"))
    assert {"محمد", "الله"} <= set(text.split())


@pytest.mark.parametrize("name", ["Zoé 😀", "გიორგი", "Z\ufe0f\u20e3"])
def test_letters_that_no_font_has_keep_no_invoice_back(name: str) -> None:
    of = case(customer=Customer(name=name, billing_address=NANTES))
    assert "Facturé à" in texts_of(made(of))[0]
    assert name.encode() in factur_x(*of)


def test_a_seller_whose_name_runs_from_the_right_turns_no_number_round() -> None:
    of = case(seller={"legal_name": "متجر النور", "legal_form": "\u202eشركة"})
    assert "732 829 320 RCS Nantes. SIREN 732829320. N° de TVA FR44732829320" in texts_of(made(of))[0]


def test_one_letter_that_no_font_has_takes_no_other_along() -> None:
    of = case(customer=Customer(name="Ελένη 😀 王明 Иван 10 Ω 𠀃", billing_address=NANTES))
    assert "Ελένη ? 王明 Иван 10 Ω ?" in texts_of(made(of))[0]


def test_what_customers_and_staff_wrote_is_printed_as_it_is_and_never_run() -> None:
    markup = '#panic("no") *bold* $x$ `raw` @ref <label> \\ [x] // y'
    of = case(customer=Customer(name=markup, billing_address=NANTES))
    assert markup in texts_of(made(of))[0]
    credit = all_cases()["credit of one unit"]
    reason = "\n".join(f"{number}. {markup}" for number in range(80))
    document = credit.document.model_copy(update={"reason": reason})
    pages = texts_of(made(Case(document, credit.settlement)))
    assert f"79. {markup}" in " ".join(pages)
    assert "En votre faveur" in pages[-1]


def test_amounts_in_a_currency_of_three_decimals_have_all_of_them() -> None:
    text = texts_of(made(case((2, "1.255", "0", "20"), currency="KWD", language="en")))[0]
    assert "2 KWD1.046 KWD1.255 20% KWD2.510" in text


def test_the_transfer_is_read_back_from_a_picture_of_the_page() -> None:
    page = pypdfium2.PdfDocument(pdf_of("paid in part"))[0]
    (code,) = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
    assert code.text.split("\n") == [
        "BCD", "002", "1", "SCT", "AGRIFRPP", "Maison Lumière", "FR7630006000011234567890189", "EUR15.00", "", "",
        "FA-2026-000007",
    ]  # fmt: skip
    assert code.ec_level == "M"


@pytest.mark.parametrize(
    "name", ["paid", "pounds", "without IBAN", "credit in full", "cancellation", "nothing to pay", "yen"]
)
def test_nothing_is_to_be_transferred_where_nothing_is_due_in_euros_on_an_invoice(name: str) -> None:
    assert transfer(*_due(all_cases()[name])) is None


def test_a_transfer_has_room_for_331_bytes() -> None:
    document, _ = case(seller={"legal_name": "é" * 200, "bic": "AGRIFRPPXXX"})
    text = transfer(document, Decimal("999999999.99"))
    assert text
    assert len(text.encode()) <= 331


def test_the_xml_is_in_the_file_as_an_alternative_and_its_metadata_say_so() -> None:
    with pikepdf.open(BytesIO(pdf_of("business"))) as pdf:
        attached = pdf.attachments["factur-x.xml"]
        assert attached.get_file().read_bytes() == factur_x(*all_cases()["business"])
        assert attached.relationship == pikepdf.Name.Alternative
        assert attached.get_file().mime_type == "text/xml"
        metadata = pdf.Root.Metadata.read_bytes().decode()
    for field in ("<pdfaid:part>3<", "<pdfaid:conformance>B<", "<fx:ConformanceLevel>EN 16931<", "<fx:Version>1.0<"):
        assert field in metadata


def test_the_same_document_makes_the_same_bytes() -> None:
    of = all_cases()["discounts and costs"]
    assert Renderer().pdf(*of, factur_x(*of)) == made(of)


def _due(of: Case) -> tuple[object, Decimal]:
    return of.document, of.settlement.due
