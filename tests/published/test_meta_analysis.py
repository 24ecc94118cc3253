"""Meta-analyses of published data, to the digits in which their results are printed."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest
from scipy import stats

from oxyura.impacts.effect_sizes import Group, LogEffect, from_counts, from_means
from oxyura.impacts.meta_analysis import Pool, moment_variance, pool_estimates

# Colditz et al. 1994, JAMA 271: 698-702: BCG vaccine, tuberculosis among the vaccinated and the others (ill, well).
BCG = (
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600),
    (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
)  # fmt: skip

# Raudenbush & Bryk 1985, Journal of Educational Statistics 10: 75-98: what teachers expect; estimates and variances.
TEACHERS = (
    (0.03, 0.0156), (0.12, 0.0216), (-0.14, 0.0279), (1.18, 0.1391), (0.26, 0.1362), (-0.06, 0.0106), (-0.02, 0.0106),
    (-0.32, 0.0484), (0.27, 0.0269), (0.80, 0.0630), (0.54, 0.0912), (0.18, 0.0497), (-0.02, 0.0835), (0.23, 0.0841),
    (-0.18, 0.0253), (-0.06, 0.0279), (0.30, 0.0193), (0.07, 0.0088), (-0.07, 0.0303),
)  # fmt: skip

# Collins et al. 1985, BMJ 290: 17-23: diuretics in pregnancy; n treated, n control, events treated, events control.
DIURETICS = (
    (131, 136, 14, 14), (385, 134, 21, 17), (57, 48, 14, 24), (38, 40, 6, 18), (1011, 760, 12, 35),
    (1370, 1336, 138, 175), (506, 524, 15, 20), (108, 103, 6, 2), (153, 102, 65, 40),
)  # fmt: skip


def bcg_effects() -> list[LogEffect]:
    return [from_counts(ill, ill + well, other, other + hale) for ill, well, other, hale in BCG]


def pool(effects: list[LogEffect]) -> Pool:
    return pool_estimates([each.estimate for each in effects], [each.variance for each in effects])


def log_odds(treated: int, control: int, with_drug: int, without: int) -> tuple[float, float]:
    cells = (with_drug, treated - with_drug, without, control - without)
    return log(cells[0] * cells[3] / (cells[1] * cells[2])), sum(1 / cell for cell in cells)


def test_bcg_log_risk_ratios_as_viechtbauer_prints_them() -> None:
    """Viechtbauer 2010, Journal of Statistical Software 36(3), and the documentation of metafor."""
    effects = bcg_effects()
    assert [round(each.estimate, 4) for each in effects] == [
        -0.8893, -1.5854, -1.3481, -1.4416, -0.2175, -0.7861, -1.6209, 0.0120, -0.4694, -1.3713, -0.3394, 0.4459,
        -0.0173,
    ]  # fmt: skip
    assert [round(each.variance, 4) for each in effects[5:]] == [
        0.0069, 0.2230, 0.0040, 0.0564, 0.0730, 0.0124, 0.5325, 0.0714,
    ]  # fmt: skip


def test_bcg_by_reml_with_knapp_and_hartung() -> None:
    """The printed results of metafor, rma(yi, vi) and rma(yi, vi, test="knha"), for log risk ratios."""
    found = pool(bcg_effects())
    assert round(found.mean, 4) == -0.7145
    assert round(found.standard_error, 4) == 0.1798
    assert round(found.tau2, 4) == 0.3132
    assert round(100 * found.i2, 2) == 92.22
    assert round(found.h2, 2) == 12.86
    assert round(found.q, 4) == 152.2330
    assert round(found.knapp_hartung_error, 4) == 0.1808
    assert round(found.mean / found.knapp_hartung_error, 4) == -3.9522
    assert (round(found.low, 4), round(found.high, 4)) == (-1.1084, -0.3206)


def test_bcg_prediction_interval_differs_from_the_printed_one_by_its_degrees_of_freedom_alone() -> None:
    """metafor prints 0.14 to 1.76 with t of k - 1; Higgins et al. 2009 take k - 2, as we do."""
    found = pool(bcg_effects())
    reach = (found.new_high - found.mean) * stats.t.ppf(0.975, 12) / stats.t.ppf(0.975, 11)
    assert (round(exp(found.mean - reach), 2), round(exp(found.mean + reach), 2)) == (0.14, 1.76)
    assert exp(found.new_low) < 0.14
    assert exp(found.new_high) > 1.76


def test_bcg_by_the_method_of_moments() -> None:
    """The printed results of metan and metafor by DerSimonian and Laird: tau² 0.3088, mean -0.7141."""
    effects = bcg_effects()
    y, v = np.array([each.estimate for each in effects]), np.array([each.variance for each in effects])
    tau2 = moment_variance(y, v)
    assert round(tau2, 4) == 0.3088
    w = 1 / (v + tau2)
    assert round(float((w * y).sum() / w.sum()), 4) == -0.7141


def test_teacher_expectancy_as_raudenbush_prints_it() -> None:
    """Raudenbush 2009, in The Handbook of Research Synthesis and Meta-Analysis, Tables 16.2 and 16.3."""
    y, v = np.array(TEACHERS).T
    found = pool_estimates(y, v)
    assert round(found.tau2, 3) == 0.019
    assert round(found.mean, 3) == 0.084
    assert round(found.standard_error, 3) == 0.052
    assert round(found.mean / found.standard_error, 3) == 1.621
    assert round(found.q, 2) == 35.83
    # metafor prints 41.86: its search for tau² stops at steps of 1e-5, ours at the maximum.
    assert 100 * found.i2 == pytest.approx(41.86, abs=0.015)
    assert round(found.knapp_hartung_error, 3) == 0.062
    assert round(found.mean / found.knapp_hartung_error, 3) == 1.359
    assert (round(found.low, 3), round(found.high, 3)) == (-0.046, 0.213)
    assert round(moment_variance(y, v), 3) == 0.026


def test_diuretics_limits_of_heterogeneity_as_viechtbauer_prints_them() -> None:
    """Viechtbauer 2007, Statistics in Medicine 26: 37-52, Table II: log odds ratios."""
    y, v = np.array([log_odds(*row) for row in DIURETICS]).T
    found = pool_estimates(y, v)
    assert round(found.tau2, 3) == 0.301
    assert round(moment_variance(y, v), 3) == 0.230
    assert (round(found.tau2_low, 3), round(found.tau2_high, 3)) == (0.072, 2.203)


def test_ratio_of_means_with_the_small_sample_correction() -> None:
    """Miles per gallon of automatic and manual cars (Henderson & Velleman 1981); effectsize: 0.70 [0.59, 0.83]."""
    automatic = Group(17.147368, 3.833966, 19, "with")
    manual = Group(24.392308, 6.166504, 13, "without")
    found = from_means(automatic, manual)
    assert round(1 + found.change, 2) == 0.70
    assert tuple(round(1 + limit, 2) for limit in found.limits) == (0.59, 0.83)
