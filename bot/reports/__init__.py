"""What the line can tell a person who asks: the on-call sheet, and what became of one request."""
