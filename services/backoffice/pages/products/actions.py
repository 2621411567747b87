"""What is done with a product's stock, each asked for in a dialog: adjust, receive, set the threshold."""

from typing import Annotated

from fastapi import Query

from services.backoffice.pages.products.stock import find_stock, may_of
from services.backoffice.web.actions import Action, Actions, Button, Target, text_or_none, whole_number
from services.backoffice.web.addresses import segment
from services.backoffice.web.service_clients import Json
from services.backoffice.web.typed_days import end_of_day
from services.backoffice.web.visit import Form, Sent, Visit
from services.backoffice.wording.texts import marked as _
from shared.refused import NotFound
from shared.schemas.values import Sku


def _adjustment(form: Form) -> Json:
    return {"quantity": whole_number(form, "quantity", signed=True), "reason": form["reason"]}


def _receipt(form: Form) -> Json:
    return {
        "quantity": whole_number(form, "quantity"),
        "reason": text_or_none(form, "reason"),
        "reference": text_or_none(form, "reference"),
    }


def _rules(form: Form) -> Json:
    """Raises NumberRefused."""
    policy = form["backorders"] or None
    return {
        "low_stock_threshold": whole_number(form, "low_stock_threshold"),
        "backorders": policy,
        "location": form["location"].strip() if "location" in form else None,
        "backorders_until": end_of_day(form, "backorders_until") if policy == "until" else None,
    }


def _threshold_done(form: Form) -> str:
    """Version 0 is of a product that is not tracked yet."""
    return "stock-tracked" if form["version"] == "0" else "threshold-saved"


async def product_asked(form: Sent, sku: Annotated[Sku | None, Query()] = None) -> Target:
    """The SKU comes beside the path: within it, /adjust could as well be a part of the SKU."""
    known = sku or form["sku"]
    if not known:
        raise NotFound("an action on stock needs a SKU")
    return Target({"sku": known}, page=f"/products/{segment(known)}")


async def _shown(visit: Visit, action: Action, target: Target) -> Json:
    shown = await find_stock(visit, target.ids["sku"])
    return {"owner": shown["stocks"], **shown}


STOCK_ACTIONS = Actions(
    "/stock",
    product_asked,
    _shown,
    lambda action, form, shown: may_of(shown["stock"]),
    (
        Action(
            "adjust",
            scope="fulfilment:write",
            service="fulfilment",
            path="/stock/{sku}/adjustments",
            body=_adjustment,
            done="stock-adjusted",
            dialog="products/dialogs/adjust.html",
            not_now=_("The stock of this product is not tracked."),
            button=Button(_("Adjust"), "pencil"),
        ),
        Action(
            "receive",
            scope="fulfilment:write",
            service="fulfilment",
            path="/stock/{sku}/receipts",
            body=_receipt,
            done="stock-received",
            dialog="products/dialogs/receive.html",
            not_now=_("The stock of this product is not tracked."),
            button=Button(_("Receive goods"), "plus"),
        ),
        Action(
            "threshold",
            scope="fulfilment:write",
            service="fulfilment",
            path="/stock/{sku}",
            method="PUT",
            body=_rules,
            done=_threshold_done,
            dialog="products/dialogs/threshold.html",
            button=Button(_("Threshold and backorders"), "bell"),
        ),
    ),
)

router = STOCK_ACTIONS.router()
