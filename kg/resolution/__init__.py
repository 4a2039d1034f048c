"""Who is who: names and identifiers made one, claims made conclusions."""
