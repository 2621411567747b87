"""Ways to pay and to deliver are said in the reader's language, however the storefront names them."""

import pytest

from shared.schemas.method_names import _NAMES, _SAME, method_name


@pytest.mark.parametrize(
    ("sent", "english", "french"),
    [
        ("card", "Card", "Carte bancaire"),
        ("CREDIT-CARD", "Card", "Carte bancaire"),
        ("bank transfer", "Bank transfer", "Virement bancaire"),
        ("cheque", "Cheque", "Chèque"),
        ("pickup", "Pickup", "Retrait"),
        ("Virement bancaire", "Bank transfer", "Virement bancaire"),
        ("Card", "Card", "Carte bancaire"),
        ("carte bancaire", "Card", "carte bancaire"),
        ("Chèque cadeau", "Chèque cadeau", "Chèque cadeau"),  # written for people already
        ("Colissimo", "Colissimo", "Colissimo"),
        ("", "", ""),
    ],
)
def test_what_is_known_by_a_word_or_a_name_is_translated_and_what_else_was_written_for_people_is_kept(
    sent: str, english: str, french: str
) -> None:
    assert (method_name(sent, "en"), method_name(sent, "fr")) == (english, french)


def test_other_words_for_the_same_lead_to_a_name() -> None:
    assert set(_SAME.values()) <= _NAMES.keys()
    assert not _SAME.keys() & _NAMES.keys()
