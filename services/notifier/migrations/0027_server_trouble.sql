-- Why the mail server takes no mails, and since when; no row while it does.
CREATE TABLE server_trouble (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    kind text NOT NULL CHECK (kind IN
        ('unreachable', 'silent', 'closed', 'busy', 'login', 'sender', 'certificate', 'no_tls')),
    code text NOT NULL,
    since timestamptz NOT NULL
);
