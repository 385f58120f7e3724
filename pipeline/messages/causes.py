"""What the system says when a file cannot be read or written, as words of the tool: `没有这个文件`.

The system says it in its own language. Its number has a name that is the same everywhere (`ENOENT`), and
under that name the words stand among the reasons.
"""

from __future__ import annotations

from errno import errorcode

# those that a person meets; others are told in the words of the system
_KNOWN = frozenset(
    {
        *("ENOENT", "EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT", "EISDIR", "ENOTDIR", "EEXIST"),
        *("ENOTEMPTY", "ENAMETOOLONG", "ELOOP", "EFBIG", "EBUSY", "ETXTBSY", "EIO", "EMFILE", "ENFILE"),
        *("ENOMEM", "EADDRINUSE", "ETIMEDOUT", "EHOSTUNREACH", "ESTALE"),
    }
)


def cause(error: OSError) -> str:
    """The name under which the words stand; else what the system says."""
    name = errorcode.get(error.errno or 0, "")
    return name if name in _KNOWN else error.strerror or type(error).__name__
