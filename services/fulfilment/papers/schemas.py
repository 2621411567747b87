"""What the API takes to print slips."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.json_limits import Many
from shared.schemas.event import Asked

MOST = 1000

Ids = Annotated[Many[UUID], Field(max_length=MOST)]


class SlipsToPrint(Asked):
    """In this order, each once: of an order what has not left yet, or where all of it has, that."""

    shipment_ids: Ids = ()
    order_ids: Ids = ()
