"""What the world outside knows of bodies, diseases and persons, kept beside the store on disk."""
