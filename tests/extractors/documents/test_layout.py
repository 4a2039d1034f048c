import pytest

from extractors.documents.layout import (
    Piece,
    columns,
    running_text,
    unwrapped,
    without_running_heads,
)

LEFT = [f"left {n} runs on over the whole width" for n in range(12)]
RIGHT = [f"right {n} runs on over the whole width" for n in range(12)]


def drawn(left: list[str], right: list[str]) -> list[Piece]:
    """Two columns as some programs draw them, row by row."""
    return [
        Piece(x, 700.0 - 12 * row, text)
        for row, pair in enumerate(zip(left, right, strict=True))
        for x, text in zip((50.0, 320.0), pair, strict=True)
    ]


def test_two_columns_are_read_one_after_the_other() -> None:
    heading = Piece(50, 750, "A heading above both")
    text = columns([heading, *drawn(LEFT, RIGHT)])
    assert text == "\n".join(["A heading above both", *LEFT, *RIGHT])


@pytest.mark.parametrize(
    "pieces",
    [
        [],
        [Piece(50, 700 - 12 * row, line) for row, line in enumerate(LEFT)],
        drawn(["Keio University"] * 12, ["Japan"] * 12),  # a table
        drawn(LEFT[:4], RIGHT[:4]),
        [Piece(50 + n * 5, 700, "word") for n in range(60)],
    ],
)
def test_what_is_no_page_of_two_columns_stays(pieces: list[Piece]) -> None:
    assert columns(pieces) is None


def test_running_heads_and_page_numbers_go() -> None:
    pages = [
        f"Annual Report 2024 | {n}\nOn page {word} something is told.\nIt goes on.\nHEALNET\n{n}"
        for n, word in enumerate(["one", "two", "three", "four"], 1)
    ]
    kept = without_running_heads(pages)
    assert kept[1] == "On page two something is told.\nIt goes on."


@pytest.mark.parametrize(
    "pages",
    [
        ["A line.", "A line."],  # too few to tell
        ["Members\nRIKEN", "Members\nFiocruz", "Partners\nINSERM", "Guests\nCHUV", "x\ny", "z"],
        ["2024"],
    ],
)
def test_what_is_no_running_head_stays(pages: list[str]) -> None:
    assert without_running_heads(pages) == pages


@pytest.mark.parametrize(
    ("pages", "text"),
    [
        (["The net-", "work grew."], "The network grew."),
        (["It has members in", "six countries."], "It has members in six countries."),
        (["It grew.", "Then it shrank."], "It grew.\n\nThen it shrank."),
        (["Members", "RIKEN"], "Members\n\nRIKEN"),
        (["", "a", ""], "a"),
        ([], ""),
    ],
)
def test_pages_are_joined(pages: list[str], text: str) -> None:
    assert running_text(pages) == text


def test_lines_that_a_layout_broke_are_joined() -> None:
    page = "Heading\nThe first line that hyphen-\nates and goes on over\nto here.\nNext."
    joined = "Heading\nThe first line that hyphenates and goes on over to here.\nNext."
    assert unwrapped(page) == joined
