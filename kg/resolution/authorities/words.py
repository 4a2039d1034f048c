"""Names of bodies made comparable across abbreviations and languages."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

from kg.store.likeness import SMALL, fold

# What lists of addresses cut short, and the same noun in other languages.
_FORMS = """
university: univ univs uni universidad universidade universite universita universitat universitas
    universitatea universiteit universitet universitetet uniwersytet univerzita univerzitet
    univerza universitaet universitesi universiti universitario egyetem unversity universities
institute: inst instit institut instituto istituto instituut institutt institutet instytut
    institutul institutes insitute
college: coll colegio colleges
school: sch schl
center: centre ctr cent centro centrum zentrum centr centers centres centra
hospital: hosp hopital hopitaux hospitals krankenhaus ospedale szpital hospitalier hospitalar
department: dept dep departement departamento dipartimento
laboratory: lab labs laboratories laboratoire laboratorio
science: sci sciences scis scientific ciencias scienze wissenschaften scientif
technology: technol tech techn tecnologia technologies technologie technological technical
    technische technique tecnica tecnico tecnologico politecnica
polytechnic: polytech politecnico polytechnique polytechnical
academy: acad academia akademie accademia academie
national: nat natl nacional nationale nazionale naz nacionale nationaal
international: int intl
research: res recherche ricerca investigacion forschung recherches pesquisa ricerche
medicine: med medical medicina medizinische medizin medicale medicinal medecine
engineering: eng engn engg ingenieria engenharia ingegneria
foundation: fdn found fundacion fundacao fondation fondazione stiftung
association: assoc asoc asociacion associazione
society: soc sociedad societe gesellschaft
council: counc consejo conseil consiglio
company: co comp
corporation: corp
incorporated: inc
limited: ltd
agriculture: agr agric agri agricultural agronomic
state: stat estadual estatal estado
federal: fed
general: gen
computer: comput computing computation
information: inf informat
communication: commun commun communications
telecommunication: telecommun telecommunications
physics: phys physical
chemistry: chem chemical
mathematics: math maths mathematical
biology: biol biological
education: educ educational
development: dev
administration: admin adm
management: manag mgmt
ministry: minist ministerio ministere ministero
health: hlth salud sante saude
system: syst syst systems
industry: ind industrial
applied: appl
advanced: adv
study: stud studies
technical: tekn
environment: environ environmental
south: southern
north: northern
east: eastern
west: western
mount: mt
fort: ft
saint: st ste sainte sankt
service: serv servs services
product: products
"""
_NORMAL = {
    form: line.partition(":")[0]
    for line in _FORMS.replace("\n    ", " ").strip().splitlines()
    for form in line.partition(":")[2].split()
}
_SMALL = SMALL | set("di da do dos das van von zu al el i e den".split())


def normal(word: str) -> str:
    """A folded word in full, and in English where it is one of the nouns that name bodies.

    >>> normal("univ"), normal("hopital"), normal("peking")
    ('university', 'hospital', 'peking')
    """
    return _NORMAL.get(word, word)


def telling(text: str) -> tuple[str, ...]:
    """The words of a name that tell bodies apart, in their order.

    >>> telling("Univ. of Maryland, the College")
    ('university', 'maryland', 'college')
    """
    return meant(fold(text))


def meant(words: Sequence[str]) -> tuple[str, ...]:
    """The same of folded words; where all are small, all of them.

    >>> meant(fold("M. D. Anderson")), meant(fold("C.N.R.S."))
    (('md', 'anderson'), ('cnrs',))
    """
    joined = _letters_joined(words)
    return tuple(normal(word) for word in joined if word not in _SMALL) or tuple(joined)


def _letters_joined(words: Sequence[str]) -> list[str]:
    """Letters that stand alone in a row make one word: whether they had points is forgotten."""
    found: list[str] = []
    letters = ""
    for word in words:
        if len(word) == 1 and word.isascii() and word.isalpha():
            letters += word
            continue
        found += [letters, word] if letters else [word]
        letters = ""
    return [*found, letters] if letters else found


def bag(words: Iterable[str]) -> int:
    """A number for a set of words, the same in whatever order they stand."""
    joined = " ".join(sorted(set(words)))
    return int.from_bytes(blake2b(joined.encode(), digest_size=7).digest())


def run(words: Iterable[str]) -> int:
    """A number for words written as one: "Jiao Tong" and "Jiaotong" have the same."""
    return int.from_bytes(blake2b("".join(words).encode(), digest_size=7).digest())
