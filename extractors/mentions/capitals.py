"""Small words that names hold, and words whose capitals make no names."""

OF = frozenset(
    """of for on against de del della dell di da do dos das des du für pour à des der""".split()
)
# Nouns that stand in small letters inside names: `Fakultní nemocnice Motol`.
LOWER = frozenset(
    """nemocnice univerzita universitetssykehus universitetssjukehus universitetssjukhus sjukhus
    sykehus universitetshospital universitet universitetet yliopisto yliopistollinen sairaala
    ülikool kliinikum egyetem kórház hastanesi bolnica klinika szpital uniwersytet""".split()
)
ROMANCE = frozenset("de del della di da do dos das du".split())
AND = frozenset("and y et e und &".split())
THE = frozenset("the la le les el los las l' den".split())
APART = frozenset(["at", "in"])  # what stands behind them is another name
CONNECTORS = OF | AND | THE | APART
# What a body is for, as its name says behind `of` and `and`; none of these is a name of its own.
GOVERNED = frozenset(
    """health medicine medicines devices drugs products welfare labour labor research science
    sciences technology innovation education development nutrition safety nursing pharmacy
    dentistry surgery industry trade commerce families family culture sport sports youth
    protection population planning statistics biology chemistry engineering genetics genomics
    transplantation immunology haematology hematology oncology paediatrics pediatrics
    services affairs foods food cooperation environment toxicology evaluation quality
    prevention control care therapeutics diagnostics agriculture""".split()
)
# Words that are capitalised because they begin a sentence or a heading, not a name.
OPENERS = frozenset(
    """the a an in on at as and but or for from by with to of since after before during until
    while when where who what which how why this that these those it its he she his her
    they their we our our's all both some many most more no not nor only also although
    because if so such then there thus under according asked supported founded funded
    hosted organised organized organiser two three four five six seven eight nine ten
    eleven twelve dozens over about around some another each every other however meanwhile
    today yesterday tomorrow last next our your my mr q: a: members partners experts
    topics participants officials researchers scientists doctors patients families
    hospitals universities together speaking besides among between within without despite
    through across per via""".split()
)
