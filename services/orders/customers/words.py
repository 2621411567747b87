"""The words by which a customer is found."""

from services.orders.search_words import code_word, words_of_order
from shared.schemas.orders import Profile


def words_of_customer(profile: Profile) -> set[str]:
    """As its orders are found: by name, e-mail, phone, addresses, and whole numbers."""
    texts, codes = [profile.name, profile.email], list[str | None]()
    for one in profile.addresses:
        texts += [one.address.name, one.address.company, one.address.city]
        codes.append(one.address.postal_code)
    words = words_of_order(
        texts=filter(None, texts), codes=filter(None, codes), phone=profile.phone, phone_e164=profile.phone_e164
    )
    return words | {code_word(number) for number in (profile.reference, profile.vat_number) if number}
