"""Who and what a sentence names: each file proposes candidates, `vote` chooses among them."""
