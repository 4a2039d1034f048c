"""Numbers as texts write them: `1,200`, `twenty-five`, `2 million`."""

import re
from collections.abc import Iterator

NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
    fifteen sixteen seventeen eighteen nineteen""".split()
    )
} | {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), 2
    )
}
NUMBER = re.compile(
    # Twelve digits at most: what is longer counts nothing.
    r"(?<!\d[.,:/])\b(?P<digits>\d{1,3}(?:,\d{3}){1,3}|\d{1,12})(?P<scale> (?:thousand|million))?"
    r"(?![\w%.:/-]|,\d)"
    r"|\b(?P<words>(?:" + "|".join(sorted(NUMBER_WORDS, key=len, reverse=True)) + r")(?:-\w+)?)\b"
    r"(?P<hundred> (?:hundred|thousand))?",
    re.IGNORECASE,
)


def numbers(text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, value) of the numbers in a text, in digits or words."""
    for match in NUMBER.finditer(text):
        if match["digits"]:
            value = int(match["digits"].replace(",", ""))
            scale = {"thousand": 1000, "million": 1_000_000}.get((match["scale"] or "").strip(), 1)
        else:
            parts = match["words"].casefold().split("-")
            if any(part not in NUMBER_WORDS for part in parts):
                continue
            value = sum(NUMBER_WORDS[part] for part in parts)
            scale = {"hundred": 100, "thousand": 1000}.get((match["hundred"] or "").strip(), 1)
        yield match.start(), match.end(), value * scale
