"""What staff do with a withdrawal, each asked for in a dialog: match it to its order, accept one that is late, settle
it; and enter one that came by letter.
"""

from typing import Any
from uuid import UUID

from services.backoffice.web.actions import Action, Actions, Button, Target, content_or_none, lines_named, text_or_none
from services.backoffice.web.service_clients import Json, together
from services.backoffice.web.typed_numbers import NoUnits, read_whole
from services.backoffice.web.visit import Form, Visit
from services.backoffice.wording.texts import marked as _

UNITS = "units-"


def units_typed(form: Form) -> list[Json] | None:
    """By line, None where no lines are asked for. Raises NumberRefused, and NoUnits where there are none of any."""
    line_nos = lines_named(form, UNITS)
    fields = {line_no: f"{UNITS}{line_no}" for line_no in line_nos}
    typed = {line_no: read_whole(form[name] or "0", form.reader, field=name) for line_no, name in fields.items()}
    units = [{"line_no": line_no, "quantity": units} for line_no, units in typed.items() if units]
    if line_nos and not units:
        raise NoUnits("of no article is it said how many")
    return units or None


def _match(form: Form) -> Json:
    return {"order_number": text_or_none(form, "order_number"), "lines": units_typed(form)}


def _letter(form: Form) -> Json:
    return {
        "name": form["name"],
        "email": text_or_none(form, "email"),
        "reason": text_or_none(form, "reason"),
        "received_on": form["received_on"],
        "language": form["language"],
        "lines": units_typed(form),
    }


async def _withdrawal(withdrawal_id: UUID) -> Target:
    return Target({"withdrawal_id": str(withdrawal_id)}, page=f"/withdrawals/{withdrawal_id}")


async def _order(order_id: UUID) -> Target:
    return Target({"order_id": str(order_id)}, page=f"/orders/{order_id}")


async def _shown(visit: Visit, action: Action, target: Target) -> Json:
    owner = await visit.services.area("returns", target.page)
    one = owner.content
    order_id = one["order_id"] if one and action.name == "match" else None
    offer = await content_or_none(visit, "returns", f"/orders/{order_id}/withdrawal") if order_id else None
    return {"owner": owner, "one": one, "offer": offer}


async def _shown_of_order(visit: Visit, action: Action, target: Target) -> Json:
    areas = await together(
        owner=visit.services.area("returns", f"{target.page}/withdrawal"),
        sold=content_or_none(visit, "orders", target.page),
    )
    return areas | {"offer": areas["owner"].content, "today": visit.today.isoformat()}


def _action(name: str, done: str, button: Button, body: Any = lambda form: None) -> Action:
    return Action(
        name,
        scope="returns:write",
        service="returns",
        path=f"/withdrawals/{{withdrawal_id}}/{name}",
        body=body,
        done=done,
        dialog=f"withdrawals/dialogs/{name}.html",
        not_now=_("That is not possible with this withdrawal as it is now."),
        button=button,
        versioned=True,
    )


WITHDRAWAL_ACTIONS = Actions(
    "/withdrawals/{withdrawal_id}",
    _withdrawal,
    _shown,
    lambda action, form, shown: shown["one"]["may"] if shown["one"] else None,
    (
        _action("match", "withdrawal-matched", Button(_("Match to its order"), "search", "button primary"), _match),
        _action("accept", "withdrawal-accepted", Button(_("Accept all the same"), "check")),
        _action(
            "settle",
            "withdrawal-settled",
            Button(_("Nothing is left to do"), "circle-check"),
            lambda form: {"remark": text_or_none(form, "remark")},
        ),
    ),
)

LETTER = Actions(
    "/orders/{order_id}",
    _order,
    _shown_of_order,
    lambda action, form, shown: None if shown["offer"] is None else ["letter"] if shown["offer"]["lines"] else [],
    (
        Action(
            "letter",
            scope="returns:write",
            service="returns",
            path="/orders/{order_id}/letters",
            body=_letter,
            done="withdrawal-entered",
            dialog="withdrawals/dialogs/letter.html",
            not_now=_("What was ordered is not known to returns yet."),
            button=Button(_("Enter a withdrawal"), "undo-2"),
        ),
    ),
)
