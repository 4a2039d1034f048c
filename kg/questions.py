"""The catalogue of example questions: files of ontologies/questions, a folder for each audience."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kg.errors import BadRequest, NotFound

_HEAD = re.compile(r"# (\w+): (.*)\n")


@dataclass(frozen=True, slots=True)
class Question:
    """A query with the question that it answers, in plain words."""

    name: str
    group: str  # whom it is for: office or analyst
    title: str
    audience: str
    change: str  # what to write into it for one's own question; empty where it asks for all
    text: str  # the whole file: a comment in SPARQL is a line that begins with #


@cache
def questions() -> tuple[Question, ...]:
    """All questions, by group and name."""
    found = []
    for folder in (files("ontologies") / "questions").iterdir():
        for file in folder.iterdir():
            text = file.read_text(encoding="utf-8")
            found.append(_question(file.name.removesuffix(".rq"), folder.name, text))
    return tuple(sorted(found, key=lambda one: (one.group != "office", one.group, one.name)))


def _question(name: str, group: str, text: str) -> Question:
    head, position = dict[str, str](), 0
    while line := _HEAD.match(text, position):
        head[line[1]], position = line[2].strip(), line.end()
    wrong = head.keys() - {"title", "for", "change"}
    if wrong or not head.get("title") or not head.get("for"):
        raise BadRequest(f"{group}/{name}.rq must begin with '# title: ...' and '# for: ...'")
    return Question(name, group, head["title"], head["for"], head.get("change", ""), text)


def question_named(name: str) -> Question:
    """The question of a name, as in `who-leads` or `office/who-leads`."""
    for one in questions():
        if name in (one.name, f"{one.group}/{one.name}"):
            return one
    like = tuple(one.name for one in questions() if _words(name) & _words(one.name))
    hint = f"; like it: {', '.join(like[:5])}" if like else ""
    raise NotFound(f"there is no question {name!r}{hint} (kg questions lists all)", like[:5])


def _words(name: str) -> set[str]:
    return {word for word in re.split(r"\W+|_", name.lower()) if len(word) > 3}
