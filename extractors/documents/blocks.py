"""All text of a page by its blocks: a line for each paragraph, item, heading or row."""

from extractors.documents.tables import Element, flatten

_BLOCKS = tuple(
    "p li tr div br h1 h2 h3 h4 h5 h6 dt dd blockquote pre section article figcaption".split()
)
_HEADINGS = ("h1", "h2", "h3", "h4")
_FURNITURE = "//script | //style | //noscript | //template | //nav | //footer | //aside | //form"
_LIKE_FURNITURE = " | ".join(
    f"//*[{place}]//h{level}"
    for level in range(1, 5)
    for place in ("self::header", "@role='navigation'", "@role='banner'", "@role='complementary'")
)
_LONGEST_HEADING, _OPENING = 200, 60  # characters


def every_block(content: str) -> str:
    """Return all text of a page but menus and footers, a line for each paragraph or row."""
    return "\n".join(_lines(_tree(content)))


def with_headings(main: str, content: str) -> str:
    """Put back the headings that the search for a page's main text left out.

    A heading goes back only before a line that was kept, so that those of boxes and menus stay out;
    where there is no main text, it is all text.
    """
    tree = _tree(content)
    names = _headings(tree)
    blocks = _lines(tree)
    if not main:
        return "\n".join(blocks)
    kept = main.split("\n")
    waiting: list[str] = []
    at = 0
    for block in blocks:
        if block in names:
            waiting.append(block)
            continue
        found = _find(kept, block, at)
        if found is not None:
            missing = [name for name in waiting if _find(kept, name, max(at - 1, 0)) is None]
            kept[found:found] = missing
            at = found + len(missing) + 1
        waiting = []
    return "\n".join(kept)


def _find(kept: list[str], block: str, start: int) -> int | None:
    """The next few lines are looked at, so that a long page takes time in proportion to it."""
    opening = block[:_OPENING]
    for at in range(start, min(start + 50, len(kept))):
        if kept[at].lstrip("-# ").startswith(opening):
            return at
    return None


def _tree(content: str) -> Element:
    from trafilatura import load_html

    tree = load_html(content)
    if tree is None or tree.find("body") is None:
        return None
    for element in tree.xpath(_FURNITURE):
        element.drop_tree()
    flatten(tree)
    return tree


def _headings(tree: Element) -> set[str]:
    if tree is None:
        return set()
    aside = set(tree.xpath(_LIKE_FURNITURE))
    texts = (
        " ".join(one.text_content().split()) for one in tree.iter(*_HEADINGS) if one not in aside
    )
    return {text for text in texts if 0 < len(text) <= _LONGEST_HEADING}


def _lines(tree: Element) -> list[str]:
    if tree is None:
        return []
    for block in tree.iter(*_BLOCKS):
        block.text = "\n" + (block.text or "")
        block.tail = "\n" + (block.tail or "")
    lines = tree.find("body").text_content().split("\n")
    return [" ".join(line.split()) for line in lines if line.strip()]
