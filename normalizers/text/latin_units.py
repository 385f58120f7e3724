"""Units in Latin letters behind a figure: 0.3NTU, 10mg/m³, 60dB(A), 8m; 3A级 and 5G基站 are no quantities."""

from __future__ import annotations

LATIN_UNIT = (
    r"(?:[A-Za-zμµ]{2,7}(?:\([A-Z]\))?|[gmLthVWsKN](?=[/·]|[^A-Za-z]|$))[²³]?(?:[/·][A-Za-zμµ㎡㎥]{1,4}[²³]?)?"
    r"(?![A-Za-z\d])(?!(?<=[A-Z])[级类等型证档区座栋号班])"
)
