#!/usr/bin/env python3
"""Makes high-precision.csv: values of the functions in Mathematics, computed with 60 digits.

Needs mpmath (Debian: python3-mpmath): ./high-precision.py > high-precision.csv
Arguments are written as the doubles that they are, values with 25 digits.
"""
import random

from mpmath import digamma, exp, hyp2f1, log, log1p, loggamma, mp, mpf, nstr

mp.dps = 60
random.seed(20050301)


def row(name, arguments, value):
    print(",".join([name] + [repr(float(argument)) for argument in arguments] + [nstr(value, 25)]))


def spread(low, high):
    """A random number, evenly spread in its logarithm."""
    return float(exp(mpf(random.uniform(float(log(mpf(low))), float(log(mpf(high)))))))


def times(s, a, b, u):
    """E[(1 - (1 + p u)^-s) / p], p ~ Beta(a, b), by the textbook's formula."""
    s, a, b, u = mpf(s), mpf(a), mpf(b), mpf(u)
    digits = mp.dps
    mp.dps = 60 + int(s * log1p(u) / log(10))
    if abs(a - 1) < mpf(10) ** -12:
        # The formula is 0/0 there: the mean of two points beside it errs by less than 1e-40.
        mp.dps = 150
        step = mpf(10) ** -25
        value = (formula(s, a + step, b, u) + formula(s, a - step, b, u)) / 2 if a == 1 else formula(s, a, b, u)
    else:
        value = formula(s, a, b, u)
    mp.dps = digits
    return value


def formula(s, a, b, u):
    w = u / (1 + u)
    return (a + b - 1) / (a - 1) * (1 - (1 - w) ** s * hyp2f1(s, b, a + b - 1, w))


for _ in range(60):
    x = random.uniform(-700, 700)
    row("exp", [x], exp(mpf(x)))
for x in [0.0, 1e-300, -1e-17, 1e-9, 0.5, -0.5, 1.0, -1.0, 0.34657359027997264, 709.5, -708.0]:
    row("exp", [x], exp(mpf(x)))
for _ in range(60):
    x = spread(1e-300, 1e300)
    row("log", [x], log(mpf(x)))
for x in [0.5, 2.0, 1.0000000000000002, 0.9999999999999999, 1.01, 0.99, 1.4142135623730951, 1.414213562373095, 5e-324]:
    row("log", [x], log(mpf(x)))
for _ in range(60):
    x = spread(1e-18, 1e18)
    row("log1p", [x], log1p(mpf(x)))
for x in [1e-300, 1.0, 0.41421356237309515, 0.9999999999999999]:
    row("log1p", [x], log1p(mpf(x)))

# The range of BG/NBD: shapes as fitted, up to 3650 order days, arguments t / (alpha + T + t).
for _ in range(160):
    x = random.choice([0, 0, 0, 1, 1, 2, 3, 5, 8, 13, 40, 120, 365])
    r, a, b = spread(0.05, 20), spread(0.02, 20), spread(0.05, 30)
    z = random.uniform(0.001, 0.99) if x < 40 else random.uniform(0.001, 0.6)
    row("gauss", [r + x, b + x, a + b + x - 1 if a + b + x > 1.2 else a + b + x, z],
        hyp2f1(mpf(r + x), mpf(b + x), mpf(a + b + x - 1 if a + b + x > 1.2 else a + b + x), mpf(z)))
for z in [0.0, 0.5, 0.9, 0.99, 0.999]:
    row("gauss", [0.25, 2.43, 2.22, z], hyp2f1(mpf(0.25), mpf(2.43), mpf(2.22), mpf(z)))
for _ in range(240):
    x = random.choice([0, 0, 0, 0, 1, 1, 2, 3, 5, 8, 13, 40, 120, 365, 1000])
    r, a, b = spread(0.05, 20), spread(0.003, 20), spread(0.05, 30)
    u = spread(0.004, 500) if x < 10 else spread(0.001, 7 * 52.14 / x)
    row("times", [r + x, a, b + x, u], times(r + x, a, b + x, u))
for a in [1.0, 0.9999999999, 1.0000001, 1.0001, 0.99]:
    for u in [0.01, 1.0, 12.0, 365.0]:
        row("times", [0.55, a, 2.43, u], times(0.55, a, 2.43, u))
for _ in range(80):
    x = spread(1e-6, 1e6)
    row("lgamma", [x], loggamma(mpf(x)))
    row("digamma", [x], digamma(mpf(x)))
for x in [0.5, 1.0, 1.5, 2.0, 11.999, 12.0]:
    row("lgamma", [x], loggamma(mpf(x)))
    row("digamma", [x], digamma(mpf(x)))
