"""Opening event logs as Spark packs them: chunks of plain bytes, whatever the codec, never all at once.

Spark's `spark.io.compression.codec` names are zstd, lz4 (the block format of lz4-java, not the frame format),
snappy (the framing of snappy-java) and lzf. Clusters and people add gzip. What a stream is, its first bytes tell:
names of files lie.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO, TypeVar

import cramjam
import zstandard

Plain = TypeVar("Plain")
CHUNK = 1 << 20
_MOST_BLOCK = 64 << 20
"""Bytes that one block may unpack to; Spark's own are 32 KB to some MB."""
_LZ4_BLOCK = b"LZ4Block"
_SNAPPY_JAVA = b"\x82SNAPPY\x00"


class TruncatedLogError(Exception):
    """The packed stream ends in the middle or is broken from there on; what came before it was given."""


def unpacked(file: BinaryIO) -> Iterator[bytes]:
    """Chunks of the unpacked log.

    Raises:
        TruncatedLogError: the packed bytes end too early or are damaged; all before that was given.
    """
    head = file.read(8)
    file.seek(0)
    for magic, opener in _BY_MAGIC:
        if head.startswith(magic):
            yield from opener(file)
            return
    yield from iter(lambda: file.read(CHUNK), b"")


def _gzip(file: BinaryIO) -> Iterator[bytes]:
    inflater = zlib.decompressobj(wbits=31)
    waiting = b""
    while chunk := waiting or file.read(CHUNK):
        try:
            out = inflater.decompress(chunk, CHUNK)
        except zlib.error as error:
            raise TruncatedLogError(f"the gzip stream is damaged ({error})") from error
        if out:
            yield out
        waiting = inflater.unconsumed_tail
        if inflater.eof:
            # Members stand one behind the other where logs were put together.
            waiting = inflater.unused_data
            inflater = zlib.decompressobj(wbits=31)
            if waiting and not waiting.startswith(b"\x1f\x8b"):
                return
            if not waiting and not (waiting := file.read(CHUNK)):
                return
    raise TruncatedLogError("the gzip stream ends early")


def _zstd(file: BinaryIO) -> Iterator[bytes]:
    reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(file, read_across_frames=True)
    while True:
        try:
            chunk = reader.read(CHUNK)
        except zstandard.ZstdError as error:
            raise TruncatedLogError(f"the zstd stream is damaged ({error})") from error
        if not chunk:
            return
        yield chunk


def _lz4_block(file: BinaryIO) -> Iterator[bytes]:
    """Blocks of lz4-java: magic, token, packed length, plain length, checksum, each number in little endian."""
    while head := file.read(21):
        if len(head) < 21 or not head.startswith(_LZ4_BLOCK):
            raise TruncatedLogError("the lz4 stream ends early or is damaged")
        method = head[8] & 0xF0
        packed, plain = int.from_bytes(head[9:13], "little"), int.from_bytes(head[13:17], "little")
        if plain == 0:
            continue
        body = _block(file, packed, plain)
        if method == 0x10:
            yield body
        else:
            yield _plain(partial(_lz4_plain, body, plain), "lz4")


def _lz4_plain(body: bytes, length: int) -> bytes:
    return bytes(cramjam.lz4.decompress_block(body, output_len=length))


def _snappy_java(file: BinaryIO) -> Iterator[bytes]:
    """Chunks of snappy-java: a header of 16 bytes, then big-endian lengths before raw snappy blocks."""
    file.read(16)
    while length := file.read(4):
        if length == _SNAPPY_JAVA[:4]:
            file.read(12)
            continue
        body = _block(file, int.from_bytes(length, "big"), 0)
        if _plain(partial(cramjam.snappy.decompress_raw_len, body), "snappy") > _MOST_BLOCK:
            raise TruncatedLogError("a snappy block claims to be too large")
        yield bytes(_plain(partial(cramjam.snappy.decompress_raw, body), "snappy"))


def _lzf(file: BinaryIO) -> Iterator[bytes]:
    """Chunks of compress-lzf: `ZV`, a type, the packed length and, where packed, the plain one."""
    while head := file.read(5):
        if len(head) < 5 or not head.startswith(b"ZV"):
            raise TruncatedLogError("the lzf stream ends early or is damaged")
        size = int.from_bytes(head[3:5], "big")
        if head[2] == 0:
            yield _block(file, size, 0)
            continue
        plain = int.from_bytes(file.read(2), "big")
        yield _lzf_block(_block(file, size, 0), plain)


def _lzf_block(packed: bytes, plain: int) -> bytes:
    out = bytearray()
    at = 0
    try:
        while at < len(packed):
            control = packed[at]
            at += 1
            if control < 32:
                out += packed[at : at + control + 1]
                at += control + 1
                continue
            length = control >> 5
            if length == 7:
                length += packed[at]
                at += 1
            start = len(out) - ((control & 31) << 8) - packed[at] - 1
            at += 1
            for offset in range(length + 2):
                out.append(out[start + offset])
    except IndexError as error:
        raise TruncatedLogError("an lzf chunk is damaged") from error
    if len(out) != plain:
        raise TruncatedLogError("an lzf chunk is damaged")
    return bytes(out)


def _block(file: BinaryIO, packed: int, plain: int) -> bytes:
    if packed > _MOST_BLOCK or plain > _MOST_BLOCK:
        raise TruncatedLogError("a packed block claims to be too large")
    body = file.read(packed)
    if len(body) < packed:
        raise TruncatedLogError("the packed stream ends early")
    return body


def _plain(unpack: Callable[[], Plain], codec: str) -> Plain:
    try:
        return unpack()
    except (cramjam.DecompressionError, ValueError, OverflowError) as error:
        raise TruncatedLogError(f"an {codec} block is damaged") from error


_BY_MAGIC: tuple[tuple[bytes, Callable[[BinaryIO], Iterator[bytes]]], ...] = (
    (b"\x1f\x8b", _gzip),
    (b"\x28\xb5\x2f\xfd", _zstd),
    (_LZ4_BLOCK, _lz4_block),
    (_SNAPPY_JAVA, _snappy_java),
    (b"ZV", _lzf),
)
