"""What waits to be sent is sent once, whatever fails: tried again, gathered, given up."""

from contextlib import closing
from dataclasses import replace
from functools import partial

from extractors.documents.fetching.posting import post
from kg.alerting.sending import ATTEMPTS, Sender
from kg.alerting.state import AlertState
from kg.alerting.watch import AlertWatch, Tools
from tests.kg.alerting.conftest import MAIL, STAFF, Place
from tests.kg.alerting.receivers import Hook, Post
from tests.kg.store.changes.told import reading


def test_a_webhook_that_fails_is_tried_again_with_the_same_key(place: Place, hook: Hook) -> None:
    place.turn()
    place.publish(reading("b", "Cy Ott", "Ortel Hospital"))
    hook.statuses += [500, 302]  # what was signed for one address is sent to no other
    place.turn()
    place.turn()
    assert len(hook.bodies) == 1  # its pause is not over
    assert "the server answered 500" in place.told[0]
    place.turn(later=True)
    place.turn(later=True)
    place.turn(later=True)
    assert len(hook.bodies) == 3
    assert len(set(hook.keys)) == 1


def test_what_changes_meanwhile_does_not_use_up_the_tries(
    place: Place, hook: Hook, mail: Post
) -> None:
    place.turn()
    hook.statuses += [503] * 99
    place.settings = replace(place.settings, smtp="smtp://127.0.0.1:1")
    people = ("Bo Ek", "Cy Ott", "Dee Roy")
    for number, person in enumerate(people):
        place.publish(reading(f"p{number}", person, "Ortel Hospital"))
        place.turn()
    assert len(hook.bodies) == 1  # the pause of the first is not over
    place.settings = replace(place.settings, smtp=mail.address)
    hook.clear()
    place.turn(later=True)
    assert [one["added"][0]["cells"]["person"]["label"] for one in hook.events] == list(people)
    [message] = mail.mails
    assert all(person in message.get_content() for person in people)


def test_what_a_setting_keeps_from_being_sent_waits_for_it(place: Place, mail: Post) -> None:
    right = place.settings
    place.settings = replace(right, smtp="")
    place.turn()
    assert place.told == ["no mail is sent for staff: KG_SMTP is not set"]
    place.publish(reading("b", "Cy Ott", "Ortel Hospital"))
    place.turn()
    assert "set KG_SMTP" in place.told[-1]
    place.settings = right
    place.turn(later=True)
    assert len(mail.mails) == 1


def test_what_is_never_taken_is_given_up(place: Place, hook: Hook, mail: Post) -> None:
    place.turn()
    place.publish(reading("b", "Cy Ott", "Ortel Hospital"))
    hook.statuses += [503] * (ATTEMPTS + 3)
    for _ in range(ATTEMPTS + 3):
        place.turn(later=True)
    assert len(hook.bodies) == ATTEMPTS
    assert len(mail.mails) == 1  # the ways do not wait for each other
    with place.watch() as watch:
        [row] = watch.state.rows("SELECT * FROM message WHERE way = 'webhook'")
        assert (row["state"], row["attempts"]) == ("failed", ATTEMPTS)


def test_a_kill_between_sending_and_noting_sends_the_same_key_again(
    place: Place, hook: Hook
) -> None:
    place.turn()
    place.publish(reading("b", "Cy Ott", "Ortel Hospital"))
    place.turn()
    with place.watch() as watch:  # as such a kill leaves it
        watch.state._db.execute("UPDATE message SET state = 'waiting', sent = NULL")
    place.turn()
    assert len(hook.keys) == 2
    assert len(set(hook.keys)) == 1


def test_mail_that_may_not_come_often_is_gathered(place: Place, mail: Post) -> None:
    place.path.write_text(STAFF.format(ways=MAIL + 'every = "1 h"\n'))
    place.turn()
    for number, person in enumerate(("Bo Ek", "Cy Ott", "Dee Roy")):
        place.publish(reading(f"p{number}", person, "Ortel Hospital"))
        place.turn()
    assert len(mail.mails) == 1
    place.turn(later=True)
    assert [str(one["subject"]) for one in mail.mails] == [
        "[collab-kg] Who is at Ortel: 1 new",
        "[collab-kg] Who is at Ortel: 1 new, 2 changes",
    ]
    text = mail.mails[1].get_content()
    assert "Cy Ott" in text
    assert "Dee Roy" in text
    assert "Bo Ek" not in text


def test_addresses_inside_are_not_told(place: Place, hook: Hook) -> None:
    place.turn()
    place.publish(reading("b", "Cy Ott", "Ortel Hospital"))
    with closing(AlertState(place.settings.folder)) as state:
        sender = Sender(place.settings, partial(post, private=""))
        tools = Tools(replace(place.settings), place.guarded, sender, place.told.append)
        watch = AlertWatch(tools, state, place.path)
        while watch.turn():
            pass
    assert hook.bodies == []
    assert "name it in KG_PRIVATE" in place.told[0]
