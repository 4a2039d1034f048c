"""Ranking: who fits whom, from who took part in what, when, and on which topic.

`records` are laid out by `index`, `candidates` are drawn from it, `features` describe each,
`model` weighs them, `rank` puts them in order; `learning` finds the weights.
"""
