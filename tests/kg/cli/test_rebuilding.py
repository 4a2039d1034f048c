"""A rebuild and what was written by hand."""

from pathlib import Path

from kg.ontology import Ontology
from kg.resolution.publish import change_for
from kg.settings import Settings
from kg.store.embedded import open_reader, open_writer
from tests.api.conftest import news
from tests.kg.cli.conftest import Kg

NOTE = 'INSERT DATA { <person/x> ckg:role "by hand" . GRAPH <x:mine> { <x:a> <x:b> 1 } }'


def test_a_rebuild_asks_before_it_removes_what_was_written_by_hand(kg: Kg, tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "store"))
    with open_writer(settings) as store:
        store.apply(change_for(store, Ontology(settings), [news()]))
        store.edit(NOTE)
    refused = kg("rebuild")
    assert refused.code == 2
    assert "remove 1 quads and add 0" in refused.err
    assert "--discard-edits" in refused.err
    assert kg("query", 'ASK { ?x ckg:role "by hand" }').out == "yes\n"
    done = kg("rebuild", "--discard-edits")
    assert (done.code, "1 quads removed, 0 added" in done.err) == (0, True), done.err
    assert kg("query", 'ASK { ?x ckg:role "by hand" }').out == "no\n"
    with open_reader(settings) as reader:
        assert reader.query("ASK { GRAPH <x:mine> { ?s ?p 1 } }").truth
    assert kg("rebuild").code == 0  # nothing is by hand any more
