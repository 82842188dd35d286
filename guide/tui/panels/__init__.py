"""Panels: what opens beside the line to say, never over it. One file, one panel."""
