"""The HTTP API, a module a subject. Of two paths that both fit, the one that is named first here is taken."""

from services.orders.routes import (
    customers,
    edits,
    listing,
    looks_of_quotes,
    notes,
    orders,
    products,
    quotes,
    statuses,
    tasks,
)

routers = tuple(
    subject.router
    for subject in (listing, orders, edits, notes, statuses, tasks, looks_of_quotes, quotes, customers, products)
)
