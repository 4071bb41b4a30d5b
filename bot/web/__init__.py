"""The edge towards the carrier and the browser: parse, call, map errors to answers."""
