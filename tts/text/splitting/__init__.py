"""Where sentences begin, and where one that is too long for a voice is cut."""
