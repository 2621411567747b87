"""The services there are, and the scopes of the tokens they are called with."""

SERVICES = ("orders", "billing", "fulfilment", "returns", "notifier")
"""In the order in which they start. The back office is none: it is called by browsers."""

_AREAS = (*SERVICES, "operations")
READ = tuple(f"{area}:read" for area in _AREAS)
WRITE = tuple(f"{area}:write" for area in _AREAS)
NOTE = "orders:note"
"""Notes have a scope of their own: the warehouse and accounting write them, and may not cancel an order."""

IMPORT = "imports:write"
"""To say when things happened that are brought over from elsewhere. No role has it: nobody antedates what they do."""

SCOPES = (*READ, *WRITE, NOTE, IMPORT)
