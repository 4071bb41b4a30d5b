"""`python -m scheduler`: the ticks alone, as `hearthline scheduler` starts them."""

import sys

from bot.cli import hearthline

if __name__ == "__main__":
    hearthline(["scheduler", *sys.argv[1:]], prog_name="hearthline")
