"""A graph like ours in shape and names, of any size, and twelve questions that people ask it."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from random import Random

from kg.settings import DATA, ONTOLOGY

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
TOPICS, COUNTRIES = 400, 60
BODY = 25  # quads that one organisation and its statements take
HEAD = f"PREFIX ckg: <{ONTOLOGY}>\nPREFIX rdf: <{RDF}>\nPREFIX skos: <{SKOS}>\n"
ONE = f"<{DATA}organization/o7>"
QUESTIONS = {
    name: HEAD + text
    for name, text in {
        "one label": f"SELECT ?l {{ {ONE} skos:prefLabel ?l }}",
        "all of one": f"SELECT * {{ {ONE} ?p ?o }}",
        "is it there": f"ASK {{ {ONE} ckg:worksOn ?t }}",
        "described": f"CONSTRUCT {{ ?s ?p ?o }} {{ VALUES ?s {{ {ONE} }} ?s ?p ?o }}",
        "who is in a country": f"SELECT ?o {{ ?o ckg:locatedIn <{DATA}place/p3> }} LIMIT 100",
        "partners by topic": f"SELECT ?b (COUNT(*) AS ?n) {{ {ONE} ckg:worksOn ?t . "
        "?b ckg:worksOn ?t } GROUP BY ?b ORDER BY DESC(?n) LIMIT 20",
        "sentences": f"SELECT ?q ?d {{ ?s rdf:subject {ONE} ; ckg:evidence ?e . "
        "GRAPH ?d { ?e ckg:quote ?q } }",
        "partners of partners": f"SELECT DISTINCT ?c {{ {ONE} ckg:collaboratesWith/"
        "ckg:collaboratesWith ?c } LIMIT 200",
        "topics by country": "SELECT ?t (COUNT(?o) AS ?n) { "
        f"?o ckg:locatedIn <{DATA}place/p3> ; ckg:worksOn ?t }} GROUP BY ?t",
        "a list of 5,000": "SELECT ?o ?l { ?o a ckg:Organization ; skos:prefLabel ?l } LIMIT 5000",
        "well believed": "SELECT (COUNT(*) AS ?n) { ?s rdf:predicate ckg:worksOn ; "
        f"rdf:object <{DATA}topic/t5> ; ckg:belief ?b FILTER(?b > 0.7) }}",
        "names with a word": "SELECT ?o { ?o a ckg:Organization ; skos:prefLabel ?l "
        'FILTER(CONTAINS(?l, "77")) } LIMIT 50',
    }.items()
}


def question(name: str, turn: int, many: int) -> str:
    """A question of one turn: of another organisation, place or topic than in the turns before."""
    text = QUESTIONS[name]
    for noun, number, there in (("organization/o", 7, many), ("place/p", 3, COUNTRIES)):
        text = text.replace(f"{noun}{number}>", f"{noun}{(number + turn) % there}>")
    # Where nothing is left to be another, a comment makes it another text.
    return f"{text}\n# {turn}"


def written(path: Path, quads: int) -> int:
    """Write about so many quads as N-Quads; how many there are."""
    many, number = max(quads // BODY, 10), 0
    random = Random(7)  # noqa: S311  # the same graph each time
    with path.open("w") as file:
        for index in range(many):
            lines = StringIO()
            number += sum(lines.write(line) > 0 for line in body(index, many, random))
            file.write(lines.getvalue())
    return number


def body(index: int, many: int, random: Random) -> Iterator[str]:
    """One organisation, what it works on and with whom, and the document that says so."""
    me, doc = f"<{DATA}organization/o{index}>", f"<{DATA}document/d{index}>"
    yield quad(me, f"<{RDF}type>", f"<{ONTOLOGY}Organization>")
    yield quad(me, f"<{SKOS}prefLabel>", f'"Institute {index} of Medicine"@en')
    yield quad(doc, f"<{RDF}type>", f"<{ONTOLOGY}Document>", doc)
    yield quad(doc, f"<{ONTOLOGY}title>", f'"Report {index}"@en', doc)
    facts = [
        ("locatedIn", f"<{DATA}place/p{random.randrange(COUNTRIES)}>"),
        ("worksOn", f"<{DATA}topic/t{int(random.paretovariate(0.8)) % TOPICS}>"),
        ("collaboratesWith", f"<{DATA}organization/o{random.randrange(many)}>"),
    ]
    for number, (predicate, value) in enumerate(facts):
        statement, claim = f"<{DATA}statement/s{index}-{number}>", f"{doc[:-1]}#claim-{number}>"
        yield quad(me, f"<{ONTOLOGY}{predicate}>", value)
        for name, object_ in (
            (f"{RDF}subject", me),
            (f"{RDF}predicate", f"<{ONTOLOGY}{predicate}>"),
            (f"{RDF}object", value),
            (f"{ONTOLOGY}belief", f'"{random.random():.2f}"^^<{XSD}decimal>'),
            (f"{ONTOLOGY}evidence", claim),
        ):
            yield quad(statement, f"<{name}>", object_)
        sentence = f'"In sentence {number} of report {index} somebody says so."'
        yield quad(claim, f"<{ONTOLOGY}quote>", sentence, doc)


def quad(subject: str, predicate: str, value: str, graph: str = "") -> str:
    """One line; without a graph it is a conclusion."""
    return f"{subject} {predicate} {value} {graph} .\n"
