"""The words the line can say: read and checked once at start, then filled in for one reader at a time."""

from bot.catalog.load import load_catalog
from bot.catalog.segments import is_gsm7, segments, trimmed
from bot.catalog.words import About, Catalog, Entry

__all__ = ["About", "Catalog", "Entry", "is_gsm7", "load_catalog", "segments", "trimmed"]
