#!/usr/bin/python3
"""Writes image files of every kind and, beside each, the pixels that must be read from it.

    make_images.py FOLDER

FOLDER/list.txt gets a line for each case, its fields separated by tabs:

    name of the image file, name of the file of expected pixels, class, height, width, channels,
    mode (gray, rgb, rgba or -), orientation (apply or ignore), reference (pillow or written)

The pixels are raw, row by row, channels interleaved, little-endian.  The reference is what Pillow
reads, or the values that were written here (what Pillow cannot read, such as 16-bit RGB).
Exit status 77: there is no Pillow.
"""
import io
import itertools
import os
import struct
import sys
import warnings
import zlib

try:
    import numpy
    from PIL import Image, ImageOps
except ImportError:
    sys.exit(77)

GRAY, RGB, PALETTE, GRAY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6
CHANNELS = {GRAY: 1, RGB: 3, PALETTE: 1, GRAY_ALPHA: 2, RGB_ALPHA: 4}
DEPTHS = {
    GRAY: (1, 2, 4, 8, 16),
    RGB: (8, 16),
    PALETTE: (1, 2, 4, 8),
    GRAY_ALPHA: (8, 16),
    RGB_ALPHA: (8, 16),
}
# Adam7: first column and row, step between columns and rows ("PNG Specification", section 8.2).
ADAM7 = (
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)

warnings.simplefilter("ignore")  # Pillow on palettes with transparency
random = numpy.random.default_rng(2)


class Cases:
    def __init__(self, folder):
        self.folder = folder
        self.list = open(os.path.join(folder, "list.txt"), "w")
        self.count = 0

    def file(self, name, data):
        with open(os.path.join(self.folder, name), "wb") as f:
            f.write(data)

    def expect(self, name, pixels, reference, mode="-", orientation="apply"):
        pixels = numpy.asarray(pixels)
        if pixels.ndim == 2:
            pixels = pixels[:, :, None]
        self.count += 1
        raw = "%04d.raw" % self.count
        little = pixels.astype(pixels.dtype.newbyteorder("<"))
        self.file(raw, little.tobytes())
        fields = [name, raw, str(pixels.dtype)] + [str(n) for n in pixels.shape]
        print(*fields, mode, orientation, reference, sep="\t", file=self.list)


# ---- PNG --------------------------------------------------------------------------------------------


def chunk(kind, data):
    return (
        struct.pack(">I", len(data))
        + kind
        + data
        + struct.pack(">I", zlib.crc32(kind + data))
    )


def pack_row(row, depth):
    """Samples of one row (width x channels) as PNG stores them."""
    if depth == 16:
        return row.astype(">u2").tobytes()
    if depth == 8:
        return row.astype("u1").tobytes()
    bits = (row.reshape(-1, 1) >> numpy.arange(depth)[::-1]) & 1
    return numpy.packbits(bits.astype("u1").ravel()).tobytes()


def filter_row(kind, row, above, pixel):
    """The five filters of the "PNG Specification", section 9."""
    row = numpy.frombuffer(row, "u1").astype(int)
    above = numpy.frombuffer(above, "u1").astype(int) if above else row * 0
    zeros = numpy.zeros(pixel, int)
    left = numpy.concatenate([zeros, row])[: row.size]
    corner = numpy.concatenate([zeros, above])[: row.size]
    estimate = left + above - corner
    a, b, c = (abs(estimate - n) for n in (left, above, corner))
    paeth = numpy.where((a <= b) & (a <= c), left, numpy.where(b <= c, above, corner))
    guess = (row * 0, left, above, (left + above) // 2, paeth)[kind]
    return bytes([kind]) + ((row - guess) & 255).astype("u1").tobytes()


def encode_pass(samples, depth):
    pixel = max(1, samples.shape[2] * depth // 8)
    above, out = None, b""
    for y, row in enumerate(samples):
        packed = pack_row(row, depth)
        out += filter_row(y % 5, packed, above, pixel)
        above = packed
    return out


def png(samples, color, depth, interlace, chunks=()):
    """A PNG file; samples is height x width x channels."""
    height, width = samples.shape[:2]
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlace)
    if interlace:
        parts = [samples[y::dy, x::dx] for x, y, dx, dy in ADAM7]
    else:
        parts = [samples]
    data = b"".join(encode_pass(p, depth) for p in parts if p.size)
    packed = zlib.compress(data)
    third = len(packed) // 3 + 1
    pieces = [packed[i : i + third] for i in range(0, len(packed), third)]
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + b"".join(chunk(kind, data) for kind, data in chunks)
        + b"".join(chunk(b"IDAT", piece) for piece in pieces)
        + chunk(b"IEND", b"")
    )


def to_full_range(samples, depth):
    if depth == 16:
        return samples.astype("u2")
    return (samples * (255 // ((1 << depth) - 1))).astype("u1")


def with_alpha(pixels, opaque):
    top = 65535 if pixels.dtype == numpy.uint16 else 255
    alpha = numpy.where(opaque, top, 0).astype(pixels.dtype)
    return numpy.concatenate([pixels, alpha[:, :, None]], axis=2)


def pillow_pixels(data, mode=None):
    image = Image.open(io.BytesIO(data))
    image.load()
    if mode:
        image = image.convert(mode)
    elif image.mode == "P":
        alpha = image.info.get("transparency", b"\xff")
        some = isinstance(alpha, int) or min(alpha) < 255
        image = image.convert("RGBA" if some else "RGB")
    elif "transparency" in image.info and image.mode in ("L", "RGB"):
        image = image.convert({"L": "LA", "RGB": "RGBA"}[image.mode])
    pixels = numpy.asarray(image)
    if pixels.dtype == bool:
        pixels = pixels.astype("u1") * 255
    if pixels.dtype == numpy.int32:
        pixels = pixels.astype("u2")
    return pixels


def png_cases(cases):
    sizes = ((1, 1), (3, 5), (13, 17), (32, 9))
    for color, interlace in itertools.product(CHANNELS, (0, 1)):
        for depth, (height, width) in itertools.product(DEPTHS[color], sizes):
            name = "c%d-d%d-i%d-%dx%d" % (color, depth, interlace, height, width)
            shape = (height, width, CHANNELS[color])
            samples = random.integers(0, 1 << depth, shape)
            if color == PALETTE:
                palette_cases(cases, name, samples, depth, interlace)
            else:
                plain_cases(cases, name, samples, color, depth, interlace)


def plain_cases(cases, name, samples, color, depth, interlace):
    pixels = to_full_range(samples, depth)
    data = png(samples, color, depth, interlace)
    cases.file(name + ".png", data)
    cases.expect(name + ".png", pixels, "written")
    if depth < 16 or color == GRAY:
        cases.expect(name + ".png", pillow_pixels(data), "pillow")

    # gamma says nothing about the stored values, and is not applied
    ignored = ((b"gAMA", struct.pack(">I", 30000)), (b"tEXt", b"Title\0none"))
    data = png(samples, color, depth, interlace, ignored)
    cases.file(name + "-gamma.png", data)
    cases.expect(name + "-gamma.png", pixels, "written")

    if color in (GRAY, RGB):
        one = samples[samples.shape[0] // 2, samples.shape[1] // 2]
        clear = struct.pack(">%dH" % one.size, *one)
        data = png(samples, color, depth, interlace, ((b"tRNS", clear),))
        cases.file(name + "-trns.png", data)
        opaque = (samples != one).any(axis=2)
        cases.expect(name + "-trns.png", with_alpha(pixels, opaque), "written")
        if depth == 8:
            cases.expect(name + "-trns.png", pillow_pixels(data), "pillow")


def palette_cases(cases, name, samples, depth, interlace):
    entries = 1 << depth
    palette = random.integers(0, 256, (entries, 3)).astype("u1")
    alpha = random.integers(0, 256, max(1, entries - 1)).astype("u1")
    alpha[0] = 0
    colors = (b"PLTE", palette.tobytes())
    rgb = palette[samples[:, :, 0]]
    all_alpha = numpy.full(entries, 255, "u1")
    all_alpha[: alpha.size] = alpha
    rgba = numpy.dstack([rgb, all_alpha[samples[:, :, 0]]])
    opaque = (b"tRNS", bytes([255] * alpha.size))
    for suffix, chunks, pixels in (
        ("", (colors,), rgb),
        ("-trns", (colors, (b"tRNS", alpha.tobytes())), rgba),
        ("-opaque", (colors, opaque), rgb),
    ):
        data = png(samples, PALETTE, depth, interlace, chunks)
        cases.file(name + suffix + ".png", data)
        cases.expect(name + suffix + ".png", pixels, "written")
        cases.expect(name + suffix + ".png", pillow_pixels(data), "pillow")


def short_palette_case(cases):
    """A palette of fewer entries than the indices could name."""
    samples = random.integers(0, 5, (6, 7, 1))
    palette = random.integers(0, 256, (5, 3)).astype("u1")
    data = png(samples, PALETTE, 4, 0, ((b"PLTE", palette.tobytes()),))
    cases.file("short-palette.png", data)
    cases.expect("short-palette.png", palette[samples[:, :, 0]], "written")


# ---- JPEG -------------------------------------------------------------------------------------------


def photo(height, width, channels):
    """Something smooth with edges and a little noise."""
    y, x = numpy.mgrid[0:height, 0:width] / 7.0
    planes = [
        numpy.sin(x * (c + 1) / 2 + c) * 60 + numpy.cos(y + c) * 50 + (x > y + c) * 40
        for c in range(channels)
    ]
    noise = random.normal(0, 4, (height, width, channels))
    image = numpy.clip(numpy.dstack(planes) + 110 + noise, 0, 255).astype("u1")
    return image[:, :, 0] if channels == 1 else image


def save(pixels, mode=None, form="JPEG", **options):
    out = io.BytesIO()
    Image.fromarray(pixels, mode).save(out, form, **options)
    return out.getvalue()


def markers(data):
    """Offsets of a JPEG's marker segments before the first scan: (offset, marker, length)."""
    at = 2
    while data[at + 1] != 0xDA:
        length = struct.unpack(">H", data[at + 2 : at + 4])[0] + 2
        yield at, data[at + 1], length
        at += length


def adobe(data, transform):
    """The file with an Adobe marker that says `transform`, or with none (None)."""
    for at, marker, length in list(markers(data)):
        if marker == 0xEE:
            data = data[:at] + data[at + length :]
            break
    if transform is None:
        return data
    segment = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + bytes([transform])
    return data[:2] + segment + data[2:]


def jpeg_cases(cases):
    for height, width in ((1, 1), (8, 8), (17, 13), (64, 48), (100, 131)):
        size = "%dx%d" % (height, width)
        gray, rgb = photo(height, width, 1), photo(height, width, 3)
        cmyk = photo(height, width, 4)
        files = {
            "gray": save(gray, quality=80),
            "gray-progressive": save(gray, quality=80, progressive=True),
            "rgb-adobe": adobe(save(rgb, subsampling=0), 0),
            "cmyk": save(cmyk, "CMYK"),
            "cmyk-progressive": save(cmyk, "CMYK", progressive=True),
        }
        for sampling in (0, 1, 2):
            for progressive in (False, True):
                name = "rgb-s%d-p%d" % (sampling, progressive)
                files[name] = save(
                    rgb, quality=90, subsampling=sampling, progressive=progressive
                )
        files["cmyk-adobe"] = adobe(files["cmyk"], 0)
        files["ycck-adobe"] = adobe(files["cmyk"], 2)
        files["cmyk-plain"] = adobe(files["cmyk"], None)
        files["ycck-progressive"] = adobe(files["cmyk-progressive"], 2)
        for name, data in files.items():
            name = "%s-%s.jpg" % (name, size)
            cases.file(name, data)
            mode = "RGB" if Image.open(io.BytesIO(data)).mode == "CMYK" else None
            cases.expect(name, pillow_pixels(data, mode), "pillow")


# ---- orientation and modes --------------------------------------------------------------------------


def exif(orientation, order):
    """EXIF with two entries; `order` is < (II) or > (MM)."""
    entry = struct.Struct(order + "HHII").pack
    short = struct.pack(order + "HH", orientation, 0)
    first = entry(0x010F, 2, 4, 0)[:8] + b"abc\0"
    second = struct.pack(order + "HHI", 0x0112, 3, 1) + short
    start = b"II*\0" if order == "<" else b"MM\0*"
    directory = struct.pack(order + "H", 2) + first + second + struct.pack(order + "I", 0)
    return b"Exif\0\0" + start + struct.pack(order + "I", 8) + directory


def orientation_cases(cases):
    for channels, form in ((1, "JPEG"), (3, "JPEG"), (1, "PNG"), (3, "PNG"), (4, "PNG")):
        pixels = photo(21, 34, channels)
        for orientation, order in itertools.product(range(0, 10), "<>"):
            data = save(pixels, form=form, exif=exif(orientation, order))
            name = "orientation-%d-%d-%s.%s" % (
                orientation,
                channels,
                "little" if order == "<" else "big",
                form.lower(),
            )
            cases.file(name, data)
            image = Image.open(io.BytesIO(data))
            cases.expect(name, ImageOps.exif_transpose(image), "pillow")
            cases.expect(name, image, "pillow", orientation="ignore")


def to_mode(pixels, mode):
    """Our own conversion for what Pillow cannot do: 16 bits."""
    channels = pixels.shape[2]
    color = pixels[:, :, :3] if channels > 2 else pixels[:, :, [0, 0, 0]]
    if mode == "gray":
        weights = numpy.array([19595, 38470, 7471])
        return (((color.astype("i8") * weights).sum(axis=2) + 0x8000) >> 16).astype("u2")
    if mode == "rgb":
        return color
    alpha = pixels[:, :, -1:] if channels % 2 == 0 else pixels[:, :, :1] * 0 + 65535
    return numpy.concatenate([color, alpha.astype("u2")], axis=2)


def mode_cases(cases):
    pillow_mode = {"gray": "L", "rgb": "RGB", "rgba": "RGBA"}
    for channels, mode in itertools.product((1, 2, 3, 4), pillow_mode):
        pixels = random.integers(0, 256, (11, 19, channels)).astype("u1")
        data = save(pixels[:, :, 0] if channels == 1 else pixels, form="PNG")
        name = "mode-%d-%s.png" % (channels, mode)
        cases.file(name, data)
        cases.expect(name, pillow_pixels(data, pillow_mode[mode]), "pillow", mode)

        color = {1: GRAY, 2: GRAY_ALPHA, 3: RGB, 4: RGB_ALPHA}[channels]
        wide = random.integers(0, 65536, (11, 19, channels)).astype("u2")
        name = "mode16-%d-%s.png" % (channels, mode)
        cases.file(name, png(wide, color, 16, 0))
        cases.expect(name, to_mode(wide, mode), "written", mode)
    for mode in pillow_mode:
        data = save(photo(40, 50, 3))
        cases.file("mode-%s.jpg" % mode, data)
        cases.expect("mode-%s.jpg" % mode, pillow_pixels(data, pillow_mode[mode]), "pillow", mode)
        data = save(photo(40, 50, 4), "CMYK")
        cases.file("mode-cmyk-%s.jpg" % mode, data)
        image = Image.open(io.BytesIO(data)).convert("RGB").convert(pillow_mode[mode])
        cases.expect("mode-cmyk-%s.jpg" % mode, image, "pillow", mode)


# ---- what nd_imwrite wrote --------------------------------------------------------------------------


def read_back(folder, names):
    """What Pillow reads from these files; 16-bit colour has no mode in Pillow."""
    cases = Cases(folder)
    for name in names:
        with open(os.path.join(folder, name), "rb") as f:
            cases.expect(name, pillow_pixels(f.read()), "pillow")


def main():
    if len(sys.argv) > 2:
        return read_back(sys.argv[1], sys.argv[2:])
    cases = Cases(sys.argv[1])
    png_cases(cases)
    short_palette_case(cases)
    jpeg_cases(cases)
    orientation_cases(cases)
    mode_cases(cases)


main()
