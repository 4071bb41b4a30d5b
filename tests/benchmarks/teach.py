"""Learns what words weigh from the labelled texts beside it: `teach.py` writes config/likeness.txt.

Needs scikit-learn (`pip install scikit-learn==1.9.1`), which neither the line nor its tests need: what is learnt
stands in the file. Texts named `learnt_*` teach; `unseen_*` are for measuring and are never read here. `--without NAME`
leaves the texts of one file out: what the line makes of them then is what it makes of texts by another hand.
"""

import json
import sys
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from math import log
from pathlib import Path
from typing import Any

from bot.keywords import load_lexicon
from bot.language.likeness import PART, UNIT, around, parts_of
from bot.language.normalise import normalise
from bot.model.meaning import Before, CrisisKind, Intent
from bot.program import shipped_config

TEXTS = Path(__file__).parent / "texts"
OUT = shipped_config() / "likeness.txt"
SEEN_AT_LEAST = 3
"""Texts that must hold a word before it weighs anything."""
MOST = 30_000
"""Words, pairs and parts that are kept: those that weigh most, in most texts."""
PART_SPEAKS, WORD_SPEAKS = 0.1, 0.3
"""How loud a part of a word is, and a word or pair, for each power of e by which texts without it are more: rare words
say more than common ones, and their parts less than they themselves (measured on files that were left out)."""
STRENGTH = 20.0
"""How far weights may follow the texts (the inverse of the penalty on large ones)."""
MOST_WEIGHT = 127
LINE, LINE_COUNTS = "line", 4.0
"""Texts of the line's own tests, by the beginning of their names: what they promise counts so many times."""
SPELLING = load_lexicon((shipped_config(),)).spelling
Row = dict[str, Any]


def features(row: Row) -> Counter[str]:
    """Return what is weighed of a text, as the line weighs it."""
    words = normalise(row["text"], SPELLING)
    found = Counter(part for word in words for part in parts_of(word))
    found.update(around(words, Before(row["context"]), asks="?" in row["text"]))
    return found


def loudness(seen: Counter[str], texts: int) -> dict[str, float]:
    """Return how loud each word, pair and part speaks that enough of the texts hold."""
    enough = {name: count for name, count in seen.items() if count >= SEEN_AT_LEAST}
    return {
        name: log(texts / count) * (PART_SPEAKS if name.startswith(PART) else WORD_SPEAKS)
        for name, count in enough.items()
    }


def scaled(found: Counter[str], loud: Mapping[str, float]) -> dict[str, float]:
    """Return the known ones of what is weighed, so that a long text speaks no louder than a short one."""
    scale = sum(found.values()) ** 0.5
    return {name: count * loud[name] / scale for name, count in found.items() if name in loud}


def label_of(row: Row) -> str:
    """Name what a text means: its intent, for a crisis with its urgency."""
    return f"{row['intent']}:{row['urgency']}" if row["intent"] == Intent.CRISIS else str(row["intent"])


def learn(
    rows: Sequence[tuple[dict[str, float], str]], counts: Sequence[float], labels: Sequence[str]
) -> tuple[list[float], dict[str, list[float]]]:
    """Return what holds for any text, and what each word weighs, for each of `labels` in turn.

    `counts` says how often each row counts.
    """
    from sklearn.feature_extraction import DictVectorizer  # type: ignore[import-not-found]  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found]  # noqa: PLC0415

    table = DictVectorizer()
    seen = table.fit_transform([found for found, _ in rows])
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=3000).fit(
        seen, [label for _, label in rows], sample_weight=list(counts)
    )
    places = [list(model.classes_).index(label) for label in labels]
    names = list(table.get_feature_names_out())
    bias = [float(model.intercept_[place]) for place in places]
    return bias, {name: [float(model.coef_[place][at]) for place in places] for at, name in enumerate(names)}


def main() -> None:
    """Read, learn and write."""
    without = sys.argv[sys.argv.index("--without") + 1] if "--without" in sys.argv else ""
    files = [file for file in sorted(TEXTS.glob("learnt_*.jsonl")) if file.stem != without]
    rows = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]
    found = [features(row) for row in rows]
    seen = Counter(name for one in found for name in one)
    loud = loudness(seen, len(rows))
    every = [scaled(one, loud) for one in found]
    meanings = sorted({label_of(row) for row in rows})
    kinds = sorted(map(str, CrisisKind))
    counts = [LINE_COUNTS if row["id"].startswith(LINE) else 1.0 for row in rows]
    bias, weights = learn([(one, label_of(row)) for one, row in zip(every, rows, strict=True)], counts, meanings)
    of_kind = [(one, row["crisis_kind"]) for one, row in zip(every, rows, strict=True) if row.get("crisis_kind")]
    kind_bias, kind_weights = learn(of_kind, [1.0] * len(of_kind), kinds)
    nothing = [0.0] * len(kinds)
    joined = {
        name: [one * loud[name] for one in (*weight, *kind_weights.get(name, nothing))]
        for name, weight in weights.items()
    }
    matters = {name: max(map(abs, joined[name][: len(meanings)])) * seen[name] ** 0.5 for name in joined}
    kept = sorted(sorted(joined, key=lambda name: -matters[name])[:MOST])
    lines = [
        " ".join(meanings),
        " ".join(kinds),
        " ".join(f"{one:.3f}" for one in (*bias, *kind_bias)),
        *(f"{name}\t{coded(joined[name])}" for name in kept),
    ]
    OUT.write_text("\n".join(lines) + "\n", "utf-8")
    sys.stdout.write(f"{len(rows)} texts taught {len(kept)} of {len(joined)} words, pairs and parts\n")


def coded(weights: Sequence[float]) -> str:
    """Return weights as the file holds them: a byte each, 128 for nothing."""
    whole = (max(-MOST_WEIGHT, min(MOST_WEIGHT, round(weight * UNIT))) for weight in weights)
    return b64encode(bytes(one + 128 for one in whole)).decode("ascii")


if __name__ == "__main__":
    main()
