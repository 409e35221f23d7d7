"""What survives a restart: rows and audio objects. Knows no HTTP and no speech."""
