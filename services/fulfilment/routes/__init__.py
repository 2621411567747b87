"""The HTTP API, a module a subject."""

from services.fulfilment.routes import carriers, edit_previews, parcels, reservations, shipments, slips, stock

routers = tuple(subject.router for subject in (stock, reservations, shipments, edit_previews, parcels, slips, carriers))
