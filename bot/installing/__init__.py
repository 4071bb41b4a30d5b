"""A new line's own folder: the questions, and the files made of the answers."""
