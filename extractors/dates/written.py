"""The forms in which texts write dates, as regular expressions with named parts."""

import re

_MONTHS = (
    "january jan",
    "february feb",
    "march mar",
    "april apr",
    "may",
    "june jun",
    "july jul",
    "august aug",
    "september sept sep",
    "october oct",
    "november nov",
    "december dec",
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
DAYS = {
    d: n for n, d in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
ORDINALS = {"first": 1, "second": 2, "third": 3, "1st": 1, "2nd": 2, "3rd": 3}  # others: the last
AMOUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
AMOUNTS |= {"seven": 7, "eight": 8, "nine": 9, "ten": 10}

_NAMES = sorted(MONTHS, key=len, reverse=True)
_SHOWN = "|".join(form for name in _NAMES for form in (name.capitalize(), name.upper()))
_WEEKDAYS = "|".join(form for day in DAYS for form in (day.capitalize(), day.upper()))
_SHORT = "|".join(day[:n].capitalize() for day in DAYS for n in (5, 4, 3))
_TH = r"(?:st|nd|rd|th)?"
_TO = r"\s?(?:-|–|—|/|to|and|&|until|till|through)\s?(?:the )?"
_ON = rf"(?:(?:{_WEEKDAYS}|{_SHORT})\b\.?,? (?:the )?)?"  # `Tuesday, 12 May` is one date
_DAY, _DAY2 = rf"(?P<day>\d{{1,2}}){_TH}", rf"(?P<day2>\d{{1,2}}){_TH}"
_MONTH, _MONTH2 = (rf"(?P<{name}>{_SHOWN})\b\.?" for name in ("month", "month2"))
_YEAR, _YEAR2 = (rf"(?P<{name}>(?:19|20)\d\d)" for name in ("year", "year2"))
_OF_YEAR = rf"(?:,? (?:of )?{_YEAR}\b(?!-\d)|,? (?:of )?(?P<which>[Ll]ast|[Tt]his|[Nn]ext) year\b)"
_PERIOD = r"(?P<which>[Tt]his|[Ll]ast|[Nn]ext|the current|the coming|the past|the previous)"
_PART = r"(?:(?P<part>[Ee]arly|[Ll]ate|[Mm]id|[Mm]iddle of|[Ee]nd of|[Bb]eginning of)[ -](?:in )?)"
_RELATION = r"(?P<relation>[Ll]ast|[Nn]ext|[Tt]his(?: past| coming)?|[Cc]oming|[Pp]ast)"

NUMERIC = re.compile(rf"(?<![\d/.])(?P<day>\d\d?)/(?P<month>\d\d?)/{_YEAR}(?![\d/])")

# In this order: what an earlier form has read no later one reads again.
_FORMS = (
    # 2026-05-12 to 2026-05-14, and either of them
    rf"(?<![\d-])(?P<iso>){_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)\s?(?:-|–|—|/|to|until)\s?"
    r"(?P<year2>(?:19|20)\d\d)-(?P<month2>\d\d)-(?P<day2>\d\d)(?![\d-])",
    rf"(?<![\d./-])(?P<iso>){_YEAR}(?P<dash>[-/.])(?P<month>\d\d?)(?P=dash)"
    r"(?P<day>\d\d?)(?![\d/-])",
    # 12/05/2026, 12.05.2026
    NUMERIC.pattern,
    rf"(?<![\d/.])(?P<dot>)(?P<day>\d\d?)\.(?P<month>\d\d?)\.{_YEAR}(?!\d)",
    # 30 May to 2 June 2026; May 30 to June 2, 2026
    rf"\b{_ON}{_DAY}(?: of)? {_MONTH}(?:,? {_YEAR})?{_TO}"
    rf"{_ON}{_DAY2}(?: of)? {_MONTH2}(?:,? {_YEAR2}\b)?",
    rf"\b{_ON}{_MONTH} {_DAY}(?:, {_YEAR})?{_TO}{_ON}{_MONTH2} {_DAY2}\b(?:,? {_YEAR2}\b)?",
    # 12-14 May 2026; May 12th to 14th
    rf"\b{_ON}{_DAY}{_TO}{_ON}{_DAY2}(?: of)? {_MONTH}{_OF_YEAR}?",
    rf"\b{_ON}{_MONTH} (?:the )?{_DAY}{_TO}{_ON}{_DAY2}\b(?!,\d){_OF_YEAR}?",
    # 12 May 2026; May 12th
    rf"\b{_ON}{_DAY}(?: of)? {_MONTH}{_OF_YEAR}?",
    rf"\b{_ON}{_MONTH} (?:the )?{_DAY}\b(?!,\d|[.:]\d){_OF_YEAR}?",
    # March 2020 to June 2023; May to July 2026
    rf"\b{_MONTH} {_YEAR}{_TO}{_MONTH2} {_YEAR2}\b",
    rf"\b{_MONTH}{_TO}{_MONTH2},? (?P<year2>(?:19|20)\d\d)\b",
    # mid-May 2026, May last year, in May
    rf"\b{_PART}?{_MONTH}{_OF_YEAR}",
    r"\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Ff]rom|[Dd]uring|[Ll]ast|[Nn]ext|[Tt]his"
    rf"|{_PART}) ?{_MONTH}"
    r"(?! \d)(?! [A-Z])",
    # Q3 2025, the first half of 2025, spring 2026
    rf"\b(?P<quarter>Q[1-4])(?:,? (?:of )?{_YEAR}|/{_YEAR2})?\b",
    rf"\b(?P<half>H[12])[ /]{_YEAR}\b",
    r"\b(?P<quarter>first|second|third|fourth|1st|2nd|3rd|4th|last) quarter"
    rf"(?: (?:of )?(?:{_YEAR}|{_PERIOD} year)|(?! of\b))\b",
    rf"\b(?P<half>first|second) half of (?:{_YEAR}|{_PERIOD} year)\b",
    rf"\b{_PERIOD} (?P<season>spring|summer|autumn|fall|winter)\b",
    rf"\b(?P<season>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter),? (?:of )?{_YEAR}\b",
    # the 8th of this month, from the 3rd to the 5th, on the 24th
    r"\b(?:from )?the (?P<day>\d{1,2})(?:st|nd|rd|th) (?:to|until|and) the (?P<day2>\d{1,2})"
    rf"(?:st|nd|rd|th)(?: of {_PERIOD} (?P<unit>month))?\b(?! [A-Z])",
    rf"\bthe (?P<day>\d{{1,2}})(?:st|nd|rd|th) of {_PERIOD} (?P<unit>month)\b",
    r"\b(?:on|by|until|from|since) the (?P<day>\d{1,2})(?:st|nd|rd|th)\b"
    r"(?! [A-Z]| (?:of|anniversary|floor|time|edition|century|day|year|birthday|annual|place|hour"
    r"|percentile|week|month))",
    # years
    rf"\b(?:[Bb]etween|[Ff]rom) {_YEAR} (?:and|to|until|through) {_YEAR2}\b",
    rf"(?<![\w,./-]){_YEAR}(?:\s?[-–—]\s?|/)(?P<year2>(?:19|20)\d\d|\d\d)\b(?![,./-]\d|-)",
    # from Monday to Friday, next Friday, tomorrow
    rf"\b(?:from )?(?P<weekday>{_WEEKDAYS}) (?:to|until|through|and) (?P<weekday2>{_WEEKDAYS})\b",
    rf"\b(?:{_RELATION} )?(?P<weekday>{_WEEKDAYS})\b(?: (?P<week>last|next|this) week\b)?",
    r"\b(?P<today>[Tt]he day before yesterday|[Tt]he day after tomorrow|[Tt]oday|[Yy]esterday"
    r"|[Tt]omorrow)\b(?!['’]s)",
    # three days ago, earlier this month, next year
    rf"\b(?P<amount>{'|'.join(AMOUNTS)}|\d{{1,2}}) (?P<ago>day|week|month|year)s? ago\b",
    rf"\b(?:(?:[Ee]arlier|[Ll]ater) )?{_PERIOD} (?P<unit>month|year)\b(?! (?:old|of))",
    rf"(?<![\w,./-]){_YEAR}\b(?![,.]?\d|[-–/]\d|\s+(?!(?:was|is|has|years)\b)[a-z]*[^s\W]s\b)",
)
FORMS = tuple(re.compile(form) for form in _FORMS)

# Every form has one of these; most sentences have none of them.
HINT = re.compile(
    rf"\d|day\b|\b(?:{'|'.join(MONTHS)}|month|year|quarter|half|spring|summer|autumn|fall|winter"
    r"|today|tomorrow|ago)\b",
    re.IGNORECASE,
)
