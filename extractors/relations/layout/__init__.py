"""Relations from text that stands in lines: programmes, lists, fact sheets, short biographies."""
