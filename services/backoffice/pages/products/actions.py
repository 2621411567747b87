"""What is done with a product's stock, each asked for in a dialog: adjust, receive, set the threshold."""

from collections.abc import Callable
from enum import StrEnum

from fastapi import APIRouter, Response

from services.backoffice.pages.products.product_page import find_stock
from services.backoffice.web.actions import act, text_or_none, whole_number
from services.backoffice.web.addresses import segment
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form, Sent, SignedIn, Visit
from shared.schemas.values import Sku

router = APIRouter()


class Name(StrEnum):
    ADJUST = "adjust"
    RECEIVE = "receive"
    THRESHOLD = "threshold"


DONE = {Name.ADJUST: "stock-adjusted", Name.RECEIVE: "stock-received", Name.THRESHOLD: "threshold-saved"}


def _adjustment(form: Form) -> Json:
    return {"quantity": whole_number(form, "quantity"), "reason": form["reason"]}


def _receipt(form: Form) -> Json:
    return {
        "quantity": whole_number(form, "quantity"),
        "reason": text_or_none(form, "reason"),
        "reference": text_or_none(form, "reference"),
    }


ENTRIES: dict[Name, tuple[str, Callable[[Form], Json]]] = {
    Name.ADJUST: ("adjustments", _adjustment),
    Name.RECEIVE: ("receipts", _receipt),
}
"""What writes an entry into the ledger: where it is sent, and its body."""


@router.get("/stock/{name}")
async def get_dialog(name: Name, sku: Sku, visit: SignedIn) -> Response:
    """The SKU stands beside the path: within it, /adjust could not be told from a part of the SKU."""
    shown = await _shown(visit, name, sku)
    stock = shown["stock"]
    form = Form({"key": visit.new_key(), "version": str(stock["version"] if stock else 0)})
    return visit.dialog(_dialog(name), form=form, to=_page(sku), **shown)


@router.post("/stock/{name}")
async def post_action(name: Name, visit: SignedIn, form: Sent) -> Response:
    sku = form["sku"]
    return await act(
        visit,
        _do(visit, name, sku, form),
        to=_page(sku),
        done="stock-tracked" if name is Name.THRESHOLD and form["version"] == "0" else DONE[name],
        dialog=_dialog(name),
        form=form,
        shown=lambda: _shown(visit, name, sku),
    )


async def _do(visit: Visit, name: Name, sku: str, form: Form) -> Json:
    path = f"/stock/{segment(sku)}"
    if name is Name.THRESHOLD:
        threshold = {"low_stock_threshold": whole_number(form, "threshold")}
        return await visit.services.put("fulfilment", path, threshold, version=whole_number(form, "version"))
    kind, body = ENTRIES[name]
    return await visit.services.post("fulfilment", f"{path}/{kind}", body(form), key=form["key"])


async def _shown(visit: Visit, name: Name, sku: str) -> Json:
    return await find_stock(visit, sku) | {"name": name}


def _dialog(name: Name) -> str:
    return f"products/dialogs/{name}.html"


def _page(sku: str) -> str:
    return f"/products/{segment(sku)}"
