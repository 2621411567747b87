"""The HTTP API, a module a subject."""

from fastapi import APIRouter

from services.fulfilment.routes import shipments, stock

router = APIRouter()
for subject in (stock, shipments):
    router.include_router(subject.router)
