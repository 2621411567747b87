"""What comes back in a day of work: asked for, withdrawn from, received, credited, refunded, exchanged, closed."""

from tests.faults.day_of_work import Day, Json
from tests.support.returning import BODIES, asked, next_deed, withdrawn


async def give_back(day: Day) -> None:
    """Of some orders the first of which something may come back, or is coming back."""
    for order_id in day.chance.sample(day.orders, min(8, len(day.orders))):
        seen = await day.get("returns", f"/orders/{order_id}")
        open_ = [one for one in seen.get("returns", ()) if one["may"]]
        lines = [line for line in seen.get("lines", ()) if line["returnable"]]
        if open_ and (not lines or day.chance.random() < 0.8):
            await _go_on(day, day.one_of(open_))
        elif lines:
            how, more = day.one_of([("returns", {}), ("returns", {"approve": False}), ("requests", {})])
            await day.post("returns", f"/orders/{order_id}/{how}", {"lines": asked(lines, day.chance)} | more)
        else:
            continue
        return


async def withdraw(day: Day) -> None:
    """From one of the last orders, whether it has left or not; staff settle or accept what came before."""
    seen = await day.get("returns", f"/orders/{day.an_order}")
    if not seen.get("lines"):
        return
    path = f"/orders/{seen['order_id']}/withdrawals"
    if day.chance.random() < 0.6:
        await day.post("returns", path, withdrawn(seen["lines"], day.chance))
    elif cases := (await day.get("returns", "/withdrawals")).get("items"):
        case = day.one_of(cases)
        what = day.one_of(["accept", "settle"])
        await day.post("returns", f"/withdrawals/{case['withdrawal_id']}/{what}", version=case["version"])


async def _go_on(day: Day, one: Json) -> None:
    """What it was exchanged for is an order of the day like others."""
    what = next_deed(one, day.chance)
    body = BODIES[what](one, day.chance) if what in BODIES else None
    done = await day.post("returns", f"/returns/{one['return_id']}/{what}", body, version=one["version"])
    placed = [of["document_id"] for of in done.get("decisions", ()) if of["kind"] == "exchange" and of["document_id"]]
    day.orders += [order_id for order_id in placed if order_id not in day.orders]
