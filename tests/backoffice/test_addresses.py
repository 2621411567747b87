"""Every SKU has an address that leads to it, whatever it consists of."""

from urllib.parse import unquote, urlsplit

import pytest

from services.backoffice.web.addresses import segment


@pytest.mark.parametrize("sku", ["LAMP", "A/B", "../../staff", "50 %", "1/2?", "a#b", "é&=+", "..", ".", "%2F"])
def test_a_product_s_address_is_read_as_its_sku_again(sku: str) -> None:
    address = urlsplit(f"/products/{segment(sku)}")
    assert (address.query, address.fragment) == ("", "")
    assert address.path.count("/") == 2
    assert address.path.rpartition("/")[2] not in (".", "..")  # which browsers would take for steps
    assert unquote(address.path.removeprefix("/products/")).strip() == sku
