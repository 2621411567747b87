"""The rows of the back office's own tables, as its pages read them."""

from services.backoffice.accounts.session_store import SELECT_SESSIONS, session_of
from services.backoffice.accounts.store import SELECT_STAFF, staff_of
from services.backoffice.pages.orders.saved_views import address_of
from services.backoffice.pages.orders.saved_views_store import SavedView
from services.backoffice.web.order_links_store import SELECT_REVOKED, Revoked
from shared.invariants import Rows

READ = (
    Rows("staff", SELECT_STAFF, staff_of),
    Rows("recovery_codes", "SELECT staff_id, code_hash FROM recovery_codes"),
    Rows("sessions", SELECT_SESSIONS, session_of),
    Rows("failed_sign_ins", "SELECT email, at, address FROM failed_sign_ins"),
    Rows("saved_views", "SELECT view_id, title, query FROM saved_views", lambda row: address_of(SavedView(*row))),
    Rows("revoked_order_links", SELECT_REVOKED, lambda row: Revoked(*row)),
)
