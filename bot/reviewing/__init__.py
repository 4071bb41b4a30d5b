"""The words, laid out for people: all of them, what changed, and who approved them."""
