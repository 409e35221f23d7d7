"""The application: joins speech and storage, faces people and programs."""
