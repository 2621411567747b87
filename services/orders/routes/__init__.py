"""The HTTP API, a module a subject. Of two paths that both fit, the one that is named first here is taken."""

from services.orders.routes import customers, edits, listing, notes, orders, products, quotes, statuses, tasks

routers = tuple(
    subject.router for subject in (listing, orders, edits, notes, statuses, tasks, quotes, customers, products)
)
