"""What comes back in a day of work: returns are opened, approved or declined, received, credited, refunded, closed."""

from typing import Any

from tests.faults.day_of_work import Day, Json

GONE = {"restock": 3, "quarantine": 1, "scrap": 1}


async def give_back(day: Day) -> None:
    """Of some orders the first of which something may come back, or is coming back."""
    for order_id in day.chance.sample(day.orders, min(8, len(day.orders))):
        seen = await day.get("returns", f"/orders/{order_id}")
        open_ = [one for one in seen.get("returns", ()) if one["may"]]
        lines = [line for line in seen.get("lines", ()) if line["returnable"]]
        if open_:
            await _go_on(day, day.one_of(open_))
        elif lines:
            line = day.one_of(lines)
            units = day.chance.randint(1, line["returnable"])
            wanted = {"line_no": line["line_no"], "quantity": units, "reason": "wrong_size"}
            body = {"lines": [wanted], "approve": day.chance.random() < 0.8}
            await day.post("returns", f"/orders/{order_id}/returns", body)
        else:
            continue
        return


async def _go_on(day: Day, one: Json) -> None:
    what = day.one_of([name for name in one["may"] if name != "change"] or ["close"])
    await day.post("returns", f"/returns/{one['return_id']}/{what}", _said(day, what, one), version=one["version"])


def _said(day: Day, what: str, one: Json) -> Json | None:
    where: Any = day.one_of([name for name, weight in GONE.items() for _ in range(weight)])
    match what:
        case "receive":
            lines = [line for line in one["lines"] if line["awaited"]] or one["lines"]
            line = day.one_of(lines)
            return {"lines": [{"line_no": line["line_no"], "quantity": 1, "disposition": where}]}
        case "dispose":
            line = day.one_of(one["lines"])
            return {"lines": [{"line_no": line["line_no"], "quantity": 1, "disposition": where}]}
        case "decline" | "cancel":
            return {"reason": "worn"}
        case "refund":
            return {"method": "card", "succeeded": day.chance.random() < 0.5}
        case "credit":
            return {}
        case "exchange":
            return {"advance": day.chance.random() < 0.5}
    return None
