"""The register keeps what all documents tell, of popular things a part, and says what changes."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model import Iri, Type
from kg.resolution.profiles import MOST, Profile, union
from kg.resolution.register import Register

OWN = Iri("https://example.org/person/ann-lee--ortel")
COMPANY = st.integers(0, 3 * MOST).map(lambda number: f"person {number}")
TOLD = st.lists(st.frozensets(COMPANY, max_size=MOST), min_size=1, max_size=8)


def told(company: frozenset[str]) -> Profile:
    return Profile(OWN, Type.PERSON, frozenset({"Ann Lee"}), company=company)


@given(TOLD, TOLD)
@settings(max_examples=40, deadline=None)
def test_what_is_kept_is_what_all_documents_tell_together(
    first: list[frozenset[str]], then: list[frozenset[str]]
) -> None:
    """Documents come, change and go; who is not said to have changed has not."""
    register, held = Register(None), dict[Iri, Profile]()
    changes = [(n, told(each)) for each_list in (first, then) for n, each in enumerate(each_list)]
    for number, profile in [*changes, *((number, None) for number, _ in changes)]:
        document = Iri(f"https://example.org/document/{number}")
        before = register.profile(OWN)
        changed = register.tell(document, "x" if profile else "", [profile] if profile else [])
        if profile:
            held[document] = profile
        else:
            held.pop(document, None)
        assert register.profile(OWN) == union(held.values()).get(OWN)
        assert changed == ({OWN} if register.profile(OWN) != before else set())
        assert register.telling(OWN) == held.keys()
    assert register.sql.execute("SELECT COUNT(*) FROM part").fetchone() == (0,)


def test_who_waits_is_asked_in_order_and_also_who_comes_meanwhile() -> None:
    register = Register(None)
    register.put_off("x", [Iri(f"a{number:04}") for number in range(2500)])
    found = []
    for iri in register.waiting("x"):
        found.append(iri)
        if iri == "a2000":
            register.put_off("x", [Iri("b"), Iri("a0001")])
    assert found == sorted(found)
    assert len(found) == len(set(found)) == 2501
    register.done("x", found[1:])
    assert register.first("x") == "a0000"
    assert register.first("y") is None
