-- An order that is edited has several invoices, and when it is cancelled, a cancellation invoice for each. That an
-- order is invoiced once and cancelled once is decided by its state: whoever works on an order has locked it.
DROP INDEX documents_one_invoice;
DROP INDEX documents_one_cancellation;
