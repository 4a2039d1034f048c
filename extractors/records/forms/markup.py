"""XML files as trees of records, entities refused."""

from collections import defaultdict
from collections.abc import Sequence
from typing import BinaryIO
from xml.etree.ElementTree import Element  # the type alone: what parses is defusedxml

from extractors.documents.draft import whole
from extractors.documents.markup import parsed_xml
from extractors.records.fitting import Opened
from extractors.records.forms.jsons import within
from extractors.records.maps import FieldMap
from extractors.records.trees import TEXT, Tree

_DEEPEST = 40


def xml_records(stream: BinaryIO, maps: Sequence[FieldMap]) -> Opened | None:
    """The records of an XML file, or None where no map knows them."""
    root = parsed_xml(whole(stream))
    return within({_local(root): _tree(root, 0)}, "xml", maps)


def _tree(element: Element, depth: int) -> Tree:
    """Children by their names, attributes after @; an element of text alone is its text."""
    text = (element.text or "").strip()
    if (not len(element) and not element.attrib) or depth > _DEEPEST:
        return text
    node: defaultdict[str, list[Tree]] = defaultdict(list)
    for child in element:
        if isinstance(child.tag, str):
            node[_local(child)].append(_tree(child, depth + 1))
    attributes: dict[str, Tree] = {f"@{name}": value for name, value in element.attrib.items()}
    return {**attributes, **({TEXT: text} if text else {}), **node}


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]
