"""The agency's own program.toml: what differs from the shipped one, and nothing else."""

import json
from collections.abc import Mapping

_HEAD = """\
# What differs from the shipped program.toml; everything else stays as shipped. `hearthline config diff` shows it all.
# The other files of this kind (oncall, directory, keywords, messages/, lexicon/) go beside this one.
"""


def program_file(values: Mapping[str, str]) -> str:
    """Write values (table and key, as `agency.phone`) as TOML."""
    tables: dict[str, list[str]] = {}
    for name, value in values.items():
        table, _, key = name.partition(".")
        # A TOML string escapes as a JSON string does.
        tables.setdefault(table, []).append(f"{key} = {json.dumps(value, ensure_ascii=False)}\n")
    return "\n".join((_HEAD, *(f"[{table}]\n{''.join(lines)}" for table, lines in tables.items())))
