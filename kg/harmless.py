"""Texts from outside as they may be shown: nothing in them commands who shows them."""

import re

# What a terminal would obey instead of showing it, and what turns the order of what stands around
# it, so that a name reads as another: file names, addresses and errors may hold such characters.
COMMANDS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"
    "\N{LEFT-TO-RIGHT EMBEDDING}-\N{RIGHT-TO-LEFT OVERRIDE}"
    "\N{LEFT-TO-RIGHT ISOLATE}-\N{POP DIRECTIONAL ISOLATE}]"
)


def harmless(text: str) -> str:
    r"""Text in which no character commands a terminal; it may have several lines.

    >>> harmless("a\x1b[31m\x9b") == "a\ufffd[31m\ufffd"
    True
    """
    return COMMANDS.sub("\ufffd", text)


def in_one_line(text: str) -> str:
    r"""The same without ends of lines, so that nothing in it looks like a line of ours.

    >>> in_one_line("a.txt\nkg: b.txt: taken")
    'a.txt kg: b.txt: taken'
    """
    return harmless(text).replace("\n", " ")
