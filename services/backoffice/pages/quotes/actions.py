"""What is done with a quote, each asked for in a dialog: sent, made an order, declined, cancelled."""

from uuid import UUID

from services.backoffice.web.actions import Action, Actions, Button, Target, text_or_none, version_of
from services.backoffice.web.bouncing_address import bouncing_address
from services.backoffice.web.service_clients import Json
from services.backoffice.web.visit import Form, Visit
from services.backoffice.wording.texts import marked as _


def _version(form: Form) -> Json:
    return {"version": version_of(form)}


async def _quote(quote_id: UUID) -> Target:
    return Target({"quote_id": str(quote_id)}, page=f"/quotes/{quote_id}")


async def _shown(visit: Visit, action: Action, target: Target) -> Json:
    owner = await visit.services.area("orders", target.page)
    quote = owner.content
    mailed_to = quote["customer"]["email"] if quote and action.name in ("send", "convert") else None
    return {"owner": owner, "quote": quote, "bouncing": await bouncing_address(visit, mailed_to)}


NOT_NOW = _("That is not possible with this quote as it is now.")

QUOTE_ACTIONS = Actions(
    "/quotes/{quote_id}",
    _quote,
    _shown,
    lambda action, form, shown: shown["quote"]["may"] if shown["quote"] else None,
    (
        Action(
            "send",
            scope="orders:write",
            service="orders",
            path="/quotes/{quote_id}/send",
            body=_version,
            done=lambda form: "quote-sent" if form["mailed"] else "quote-not-mailed",
            dialog="quotes/dialogs/send.html",
            not_now=_("A quote is sent once, as a draft that is still valid."),
            button=Button(_("Send"), "send", "button primary"),
        ),
        Action(
            "convert",
            scope="orders:write",
            service="orders",
            path="/quotes/{quote_id}/convert",
            body=_version,
            done="quote-converted",
            dialog="quotes/dialogs/convert.html",
            not_now=_("A quote becomes an order once, while it is valid."),
            button=Button(_("Make it an order"), "shopping-bag"),
        ),
        Action(
            "decline",
            scope="orders:write",
            service="orders",
            path="/quotes/{quote_id}/decline",
            body=lambda form: {"comment": text_or_none(form, "comment")},
            done="quote-declined",
            dialog="quotes/dialogs/decline.html",
            not_now=NOT_NOW,
            button=Button(_("Customer declined"), "circle-x"),
        ),
        Action(
            "cancel",
            scope="orders:write",
            service="orders",
            path="/quotes/{quote_id}/cancel",
            body=lambda form: {"reason": text_or_none(form, "reason")},
            done="quote-cancelled",
            dialog="quotes/dialogs/cancel.html",
            not_now=NOT_NOW,
            button=Button(_("Cancel the quote"), "ban", "quiet-link"),
        ),
    ),
)

router = QUOTE_ACTIONS.router()
