"""What a sentence says of the entities that it names: each file finds one kind of construction."""
