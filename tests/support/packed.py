"""The headers of an event as aiokafka takes and gives them."""

import json

from shared.cloudevents import Outgoing


def headers_of(packed: Outgoing) -> list[tuple[str, bytes]]:
    return [(name, value.encode()) for name, value in json.loads(packed.headers)]
