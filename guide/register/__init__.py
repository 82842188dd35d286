"""The register: every promise of every call, from the moment it was made until it is kept."""
