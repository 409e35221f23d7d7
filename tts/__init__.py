"""Article text to speech. Knows no HTTP, no database, no settings and no object store."""
