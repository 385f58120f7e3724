"""Han text cut into words by jieba, each run of Han characters once: most sentences stay for years."""

from __future__ import annotations

from functools import lru_cache

HAN = "\u3400-\u9fff"


@lru_cache(maxsize=20_000)
def cut(run: str) -> tuple[str, ...]:
    """The words of a run of Han characters; joined they are the run."""
    import jieba

    jieba.setLogLevel("ERROR")
    return tuple(jieba.cut(run, HMM=False))
