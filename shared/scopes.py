"""The services there are, and the scopes of the tokens they are called with: one for each kind of trust."""

SERVICES = ("orders", "billing", "fulfilment", "returns", "notifier")
"""In the order in which they start. The back office is none: it is called by browsers."""

_AREAS = (*SERVICES, "operations")
READ = tuple(f"{area}:read" for area in _AREAS)

PLACE = "orders:place"
"""A storefront's, which anybody on the internet may talk to: it places orders and reserves goods, and no more."""
CATALOGUE = "catalogue:write"
"""Products and their prices: whoever places orders must not make the prices."""
WRITE = (*(f"{area}:write" for area in _AREAS), PLACE, CATALOGUE)
"""`orders:write` is to hold, resume and cancel."""

NOTE = "orders:note"
"""Notes have a scope of their own: the warehouse and accounting write them, and may not cancel an order."""

STATUS = "orders:status"
"""Custom statuses have one too: everybody says how far an order is in the shop."""

TASK = "orders:task"
"""Tasks too: everybody notes what is to be done, and does it."""

NOTIFY = "notifier:notify"
"""To write to customers by hand and send messages again: whoever packs does, and clears no address.

`notifier:write` has it in it.
"""

SETTINGS = tuple(f"{service}:settings" for service in SERVICES)
"""To see and change how a service works, of each that has such settings."""

FILES = "documents:read"
"""For the notifier, whose mails carry the files of documents and quotes: it reads nothing else of billing and orders.

`billing:read` and `orders:read` have it in them.
"""

ANSWER = "quotes:answer"
"""For the page that a customer opens by the link of a mail: to read one quote, accept and decline it.

`orders:read` and `orders:write` have it in them.
"""

ASK = "returns:ask"
"""For the customer's page of an order: what may come back of it by the policy, and to ask for that.

`returns:read` and `returns:write` have it in them.
"""

FOLLOW = "orders:follow"
"""For the customer's page of an order: to read one order in orders, billing and fulfilment, and no list.

`orders:read`, `billing:read` and `fulfilment:read` have it in them, each for its own.
"""

IMPORT = "imports:write"
"""To say when things happened that are brought over from elsewhere. No role has it: nobody antedates what they do."""

STOCK, PAY = "stock:write", "payments:record"
"""For machines: counts of a warehouse without its shipments, payments of a provider without their reversal.

`fulfilment:write` and `billing:write` have them in them.
"""

SCOPES = (*READ, *WRITE, NOTE, STATUS, TASK, NOTIFY, *SETTINGS, STOCK, PAY, FILES, ANSWER, ASK, FOLLOW, IMPORT)
