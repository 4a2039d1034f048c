"""Who asked is told once when an answer changed, and not when it did not, whatever happens."""

from dataclasses import replace
from threading import Event as Stop

import pytest

from kg.alerting.trial import trial
from kg.errors import BadRequest
from kg.ingest import remove
from kg.model import Iri
from kg.settings import DATA
from kg.signing import HEADER, signed
from kg.store.embedded import open_writer
from kg.store.snapshot import newest_generation
from tests.api.conftest import news
from tests.kg.alerting.conftest import HOOK, SECRET, Place
from tests.kg.alerting.receivers import Hook, Post
from tests.kg.store.changes.told import ONTOLOGY, WORDS, publish, reading


def test_one_article_is_one_alert_with_its_row_and_its_sentence(
    place: Place, mail: Post, hook: Hook
) -> None:
    place.turn()
    assert (mail.mails, hook.bodies) == ([], [])  # the first answer is no change
    since = newest_generation(place.settings)
    generation = place.publish(reading("b", "Cy Ott", "Ortel Hospital"))
    place.turn()
    place.turn()
    quote = WORDS.format(person="Cy Ott", body="Ortel Hospital")
    [event] = hook.events
    assert (event["alert"], event["since"], event["generation"]) == ("staff", since, generation)
    assert (event["total"], event["added_total"], event["removed"]) == (2, 1, [])
    [row] = event["added"]
    assert row["cells"]["person"]["label"] == "Cy Ott"
    assert [piece["quote"] for piece in row["evidence"]] == [quote]
    assert row["evidence"][0]["document"]["published"] == "2024-11-16"
    given = hook.headers[0][HEADER.lower()]
    assert given == signed(hook.bodies[0], SECRET, int(given[2:].partition(",")[0]))
    assert hook.keys == [event["id"]]
    [message] = mail.mails
    assert mail.receivers == [["office@example.org", "dean@example.org"]]
    assert message["subject"] == "[collab-kg] Who is at Ortel: 1 new"
    assert message["message-id"] == f"<{event['id']}@example.org>"
    text = message.get_content()
    assert "Cy Ott, Ortel Hospital" in text
    assert quote in text
    assert "Ann Lee" not in text
    with place.watch() as watch:
        assert [one.id for one in watch.state.events("staff")] == [event["id"]]
    # What does not change the answer is told to nobody, also after a restart.
    place.publish(
        reading("c", "Dee Roy", "Delphi Clinic"), reading("d", "Cy Ott", "Ortel Hospital")
    )
    place.turn()
    assert (len(mail.mails), len(hook.bodies), place.told) == (1, 1, [])


def test_a_search_for_partners_is_an_alert(place: Place, hook: Hook) -> None:
    asked = '[alerts.partners]\nfor = "Keio University"\ntopic = "leukemia"\n'
    place.path.write_text(asked + HOOK.format(hook=hook.address))
    place.turn()
    place.publish(news())
    place.turn()
    [event] = hook.events
    rows = {row["cells"]["partner"]["label"]: row for row in event["added"]}
    valmont = rows["Valmont Hospital"]
    assert valmont["cells"]["country"]["value"] == "FR"
    quotes = [piece["quote"] for piece in valmont["evidence"]]
    assert any(quote.startswith("Valmont Hospital in France works on") for quote in quotes)


def test_a_row_without_a_new_sentence_has_those_that_there_are(place: Place) -> None:
    query = 'SELECT ?who { ?who ckg:affiliatedWith ?b . ?b skos:prefLabel "Ortel Hospital"@en }'
    place.path.write_text(f"[alerts.staff]\nquery = '''{query}'''\n")
    with place.watch() as watch:
        watch.reload()
        [row] = trial(watch.alerts["staff"], place.guarded).added
    assert [piece.quote for piece in row.evidence] == [
        WORDS.format(person="Ann Lee", body="Ortel Hospital")
    ]


def test_another_question_under_the_same_name_begins_anew(place: Place, hook: Hook) -> None:
    place.turn()
    text = place.path.read_text().replace("Ortel Hospital", "Delphi Clinic")
    place.path.write_text(text)
    place.publish(reading("c", "Dee Roy", "Delphi Clinic"))
    place.turn()
    assert hook.bodies == []
    place.publish(reading("d", "Bo Ek", "Delphi Clinic"))
    place.turn()
    assert len(hook.bodies) == 1


def test_who_was_taken_out_is_named_no_more(place: Place, hook: Hook) -> None:
    place.turn()
    place.publish(reading("b", "Cy Ott", "Ortel Hospital"))
    place.turn()
    with open_writer(place.settings) as store:
        remove(store, ONTOLOGY, [Iri(f"{DATA}document/b")])
    place.turn()
    first, second = hook.events
    assert "Cy Ott" in str(first)
    assert second["removed_total"] == 1
    assert "Cy Ott" not in str(second)
    with place.watch() as watch:
        kept = watch.state.rows("SELECT answer AS text FROM alert UNION ALL SELECT told FROM event")
    assert not any("Cy Ott" in row["text"] for row in kept)


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("SELECT ?x { ?x", "this is no SPARQL"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "more than 10,000 rows"),
        (
            "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }",
            "stopped after 1 seconds",
        ),
    ],
)
def test_a_question_that_cannot_be_answered_is_told_once(
    place: Place, query: str, why: str, hook: Hook
) -> None:
    place.guarded.seconds = 1 if "COUNT" in query else 60
    other = place.path.read_text()
    place.path.write_text(f'[alerts.bad]\nquery = "{query}"\n{other}')
    place.turn()
    place.turn()
    assert [one for one in place.told if why in one] == place.told[:1]
    assert len(place.told) == 1
    place.guarded.seconds = 60
    place.publish(reading("b", "Cy Ott", "Ortel Hospital"))
    place.turn()
    assert len(hook.bodies) == 1  # the others go on


def test_a_name_that_nobody_has_is_told_and_the_others_go_on(place: Place, hook: Hook) -> None:
    asked = '[alerts.bad]\nfor = "Nobody of Nowhere"\ntopic = "leukemia"\n'
    place.path.write_text(asked + place.path.read_text())
    place.turn()
    assert place.told == ["alert bad: nothing in this store is called 'Nobody of Nowhere'"]
    place.publish(reading("b", "Cy Ott", "Ortel Hospital"))
    place.turn()
    assert len(hook.bodies) == 1
    place.path.write_text(asked.replace("Nobody of Nowhere", "Ortel Hospital"))
    with place.watch() as watch:
        watch.turn()  # another question need not wait until the first one's pause is over
        assert [one["error"] for one in watch.state.rows("SELECT * FROM alert WHERE active")] == [
            ""
        ]


def test_what_nobody_foresaw_does_not_end_the_watch(place: Place, hook: Hook) -> None:
    place.turn()
    place.publish(reading("b", "Cy Ott", "Ortel Hospital"))
    with place.watch() as watch:
        stop, tell = Stop(), watch.tools.tell

        def told(text: str) -> None:
            tell(text)
            stop.set()

        watch.tools = replace(watch.tools, tell=told)
        watch.state._db.execute("ALTER TABLE event RENAME TO away")
        watch.run(stop)
        watch.state._db.execute("ALTER TABLE away RENAME TO event")
        while watch.turn():
            pass
    assert "no such table: " in place.told[0]
    assert len(hook.bodies) == 1


def test_a_file_that_is_wrong_leaves_the_alerts_of_before(place: Place, hook: Hook) -> None:
    with place.watch() as watch:
        watch.turn()
        place.path.write_text("[alerts.staff]\nmail = 3")
        place.publish(reading("b", "Cy Ott", "Ortel Hospital"))
        while watch.turn():
            pass
    assert len(hook.bodies) == 1
    assert "mail is text" in place.told[0]
    with place.watch() as watch, pytest.raises(BadRequest, match="mail is text"):
        watch.turn()


def test_what_is_still_being_written_is_waited_for(place: Place) -> None:
    with place.watch() as watch:
        with open_writer(place.settings) as store:
            publish(store, reading("b", "Cy Ott", "Ortel Hospital"))
            store.snapshot()
            publish(store, reading("c", "Dee Roy", "Ortel Hospital"))
            watch.turn()
            assert watch.state.answer_of("staff") is None
        watch.turn()
        assert len(watch.state.answer_of("staff") or []) == 3


def test_an_alert_that_is_taken_out_sends_nothing_more(place: Place, hook: Hook) -> None:
    place.turn()
    place.publish(reading("b", "Cy Ott", "Ortel Hospital"))
    hook.statuses.append(500)
    place.turn()
    place.path.write_text("[alerts.other]\nquery = 'ASK {}'")
    place.turn(later=True)
    assert len(hook.bodies) == 1
    with place.watch() as watch:
        [row] = watch.state.rows("SELECT state FROM message WHERE way = 'webhook'")
        assert row["state"] == "dropped"
