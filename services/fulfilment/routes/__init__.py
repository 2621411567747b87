"""The HTTP API, a module a subject."""

from services.fulfilment.routes import carriers, parcels, reservations, shipments, slips, stock

routers = tuple(subject.router for subject in (stock, reservations, shipments, parcels, slips, carriers))
