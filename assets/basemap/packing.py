"""How the finished files are packed: an archive in blocks, tables by columns, both with Brotli."""

import struct

import brotli

# What is unpacked at a time: small enough to be there within a frame.
BLOCK_BYTES = 512 * 1024
# A column of this name's end holds, for each row, the difference to the row above in steps of 1/STEPS.
STEP = "_step"
STEPS = 10_000


def pack_blocks(data):
    """Little-endian: bytes in a block, number of blocks, packed length of each; then the blocks.

    Tiles next to each other have much in common, and so small ones pack by a quarter better than one by one.
    """
    blocks = [brotli.compress(data[start:start + BLOCK_BYTES], quality=11, lgwin=24)
              for start in range(0, len(data), BLOCK_BYTES)]
    header = struct.pack(f"<{2 + len(blocks)}I", BLOCK_BYTES, len(blocks), *map(len, blocks))
    return header + b"".join(blocks)


def unpack_blocks(packed):
    _, count = struct.unpack_from("<2I", packed)
    start, out = 8 + 4 * count, []
    for length in struct.unpack_from(f"<{count}I", packed, 8):
        out.append(brotli.decompress(packed[start:start + length]))
        start += length
    return b"".join(out)


def pack_table(rows, stepped=()):
    """A line with the number of lines in each column, then column after column; rows[0] is the header.

    Like beside like packs a sixth smaller. Columns named in stepped hold differences.
    """
    values = [str(len(rows))]
    for name, *column in zip(*rows, strict=True):
        if name in stepped:
            name, column = name + STEP, steps_of(column)
        values += [name, *column]
    return brotli.compress("".join(value + "\n" for value in values).encode(), quality=11, lgwin=24)


def unpack_table(packed):
    """The rows of a packed table, the header first."""
    count, *values = brotli.decompress(packed).decode().split("\n")[:-1]
    columns = []
    for start in range(0, len(values), int(count)):
        name, *column = values[start:start + int(count)]
        if name.endswith(STEP):
            name, column = name.removesuffix(STEP), values_of(column)
        columns.append([name, *column])
    return list(zip(*columns, strict=True))


def steps_of(column):
    last = 0
    for value in column:
        now = round(float(value) * STEPS)
        yield str(now - last)
        last = now


def values_of(column):
    now = 0
    for step in column:
        now += int(step)
        yield repr(now / STEPS)
