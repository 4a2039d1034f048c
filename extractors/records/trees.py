"""Records as trees of fields, and the paths and templates by which field maps ask for them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape

type Tree = str | int | float | bool | Sequence["Tree"] | Mapping[str, "Tree"] | None
type Words = Mapping[str, Mapping[str, str]]  # last part of a path: what is written -> what is said

SLOT = re.compile(r"\{([^{}]+)\}")
TEXT = "#text"  # of an XML element that has attributes, too
_TAG = re.compile(r"<(?:[a-zA-Z/][^<>]{0,500}|!--.{0,500}?--)>")
_BLOCK = re.compile(r"(?i)<(?:br|/p|/li|/div|/h\d|/tr)\b[^<>]{0,100}>")
# What is no text in a document; see documents.draft.sound, which would move what stands behind it.
_UNSOUND = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\ufeff]+")
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Scope:
    """An item of a record, within those that hold it; `../` leads outwards."""

    item: Tree
    outer: "Scope | None" = None
    words: Words = field(default_factory=dict)

    def within(self, item: Tree) -> "Scope":
        """An item that this one holds."""
        return Scope(item, self, self.words)

    def values(self, path: str) -> list[Tree]:
        """What a path leads to, lists flattened; of alternatives (`a|b`) the first with a value."""
        if path.isidentifier() and isinstance(self.item, Mapping):
            value = self.item.get(path)
            if not isinstance(value, list | tuple):  # as nearly all fields of tables
                return [] if value in (None, "") else [value]
        return self._first_of(path)[1]

    def _first_of(self, path: str) -> tuple[str, list[Tree]]:
        """The alternative of a path that has a value, and its values."""
        for one in map(str.strip, path.split("|")):
            found: list[Tree] = [v for v in self._values(one) if v not in (None, "", [])]
            if found:
                return one, found
        return path, []

    def _values(self, path: str) -> Iterator[Tree]:
        if path.startswith("../"):
            return self.outer._values(path[3:]) if self.outer else iter(())
        return _walk(self.item, [] if path == "." else path.split("."), 0)

    def texts(self, path: str) -> list[str]:
        """What a path leads to in words: one line each, without mark-up."""
        if not self.words:
            return [text for value in self.values(path) if (text := line(written(value)))]
        chosen, values = self._first_of(path) if "|" in path else (path, self.values(path))
        found = [text for value in values if (text := line(written(value)))]
        known = self.words.get(chosen.rpartition("/")[2].rpartition(".")[2])
        return [known.get(text, text) for text in found] if known else found

    def pieces(self, path: str, sign: str) -> list[str]:
        """What a path leads to, cut where a pattern is, which may be the end of a line."""
        texts = (written(value) for value in self.values(path))
        cut = (line(piece) for text in texts for piece in re.split(sign, _lines_apart(text)))
        return [piece for piece in cut if piece]

    def text(self, path: str) -> str:
        """The first of them, or nothing."""
        return next(iter(self.texts(path)), "")

    def fill(self, template: str) -> str:
        """A template with its slots filled; nothing where one of them has no value.

        >>> Scope({"name": "Ulm", "pic": 1}).fill("{name}, PIC {pic}")
        'Ulm, PIC 1'
        >>> Scope({"name": "Ulm"}).fill("{name}, PIC {pic}")
        ''
        """
        if "{" not in template:
            return template
        filled = {slot: self.text(slot) for slot in SLOT.findall(template)}
        if not all(filled.values()):
            return ""
        return SLOT.sub(lambda match: filled[match[1]], template)

    def first(self, templates: Sequence[str]) -> str:
        """The first template that can be filled."""
        return next((text for one in templates if (text := self.fill(one))), "")


def _walk(tree: Tree, steps: Sequence[str], depth: int) -> Iterator[Tree]:
    if depth > _DEEPEST:
        return
    if isinstance(tree, list | tuple):
        for one in tree:
            yield from _walk(one, steps, depth + 1)
    elif not steps:
        yield tree
    elif isinstance(tree, Mapping):
        chosen = tree.values() if steps[0] == "*" else [tree.get(steps[0])]
        for one in chosen:
            yield from _walk(one, steps[1:], depth + 1)


def written(value: Tree) -> str:
    """A value as text; a node is what its text says."""
    if isinstance(value, Mapping):
        return written(value.get(TEXT))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # how spreadsheets keep whole numbers
    return "" if value is None or isinstance(value, list | tuple) else str(value)


def line(text: str) -> str:
    """A text in one line, without mark-up and characters that are no text."""
    if not text.isprintable() or "<" in text or "&" in text:
        text = _bare(text)
    return " ".join(text.split())


def lines(text: str) -> str:
    """A text in its own lines, without mark-up and characters that are no text."""
    broken = (" ".join(one.split()) for one in _bare(_BLOCK.sub("\n", text)).split("\n"))
    return "\n".join(one for one in broken if one)


def _lines_apart(text: str) -> str:
    return lines(text) if "<" in text or "\r" in text else text


def _bare(text: str) -> str:
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = unescape(text)
    return _UNSOUND.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
