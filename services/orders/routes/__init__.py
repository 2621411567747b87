"""The HTTP API, a module a subject. Of two paths that both fit, the one that is named first here is taken."""

from fastapi import APIRouter

from services.orders.routes import listing, notes, orders, products

router = APIRouter()
for subject in (listing, orders, notes, products):
    router.include_router(subject.router)
