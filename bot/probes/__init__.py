"""The line as the world meets it: `hearthline check --live` and `--alarm`, asked over the network."""
