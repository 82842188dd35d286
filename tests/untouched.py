"""What lies in a folder, byte for byte: to show that something was left as it was."""

from pathlib import Path


def everything(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every file and folder below: its mode, the time of its last change, what it holds."""
    return {
        str(path.relative_to(folder)): (
            path.lstat().st_mode,
            path.lstat().st_mtime_ns,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in sorted(folder.rglob("*"))
    }
