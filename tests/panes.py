"""Reading a screen: its boxes, and words without the bars and line breaks between them."""

_BARS = str.maketrans("", "", "│▌┌┐└┘▁▂▃▄▅▆▇█")


def pane_of(text: str, title: str) -> str:
    """The box of this title, cut out of a screen."""
    lines = text.splitlines()
    top = next(y for y, line in enumerate(lines) if f"┌─ {title} ─" in line)
    left = lines[top].index(f"┌─ {title} ─")
    right = lines[top].index("┐", left) + 1
    bottom = next(y for y in range(top, len(lines)) if lines[y][left : left + 1] == "└")
    return "\n".join(line[left:right] for line in lines[top : bottom + 1])


def joined(text: str) -> str:
    """A text without bars and line breaks, its words one blank apart."""
    return " ".join(text.translate(_BARS).split())
