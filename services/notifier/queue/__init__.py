"""The queued messages: which are due, who sends them, and what an attempt makes of them."""
