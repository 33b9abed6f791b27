"""Pack the fonts beside this file into ../fonts.br, which the program bundles; needs brotli (pip install brotli)."""

import pathlib

import brotli

here = pathlib.Path(__file__).parent
fonts = [(path.name, path.read_bytes()) for path in sorted(here.glob("*.ttf"))]
# A line of names and lengths, then the fonts: together, since weights have much in common.
line = " ".join(f"{name} {len(data)}" for name, data in fonts)
together = line.encode() + b"\n" + b"".join(data for _, data in fonts)
(here.parent / "fonts.br").write_bytes(brotli.compress(together, quality=11, lgwin=24))
