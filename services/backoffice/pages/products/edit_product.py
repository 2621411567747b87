"""What a product is sold as is changed in a dialog: title, price, VAT rate, and whether it is shipped."""

from services.backoffice.pages.products.actions import product_asked
from services.backoffice.pages.products.stock import only
from services.backoffice.web.actions import Action, Actions, Button, Target
from services.backoffice.web.service_clients import Json
from services.backoffice.web.typed_numbers import read_amount
from services.backoffice.web.visit import Form, Visit
from services.backoffice.wording.texts import marked as _
from shared.schemas.money import CURRENCIES


def _sold_as(form: Form) -> Json:
    """Without a price it is open, and in no currency. Raises NumberRefused."""
    rate = read_amount(form["vat_rate"].replace("%", ""), form.reader, field="vat_rate")
    sold_as: Json = {"title": form["title"], "vat_rate": str(rate), "ships": form["ships"] != "no"}
    return sold_as | (_priced(form) if form["price"].strip() else {})


def _priced(form: Form) -> Json:
    currency = form["currency"].strip().upper()
    known = currency if currency in CURRENCIES else ""
    price = read_amount(form["price"], form.reader, field="price", currency=known)
    return {"price": str(price), "currency": currency, "price_includes_vat": form["price_includes_vat"] != "no"}


async def _shown(visit: Visit, action: Action, target: Target) -> Json:
    products = await visit.services.area("orders", "/products", sku=target.ids["sku"])
    return {"owner": products, "products": products, "product": only(products)}


PRODUCT_ACTIONS = Actions(
    "/product",
    product_asked,
    _shown,
    lambda action, form, shown: None,
    (
        Action(
            "edit",
            scope="catalogue:write",
            service="orders",
            path="/products/{sku}",
            method="PUT",
            body=_sold_as,
            done="product-saved",
            dialog="products/dialogs/edit.html",
            button=Button(_("Change the product"), "pencil"),
        ),
    ),
)

router = PRODUCT_ACTIONS.router()
