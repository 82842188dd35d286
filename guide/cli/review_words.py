"""The words that the command about a remark knows."""

from enum import StrEnum


class RemarkDoing(StrEnum):
    """What is done about a remark, as a word for the command line."""

    NOTE = "note"
    ANSWER = "answer"
    SIGN_OFF = "sign-off"
    WITHDRAW = "withdraw"


REMARK_DOINGS = ", ".join(RemarkDoing)
