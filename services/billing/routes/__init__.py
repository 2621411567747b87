"""Billing's API, a module a subject. Of two paths that both fit, the one that is named first here is taken."""

from services.billing import credit_previews, edit_previews
from services.billing.files import routes as looks
from services.billing.journal import routes as journal
from services.billing.rates import routes as rates
from services.billing.routes import documents, payments, reminders

routers = tuple(
    subject.router
    for subject in (journal, looks, rates, credit_previews, edit_previews, documents, payments, reminders)
)
