-- Of a message that failed it is asked whether it was sent again.
CREATE INDEX messages_sent_again ON messages (resend_of, message_id) WHERE resend_of IS NOT NULL;
