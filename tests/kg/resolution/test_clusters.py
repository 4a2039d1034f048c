"""Clusters are a function of what is decided and proposed, whatever the order."""

import random

from hypothesis import given
from hypothesis import strategies as st

from kg.model import Iri
from kg.resolution.clusters import Grouping, Proposal, authority_first, clusters
from kg.resolution.decisions import Decision, Verdict

IRIS = [Iri(f"https://example.org/person/{key}") for key in "abcdef"]
A, B, C, D = IRIS[:4]
PAIRS = st.tuples(st.sampled_from(IRIS), st.sampled_from(IRIS)).filter(lambda p: p[0] != p[1])
VERDICTS = st.sampled_from([Verdict.SAME, Verdict.SAME, Verdict.DIFFERENT])


def log(*lines: tuple[Verdict, Iri, Iri]) -> list[Decision]:
    when = "2026-11-22"
    return [Decision(at, when, "ann", v, left, right) for at, (v, left, right) in enumerate(lines)]


DECISIONS = st.lists(st.tuples(VERDICTS, PAIRS), max_size=8).map(
    lambda found: log(*((verdict, *pair) for verdict, pair in found))
)
PROPOSALS = st.lists(
    st.builds(
        lambda pair, score: Proposal(min(pair), max(pair), score),
        PAIRS,
        st.sampled_from([0.8, 0.9, 0.95]),
    ),
    max_size=6,
)


def groups(found: Grouping) -> dict[Iri, Iri]:
    return {iri: found.survivors.get(iri, iri) for iri in IRIS}


@given(DECISIONS, PROPOSALS, st.randoms(use_true_random=False))
def test_order_does_not_matter(
    decisions: list[Decision], proposals: list[Proposal], shuffle: random.Random
) -> None:
    before = clusters(decisions, proposals)
    shuffle.shuffle(decisions)
    shuffle.shuffle(proposals)
    assert clusters(decisions, proposals) == before


@given(DECISIONS, PROPOSALS)
def test_what_is_different_stays_apart_and_what_is_same_together(
    decisions: list[Decision], proposals: list[Proposal]
) -> None:
    found = clusters(decisions, proposals)
    led = groups(found)
    refused = {same.number for same, _ in found.contradictions}
    for each in decisions:
        together = led[each.left] == led[each.right]
        if each.verdict is Verdict.DIFFERENT:
            assert not together
        elif each.number not in refused:
            assert together
    assert set(found.survivors).isdisjoint(found.survivors.values())


@given(DECISIONS, PROPOSALS, PROPOSALS)
def test_proposals_never_part_what_people_put_together(
    decisions: list[Decision], some: list[Proposal], others: list[Proposal]
) -> None:
    people = groups(clusters(decisions))
    with_proposals = groups(clusters(decisions, some + others))
    for one in IRIS:
        for other in IRIS:
            if people[one] == people[other]:
                assert with_proposals[one] == with_proposals[other]


def test_a_line_that_contradicts_is_told_and_the_careful_one_counts() -> None:
    same, different = (Verdict.SAME, Verdict.DIFFERENT)
    lines = log((same, A, B), (different, A, C), (same, B, C))
    found = clusters(lines)
    assert groups(found)[B] == A
    assert groups(found)[C] == C
    assert found.contradictions == ((lines[2], lines[1]),)


def test_what_conflicts_is_not_joined_by_way_of_a_third() -> None:
    proposals = [Proposal(A, B, 0.95), Proposal(B, C, 0.9)]
    assert set(clusters([], proposals).survivors) == {B, C}
    found = clusters([], proposals, conflict=lambda one, other: {one, other} == {A, C})
    assert found.survivors == {B: A}
    people = log((Verdict.SAME, B, C))
    assert clusters(people, proposals, conflict=lambda *pair: set(pair) == {A, C}).survivors == {
        C: B
    }


def test_the_name_that_an_authority_knows_stays() -> None:
    orcid = Iri("https://example.org/person/orcid-0000-0001-5109-3700")
    rank = authority_first(lambda iri: iri == D)
    same = Verdict.SAME
    assert clusters(log((same, A, orcid)), rank=rank).survivors == {A: orcid}
    assert clusters(log((same, A, orcid), (same, D, A)), rank=rank).survivors == {A: D, orcid: D}
