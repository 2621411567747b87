"""The local mailbox: takes every mail of the shop, in place of a mail provider, and shows it."""
