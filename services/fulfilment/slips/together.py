"""What is on several slips of an order, such as what follows a parcel."""

from collections.abc import Iterable, Sequence

from services.fulfilment.orders.model import Wanted
from services.fulfilment.slips.model import OPEN, Slip
from shared.schemas.fulfilment import LineQuantity


def what_follows(slips: Iterable[Slip], new: Sequence[Wanted] = ()) -> tuple[LineQuantity, ...]:
    """What is on those that are open, and on a new one that is about to be made."""
    return together([slip for slip in slips if slip.state in OPEN], new)


def together(slips: Iterable[Slip], new: Sequence[Wanted] = ()) -> tuple[LineQuantity, ...]:
    """What is on them, each line once."""
    lines: dict[int, LineQuantity] = {}
    for line in [*(line for slip in slips for line in slip.lines), *new]:
        before = lines[line.line_no].quantity if line.line_no in lines else 0
        lines[line.line_no] = LineQuantity(line_no=line.line_no, sku=line.sku, quantity=before + line.quantity)
    return tuple([lines[line_no] for line_no in sorted(lines)])
