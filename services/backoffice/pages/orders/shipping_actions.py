"""What is done with the shipments of an order: prepared, shipped, delivered and back; split, merged; their parcels."""

from services.backoffice.web.actions import Action, Button, Subject, lines_named, reason, text_or_none, whole_number
from services.backoffice.web.addresses import segment
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form
from services.backoffice.wording.texts import marked as _

UNITS = "units-"
"""Before a line's number, the name of its field."""


def _left(form: Form) -> str:
    return "handed-over" if form["kind"] == "pickup" else "shipped"


def _parcel_that_leaves(form: Form) -> tuple[str, Json] | None:
    """Its number may be typed as it is marked as shipped: its customer is told of it then."""
    number = text_or_none(form, "tracking_number")
    return (f"/shipments/{segment(form['shipment_id'])}/parcels", {"tracking_number": number}) if number else None


def _back(form: Form) -> str:
    return "not-handed-over" if form["kind"] == "pickup" else "not-shipped"


def _withdrawal(form: Form) -> Json:
    return {"reason": text_or_none(form, "reason")}


def _split(form: Form) -> Json:
    """Lines without a number stay; without any, what the slip waits for goes. Raises NumberRefused."""
    named = [line_no for line_no in lines_named(form, UNITS) if form[f"{UNITS}{line_no}"].strip()]
    units = {line_no: whole_number(form, f"{UNITS}{line_no}") for line_no in named}
    lines = [{"line_no": line_no, "quantity": count} for line_no, count in units.items() if count]
    return {"lines": lines} if lines else {}


def _merge(form: Form) -> Json:
    return {"other_shipment_id": form["other_shipment_id"]}


def _parcel(form: Form) -> Json:
    """Raises NumberRefused."""
    return {
        "carrier": text_or_none(form, "carrier"),
        "tracking_number": text_or_none(form, "tracking_number"),
        "weight_g": whole_number(form, "weight_g") if form["weight_g"].strip() else None,
        "is_return": "is_return" in form,
    } | ({"tell_customer": True} if "tell_customer" in form else {})


def _shipments(shown: Json) -> set[str]:
    return {shipment["shipment_id"] for shipment in shown["order"]["shipments"]} if shown["order"] else set()


def _parcels(shown: Json) -> set[str]:
    """A fulfilment service of the version before tells of none."""
    shipments = shown["order"]["shipments"] if shown["order"] else ()
    return {parcel["parcel_id"] for shipment in shipments for parcel in shipment.get("parcels", ())}


SHIPMENT = Subject("shipment_id", _shipments)
PARCEL = Subject("parcel_id", _parcels)

SHIPPING_ACTIONS = (
    Action(
        "ready",
        in_may="make_ready_for_pickup",
        scope="fulfilment:write",
        service="fulfilment",
        path="/shipments/{shipment_id}/make-ready-for-pickup",
        subject=SHIPMENT,
        done="ready-for-pickup",
        dialog="orders/dialogs/ready.html",
        not_now=_("This is not made ready for pickup now: it is so already, waits for goods, or its order is on hold."),
        button=Button(_("Ready for pickup"), "store"),
    ),
    Action(
        "unready",
        in_may="withdraw_from_pickup",
        scope="fulfilment:write",
        service="fulfilment",
        path="/shipments/{shipment_id}/withdraw-from-pickup",
        subject=SHIPMENT,
        body=_withdrawal,
        done="not-ready-for-pickup",
        dialog="orders/dialogs/unready.html",
        not_now=_("This is not ready for pickup any more."),
        button=Button(_("Not ready for pickup"), "undo-2", ""),
    ),
    Action(
        "ship",
        scope="fulfilment:write",
        service="fulfilment",
        path="/shipments/{shipment_id}/ship",
        subject=SHIPMENT,
        first=_parcel_that_leaves,
        done=_left,
        dialog="orders/dialogs/ship.html",
        not_now=_("This parcel does not leave now: it has left, waits for goods, is void, or its order is on hold."),
        button=Button(_("Mark as shipped"), "truck"),
    ),
    Action(
        "unship",
        scope="fulfilment:write",
        service="fulfilment",
        path="/shipments/{shipment_id}/unship",
        subject=SHIPMENT,
        body=reason,
        done=_back,
        dialog="orders/dialogs/unship.html",
        not_now=_("This has not been shipped."),
        button=Button(_("Mark as not shipped"), "undo-2", ""),
    ),
    Action(
        "deliver",
        scope="fulfilment:write",
        service="fulfilment",
        path="/shipments/{shipment_id}/deliver",
        subject=SHIPMENT,
        done="delivered",
        dialog="orders/dialogs/deliver.html",
        not_now=_("Only what has left is delivered, once; what was handed over is with its customer."),
        button=Button(_("Mark as delivered"), "package-check", ""),
    ),
    Action(
        "undeliver",
        scope="fulfilment:write",
        service="fulfilment",
        path="/shipments/{shipment_id}/undeliver",
        subject=SHIPMENT,
        body=reason,
        done="not-delivered",
        dialog="orders/dialogs/undeliver.html",
        not_now=_("This is not marked as delivered."),
        button=Button(_("Mark as not delivered"), "undo-2", ""),
    ),
    Action(
        "split",
        scope="fulfilment:write",
        service="fulfilment",
        path="/shipments/{shipment_id}/split",
        subject=SHIPMENT,
        body=_split,
        done="split",
        dialog="orders/dialogs/split.html",
        not_now=_(
            "This is not split: it has left, is ready for pickup or has one unit alone, or its order is on hold."
        ),
        button=Button(_("Split"), "boxes", ""),
    ),
    Action(
        "merge",
        scope="fulfilment:write",
        service="fulfilment",
        path="/shipments/{shipment_id}/merge",
        subject=SHIPMENT,
        body=_merge,
        done="merged",
        dialog="orders/dialogs/merge.html",
        not_now=_("There is no other open slip to merge this one with, or its order is on hold."),
        button=Button(_("Merge"), "package", ""),
    ),
    Action(
        "parcel",
        in_may="add_parcel",
        scope="fulfilment:write",
        service="fulfilment",
        path="/shipments/{shipment_id}/parcels",
        subject=SHIPMENT,
        body=_parcel,
        done="parcel-added",
        dialog="orders/dialogs/parcel.html",
        not_now=_("This packing slip is void: nothing is sent with it."),
        button=Button(_("Add a parcel"), "plus", ""),
    ),
    Action(
        "parcel-correct",
        scope="fulfilment:write",
        service="fulfilment",
        path="/parcels/{parcel_id}/correct",
        in_may="correct",
        subject=PARCEL,
        body=_parcel,
        done="parcel-corrected",
        dialog="orders/dialogs/parcel_correct.html",
        not_now=_("This packing slip is void: nothing is sent with it."),
        button=Button(_("Correct the parcel"), "pencil", ""),
    ),
    Action(
        "parcel-remove",
        scope="fulfilment:write",
        service="fulfilment",
        path="/parcels/{parcel_id}/remove",
        in_may="remove",
        subject=PARCEL,
        done="parcel-removed",
        dialog="orders/dialogs/parcel_remove.html",
        not_now=_("What was in this parcel is sent again: say that it is found before it is removed."),
        button=Button(_("Remove the parcel"), "trash-2", ""),
    ),
    Action(
        "parcel-again",
        in_may="send_again",
        scope="fulfilment:write",
        service="fulfilment",
        path="/parcels/{parcel_id}/send-again",
        subject=PARCEL,
        body=_split,
        done="sent-again",
        dialog="orders/dialogs/parcel_again.html",
        not_now=_(
            "This is not sent again: it has not left, is sent again or credited already, or its order is on hold or"
            " cancelled."
        ),
        button=Button(_("Lost: send again"), "rotate-cw", ""),
    ),
    Action(
        "parcel-found",
        in_may="find",
        scope="fulfilment:write",
        service="fulfilment",
        path="/parcels/{parcel_id}/found",
        subject=PARCEL,
        done="parcel-found",
        dialog="orders/dialogs/parcel_found.html",
        not_now=_("This parcel is not marked as lost, or what sends it again has left."),
        button=Button(_("Found after all"), "search", ""),
    ),
)
