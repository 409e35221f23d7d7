"""How English is read aloud: one kind of writing a module."""
