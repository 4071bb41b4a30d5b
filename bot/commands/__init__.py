"""The commands of `hearthline` by what they are about; `bot/cli.py` gathers them."""
