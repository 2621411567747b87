"""What services are asked about an edit before it is done: what it would make of documents and mails."""

from typing import Annotated

from pydantic import WithJsonSchema

from shared.schemas.event import Asked
from shared.schemas.orders.events import OrderEdited

_AS_ANNOUNCED = {
    "type": "object",
    "description": "the OrderEdited that orders would announce, as its preview has it in `told`",
}


class EditToPreview(Asked):
    """An edit as it would be announced: a fact, which may have fields that are not known here."""

    edit: Annotated[OrderEdited, WithJsonSchema(_AS_ANNOUNCED)]
