"""The refusals of text that is not SOQL: MALFORMED_QUERY in Salesforce's words (reference 4.8)."""

from __future__ import annotations

from fake_salesforce.errors import MalformedQueryError

from .positions import located_syntax, position_at

END_OF_TEXT = "<EOF>"


def unexpected_token(
    text: str, offset: int, token: str, *, quoted: bool = True
) -> MalformedQueryError:
    """Return the refusal of a token that cannot stand where it stands.

    Without a first word to start from there is no place to show: ``unexpected token: 'invalid'`` is
    the whole message ([P], exact body). ``quoted`` is False for AND and OR mixed without brackets
    ([RN:S24], and a pasted body whose column counts from 0).
    """
    shown = f"'{token}'" if quoted else token
    message = f"unexpected token: {shown}"
    if not text[:offset].strip():
        return MalformedQueryError(message)
    return MalformedQueryError(located_syntax(text, position_at(text, offset), message))


def no_viable_alternative(text: str, offset: int) -> MalformedQueryError:
    """Return the refusal of a character that starts nothing (``at character '$'``, [RN:S24])."""
    return _character(text, offset, f"no viable alternative at character '{_shown(text, offset)}'")


def mismatched_character(text: str, offset: int, expecting: str) -> MalformedQueryError:
    """Return the refusal of a character in a token that can only go on otherwise ([RN:S24]).

    ``expecting`` is the old parser's own phrase, as ``set '0'..'3'`` behind ``expecting``.
    """
    shown = _shown(text, offset)
    return _character(text, offset, f"mismatched character '{shown}' expecting {expecting}")


def _shown(text: str, offset: int) -> str:
    return text[offset] if offset < len(text) else END_OF_TEXT


def _character(text: str, offset: int, message: str) -> MalformedQueryError:
    position = position_at(text, offset)
    sentence = f"line {position.row}:{position.column} {message}"
    return MalformedQueryError(located_syntax(text, position, sentence))
