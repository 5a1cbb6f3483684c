"""Which C library's log, sin and cos a golden file was written with.

glibc rounds a few of their values differently on processors without fused multiply-add, and other
C libraries differ too. Tests compare bit for bit where the fingerprint agrees.
"""

import math
import struct


def fnv1a(patterns):
    """One number for many 64-bit ones."""
    result = 0xCBF29CE484222325
    for pattern in patterns:
        result = ((result ^ pattern) * 0x100000001B3) % 2**64
    return result


def bits(value):
    """The 64 bits of a float or an int."""
    return struct.unpack("<Q", struct.pack("<d" if isinstance(value, float) else "<q", value))[0]


def fingerprint():
    """Of log, sin and cos at 10,000 places each; golden.hpp computes the same."""
    places = [(i + 0.5) / 10000 for i in range(10000)]
    return fnv1a(bits(value) for place in places
                 for value in (math.log(place), math.sin(7 * place), math.cos(7 * place)))
