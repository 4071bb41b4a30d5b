"""Pure policy: what may be said to whom and when, and who is called next."""
