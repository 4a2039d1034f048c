"""Conferences as software exports them: what is missing, nested, or named elsewhere."""

from pathlib import Path

import pytest

from extractors.reader import Reader
from tests.extractors.records.reading import Claim, claims, read, written

FANCONI, DAYS = "Iberian Workshop on Fanconi Anaemia", "Registry Days"


def speaker(first: str, last: str, affiliation: str = "") -> dict[str, str]:
    return {"first_name": first, "last_name": last, "affiliation": affiliation}


def indico() -> dict[str, object]:
    """With detail=sessions: contributions in sessions, and beside them."""
    day = {"date": "2026-10-06", "tz": "Europe/Madrid", "time": "09:00:00"}
    talk = {
        "title": "Lentiviral gene therapy",
        "speakers": [speaker("Paula", "Rey", "CIEMAT, Madrid, Spain")],
        "coauthors": [speaker("Yu", "Chen", "Peking Union Medical College Hospital")],
        "subContributions": [
            {"title": "Safety", "speakers": [speaker("Lena", "Vogt", "University of Freiburg")]}
        ],
    }
    session = {
        "title": "Gene therapy: block 1",
        "conveners": [{"firstName": "Chidi", "familyName": "Okoye", "affiliation": ""}],
        "session": {"sessionConveners": [{"firstName": "Petr", "familyName": "Novak"}]},
        "contributions": [talk],
    }
    event = {
        "_type": "Conference",
        "id": "99",
        "title": FANCONI,
        "url": "https://indico.example.org/event/99/",
        "startDate": day,
        "endDate": day,
        "address": "Carrer de Sant Quint\u00ed 89\n08041 Barcelona\nSpain",
        "location": "Hospital Sant Pau",
        "chairs": [speaker("J\u00falia", "Serra", "Universitat de Barcelona")],
        "contributions": [{"title": "Opening", "speakers": [speaker("Marta", "Ruiz")]}],
        "sessions": [session],
    }
    return {"count": 1, "_type": "HTTPAPIResult", "results": [event]}


def test_indico_nests_contributions_in_sessions(reader: Reader, tmp_path: Path) -> None:
    [reading], refused, _ = read(written(tmp_path, "event.json", indico()), reader)
    found = claims(reading)
    roles = {who: role for (who, predicate, _), role in found.items() if predicate != "leads"}
    assert refused == []
    assert roles["Paula Rey"] is None  # the affiliation stands last
    assert found["Paula Rey", "participatesIn", FANCONI] == "speaker"
    assert found["Lena Vogt", "participatesIn", FANCONI] == "speaker"
    assert found["Chidi Okoye", "participatesIn", FANCONI] == "session chair"
    assert found["Petr Novak", "participatesIn", FANCONI] == "session chair"
    assert ("Yu Chen", "affiliatedWith", "Peking Union Medical College Hospital") in found
    assert ("Yu Chen", "participatesIn", FANCONI) not in found
    assert {(FANCONI, "locatedIn", "Barcelona"), (FANCONI, "locatedIn", "Spain")} <= set(found)


def test_nobody_has_the_affiliation_of_a_line_above(reader: Reader, tmp_path: Path) -> None:
    [reading], _, _ = read(written(tmp_path, "event.json", indico()), reader)
    bodies = {ends for ends in claims(reading) if ends[1] == "affiliatedWith"}
    assert {who for who, _, _ in bodies} == {
        "Paula Rey",
        "Yu Chen",
        "Lena Vogt",
        "J\u00falia Serra",
    }
    assert len(bodies) == 4


def schedule(slug: str, **talk: object) -> dict[str, object]:
    """As pretalx exports it: base_url is the server, which has many conferences."""
    persons = [{"name": "In\u00eas Duarte", "biography": "In\u00eas is a physician."}]
    talks = [{"title": "Registries", "persons": persons, **talk}] * 2
    conference = {
        "acronym": slug,
        "title": f"{DAYS} {slug}",
        "start": "2026-11-02",
        "end": "2026-11-03",
        "days": [{"index": 1, "rooms": {"Main": talks}}, {"index": 2, "rooms": {}}],
    }
    base = "https://pretalx.example.org"
    return {
        "schedule": {
            "url": f"{base}/{slug}/schedule/",
            "base_url": base,
            "conference": conference,
        }
    }


def test_conferences_of_one_server_are_documents_of_their_own(
    reader: Reader, tmp_path: Path
) -> None:
    written(tmp_path, "a.json", schedule("a26", description="Cystinosis is rare."))
    written(tmp_path, "b.json", schedule("b26"))
    readings, refused, _ = read(tmp_path, reader)
    assert refused == []
    docs = [one.document for one in readings]
    assert [doc.url.split("/")[3] for doc in docs] == ["a26", "b26"]
    assert docs[0].iri != docs[1].iri
    # What is told with each talk stands there once.
    assert docs[0].text.count("In\u00eas is a physician.") == 1
    assert docs[0].text.count("Cystinosis is rare.") == 1


FRAB = """<?xml version='1.0' encoding='utf-8' ?>
<schedule><conference><acronym>omics25</acronym><title>Omics &amp; Health</title>
<start>2025-09-02</start><end>2025-09-03</end><base_url>https://pretalx.example.org</base_url>
<track name="Lewy body dementia" slug="lbd"/></conference>
<day index='1' date='2025-09-02'><room name='HS 1'><event id='1'><title>Opening</title>
<persons><person id='1'>Jana Wei\u00df</person></persons></event></room></day><day index='2'/>
</schedule>"""


def test_tracks_of_frab_stand_in_attributes(reader: Reader, tmp_path: Path) -> None:
    [reading], _, _ = read(written(tmp_path, "schedule.xml", FRAB), reader)
    found = claims(reading)
    assert ("Omics & Health", "about", "Lewy body dementia") in found
    assert found["Jana Wei\u00df", "participatesIn", "Omics & Health"] == "speaker"


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", "UID:1@example.org", *lines, "END:VEVENT"])


@pytest.mark.parametrize(
    ("start", "end", "last"),
    [
        # RFC 5545: of whole days DTEND is the day after the last.
        ("DTSTART;VALUE=DATE:20260612", "DTEND;VALUE=DATE:20260615", "2026-06-14"),
        ("DTSTART;VALUE=DATE:20260228", "DTEND;VALUE=DATE:20260301", "2026-02-28"),
        ("DTSTART:20260612T090000Z", "DTEND:20260613T000000Z", "2026-06-12"),
        ("DTSTART:20260612T090000Z", "DTEND:20260613T170000Z", "2026-06-13"),
        ("DTSTART;VALUE=DATE:20260612", "DURATION:P3D", "2026-06-14"),
        ("DTSTART:20260612T090000Z", "DURATION:PT8H", "2026-06-12"),
        ("DTSTART;VALUE=DATE:20260612", "DTEND;VALUE=DATE:20260612", "2026-06-12"),
    ],
)
def test_the_last_day_of_an_event(
    start: str, end: str, last: str, reader: Reader, tmp_path: Path
) -> None:
    text = f"BEGIN:VCALENDAR\r\n{event(start, end, 'SUMMARY:Alport Days')}\r\nEND:VCALENDAR\r\n"
    [reading], _, _ = read(written(tmp_path, "days.ics", text), reader)
    ends = {value for _, predicate, value in claims(reading) if predicate == "endDate"}
    assert ends == {last}


def test_a_moved_occurrence_and_a_cancelled_event(reader: Reader, tmp_path: Path) -> None:
    first = event("DTSTART:20260105T150000Z", "RRULE:FREQ=MONTHLY", "SUMMARY:Journal Club")
    moved = event(
        "RECURRENCE-ID:20260205T150000Z", "DTSTART:20260206T150000Z", "SUMMARY:Journal Club"
    )
    off = event("DTSTART:20260401T090000Z", "STATUS:CANCELLED", "SUMMARY:Graz Workshop")
    off = off.replace("1@", "2@")
    text = "\r\n".join(["BEGIN:VCALENDAR", first, moved, off, "END:VCALENDAR", ""])
    readings, refused, _ = read(written(tmp_path, "club.ics", text), reader)
    assert refused == []
    dates = [{v for _, p, v in claims(one) if p == "startDate"} for one in readings]
    assert dates == [{"2026-01-05"}, {"2026-02-06"}, set()]
    assert "Cancelled: Graz Workshop" in readings[2].document.text


ACADEMY = "Thalassemia Academy"


def test_linked_data_name_their_nodes_elsewhere(reader: Reader, tmp_path: Path) -> None:
    address = {"@type": "PostalAddress", "addressLocality": "Basel", "addressCountry": "CH"}
    talk = {
        "@type": "Event",
        "name": "Luspatercept",
        "performer": {"@type": "Person", "name": "Noor Aziz", "affiliation": "Aga Khan University"},
    }
    graph = [
        {"@type": "Organization", "@id": "#org", "name": "Lupus Forum", "event": {"@id": "#e"}},
        {"@type": "Place", "@id": "#hall", "name": "Messe", "address": address},
        {
            "@type": ["Event", "EducationEvent"],
            "@id": "#e",
            "name": ACADEMY,
            "startDate": "2027-03-01",
            "organizer": {"@id": "#org"},
            "location": [{"@type": "VirtualLocation"}, {"@id": "#hall"}],
            "performer": [
                {
                    "@type": "Person",
                    "name": "Anna Keller",
                    "affiliation": {"name": "Keio University"},
                },
                {"@type": "PerformingGroup", "name": "Basel Cell Therapy"},
            ],
            "contributor": {"@type": "Person", "name": "Luca Conti"},
            "subEvent": [{"@type": "Event", "name": "Day 1", "subEvent": [{"subEvent": talk}]}],
        },
    ]
    path = written(tmp_path, "e.jsonld", {"@context": "https://schema.org", "@graph": graph})
    [reading], _, _ = read(path, reader)
    found = claims(reading)
    expected: dict[Claim, str | None] = {
        ("Lupus Forum", "organizes", ACADEMY): None,
        (ACADEMY, "locatedIn", "Basel"): None,
        (ACADEMY, "locatedIn", "Switzerland"): None,
        ("Noor Aziz", "participatesIn", ACADEMY): "speaker",
        ("Noor Aziz", "affiliatedWith", "Aga Khan University"): None,
        ("Luca Conti", "participatesIn", ACADEMY): "contributor",
    }
    assert {key: found.get(key, "missing") for key in expected} == expected
    types = {entity.label: entity.type for entity in reading.entities}
    assert types["Lupus Forum"] != "Person"
    assert types["Basel Cell Therapy"] != "Person"
    assert not any(who == "Luca Conti" and p == "affiliatedWith" for who, p, _ in found)


def test_a_list_of_events(reader: Reader, tmp_path: Path) -> None:
    def item(**told: object) -> dict[str, object]:
        return {"@type": "ListItem", "item": {"@type": "Event", "startDate": "2026-05-02", **told}}

    place = {"@type": "Place", "name": "Palais", "address": "Herrengasse 1, 1010 Vienna, Austria"}
    items = [
        item(name="Lupus Days", location=place),
        item(name="Off", eventStatus="https://schema.org/EventCancelled"),
        item(name="Later", eventStatus="https://schema.org/EventPostponed"),
    ]
    content = {"@context": "https://schema.org", "@type": "ItemList", "itemListElement": items}
    readings, refused, _ = read(written(tmp_path, "list.jsonld", content), reader)
    assert refused == []
    first, off, later = (claims(one) for one in readings)
    assert {("Lupus Days", "locatedIn", "Vienna"), ("Lupus Days", "locatedIn", "Austria")} <= set(
        first
    )
    assert off == {}
    assert not any(predicate == "startDate" for _, predicate, _ in later)


def test_a_table_under_a_weekday_is_of_the_meeting(reader: Reader, tmp_path: Path) -> None:
    page = """<html lang="en"><head><title>Forum on Haemophilia 2026</title></head><body><main>
<h1>Forum on Haemophilia 2026</h1><p>The forum takes place in June. All talks are in English and
open to all members of the society and to their guests.</p><h2>Monday</h2><table>
<tr><th>Time</th><th>Title</th><th>Speaker</th><th>Affiliation</th></tr>
<tr><td>09:00</td><td>Emicizumab</td><td>Kim Minji</td><td>Seoul National University</td></tr>
<tr><td>10:00</td><td>Factor IX</td><td>Akira Sato</td><td>Nara Medical University</td></tr>
</table></main></body></html>"""
    [reading], _, _ = read(written(tmp_path, "programme.html", page), reader)
    found = claims(reading)
    assert found["Akira Sato", "participatesIn", "Forum on Haemophilia 2026"] == "speaker"
    assert "Monday" not in {entity.label for entity in reading.entities}
