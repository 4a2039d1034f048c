import json

from tests.kg.cli.conftest import Kg


def test_ways_with_their_sentences(ask: Kg) -> None:
    done = ask("paths", "Charité", "Keio University")
    assert done.code == 0
    assert done.out.startswith("1. Charité")
    assert "\u201c" in done.out
    found = json.loads(ask("paths", "Charité", "Keio University", "--format", "json").out)
    assert found["to"]["label"] == "Keio University"
    strengths = [path["strength"] for path in found["paths"]]
    assert strengths == sorted(strengths, reverse=True)
    assert all(link["evidence"] for p in found["paths"] for h in p["hops"] for link in h["links"])


def test_what_is_wrong_is_told_in_a_line(ask: Kg) -> None:
    for ends, code, message in [
        (("Charité", "Nobody at all"), 1, "is called 'Nobody at all'"),
        (("Charité", "Charité"), 2, "both ends are the same"),
        (("Charité", "x" * 10_000), 2, "at most 1,000"),
    ]:
        done = ask("paths", *ends)
        assert (done.code, done.out) == (code, "")
        assert message in done.err
        assert len(done.err) < 500
