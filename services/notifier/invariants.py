"""What the notifier knows of orders, for comparison with the orders there are."""

from services.notifier.bounces.store import SELECT_UNDELIVERABLE
from services.notifier.documents.store import SELECT_DOCUMENTS
from services.notifier.messages.held_up import SELECT_HELD_UP, held_up_of
from services.notifier.messages.store import SELECT_MESSAGES, message_of
from services.notifier.pickup_store import SELECT_READY_SLIPS, ready_of
from services.notifier.shipments.store import SELECT_SHIPMENTS, left_of
from services.notifier.texts.store import SELECT_TEXTS, text_of
from services.notifier.untold.credit_store import SELECT_CREDITS
from services.notifier.untold.declared_store import SELECT_DECLARED
from services.notifier.untold.refund_store import SELECT_REFUNDS
from services.notifier.untold.store import SELECT_UNTOLD, untold_of
from shared.invariants import Rows
from shared.look.logos import SELECT_LOGOS, logo_of

KNOWN_ORDERS = (
    "SELECT order_id FROM messages WHERE kind = 'order_confirmation' AND resend_of IS NULL AND order_id IS NOT NULL"
)
NUMBERED = (  # the receipt of a withdrawal that came publicly bears the number that was declared, and no order
    "SELECT DISTINCT order_id, order_number FROM messages WHERE order_number IS NOT NULL AND order_id IS NOT NULL"
)
WITHDRAWALS = """
SELECT coalesce(about, withdrawal_id), digest FROM declared_withdrawals
FULL JOIN (SELECT about FROM messages WHERE kind = 'withdrawal_receipt' AND resend_of IS NULL) AS receipts
    ON about = withdrawal_id
"""
"""Of each that was heard of what was declared, sealed; null where that was before it was kept."""

READ = (
    Rows("messages", SELECT_MESSAGES, message_of),
    Rows("addressees", "SELECT order_id, sequence, recipient, recipient_name FROM addressees"),
    Rows("undeliverable", SELECT_UNDELIVERABLE),
    Rows("texts", SELECT_TEXTS, text_of),
    Rows("documents", SELECT_DOCUMENTS),
    Rows("shipments", SELECT_SHIPMENTS, left_of),
    Rows("to_tell_again", "SELECT shipment_id, sequence, at, by FROM to_tell_again"),
    Rows("logos", SELECT_LOGOS, logo_of),
    Rows("attachments", "SELECT message_id, length(content) FROM attachments"),
    Rows("files_to_fetch", "SELECT message_id, document_id, next_try_at, tries, error FROM files_to_fetch"),
    Rows("tells_of_documents", "SELECT since FROM tells_of_documents"),
    Rows("reminders", "SELECT reminder_id, order_id, decided FROM reminders"),
    Rows("untold", SELECT_UNTOLD, untold_of),
    Rows("refunds_of_returns", SELECT_REFUNDS),
    Rows("declared_withdrawals", SELECT_DECLARED),
    Rows("credits_of_returns", SELECT_CREDITS),
    Rows("further_files", "SELECT message_id, place, document_id, name FROM further_files"),
    Rows("outcomes", "SELECT message_id, state, at, error, bounced_at, bounce, undeliverable FROM outcomes"),
    Rows("pickups", "SELECT order_id, place, ready_at, long_ago, ready_sequence, handed_over FROM pickups"),
    Rows("ready_slips", SELECT_READY_SLIPS, ready_of),
    Rows("server_trouble", SELECT_HELD_UP, held_up_of),
    Rows("held_orders", "SELECT order_id FROM held_orders"),
    Rows("cancelled_orders", "SELECT order_id, told FROM cancelled_orders"),
)
