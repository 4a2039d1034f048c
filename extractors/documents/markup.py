"""XML parsed without entities and without a look at anything outside."""

from xml.etree.ElementTree import Element  # the type alone: what parses is defusedxml

from kg.errors import BadDocument


def parsed_xml(content: bytes) -> Element:
    """The root element; BadDocument where it is broken or has entities of its own."""
    # Imported here, which a run without XML need not wait for.
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root: Element = fromstring(content)
    except DefusedXmlException as error:
        raise BadDocument("XML with entities of its own is not read") from error
    except (ParseError, ValueError, LookupError) as error:
        raise BadDocument(f"broken XML ({error})") from error
    return root
