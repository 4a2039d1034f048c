"""Which mentions name one thing: names, short forms, pronouns, plurals, and who says we."""
