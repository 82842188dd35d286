"""A script drawn as text: the focus view, the whole chart, the plain page. Pure."""
