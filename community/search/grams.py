"""What a text is found by: every two neighbouring Chinese characters, and foreign words and numbers whole.

社区居民 → 社区 区居 居民 民. The last character stands alone too, so that one character is found by its beginning.
Both databases keep these words in order and look for a run of characters as neighbours: no dictionary, no missing word.
"""

import re
from collections.abc import Iterator
from unicodedata import normalize

RUNS = re.compile(r"[㐀-䶿一-鿿]+|[a-z0-9]+")
# What people say around the thing they look for.
EMPTY = re.compile(
    "请问|怎么样|怎么|怎样|如何|什么|哪里|哪儿|多少|可以|可不可以|能不能|能|是不是|有没有|需要|要带|准备|想要|我想|想|办理|怎么办|"
    "找谁|在哪|为什么|时候|每个|一个|没有|我们|我|你|您|吗|呢|的|了|个|要|办|有|借|做|管|谁"
)


def plain(text: str) -> str:
    return normalize("NFKC", text).lower()


def terms(text: str) -> list[str]:
    """The runs of characters somebody asks for, each once."""
    return list(dict.fromkeys(RUNS.findall(plain(text))))


def core(text: str) -> list[str]:
    """The same without what is said around them; single characters only when nothing else is left."""
    left = terms(EMPTY.sub(" ", plain(text)))
    return [term for term in left if len(term) > 1] or left


def grams(text: str) -> Iterator[str]:
    for run in RUNS.findall(plain(text)):
        if run <= "z":
            yield run
        else:
            yield from (run[n : n + 2] for n in range(len(run)))


def pairs(words: list[str]) -> list[str]:
    """Each pair of characters in these words, each foreign word, once."""
    return list(dict.fromkeys(gram for word in words for gram in grams(word) if len(gram) > 1))
