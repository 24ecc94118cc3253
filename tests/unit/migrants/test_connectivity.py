import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oxyura.migrants.connectivity import connectivity_strength
from oxyura.schema.errors import InputError

LINE = np.abs(np.subtract.outer(np.arange(4.0), np.arange(4.0)))
EVEN = np.full(4, 0.25)


def over_pairs(psi, origin, target, abundance, n=None):
    """MC as its definition has it, pair by pair."""
    joint = abundance[:, None] * psi
    cells = [(i, k) for i in range(len(origin)) for k in range(len(target))]
    weight, before, after = [], [], []
    for one in cells:
        for other in cells:
            if n is None:
                weight.append(joint[one] * joint[other])
            else:
                weight.append(joint[one] * (n * joint[other] - (one == other)) / (n - 1))
            before.append(origin[one[0], other[0]])
            after.append(target[one[1], other[1]])
    weight, before, after = np.array(weight), np.array(before), np.array(after)

    def mean(values):
        return float(weight @ values)

    covariance = mean(before * after) - mean(before) * mean(after)
    return covariance / np.sqrt((mean(before**2) - mean(before) ** 2) * (mean(after**2) - mean(after) ** 2))


@given(st.integers(0, 10_000), st.sampled_from([None, 12.0, 400.0]))
def test_is_the_correlation_over_pairs(seed, n):
    rng = np.random.default_rng(seed)
    psi = rng.dirichlet(np.ones(3), 4)
    points, places = rng.random((4, 2)), rng.random((3, 2))
    origin = np.linalg.norm(points[:, None] - points, axis=2)
    target = np.linalg.norm(places[:, None] - places, axis=2)
    abundance = rng.dirichlet(np.ones(4))
    found = connectivity_strength(psi, origin, target, abundance, sample_size=n)
    assert found == pytest.approx(over_pairs(psi, origin, target, abundance, n), abs=1e-9)


def test_draws_are_read_side_by_side():
    psi = np.stack([np.eye(4), np.full((4, 4), 0.25)])
    assert connectivity_strength(psi, LINE, LINE, EVEN) == pytest.approx([1.0, 0.0], abs=1e-12)


def test_unit_of_distance_does_not_matter():
    psi = np.kron(np.eye(2), np.full((2, 2), 0.5))
    assert connectivity_strength(psi, LINE * 1000, LINE, EVEN) == pytest.approx(0.6)


def test_one_place_tells_nothing():
    assert np.isnan(connectivity_strength(np.ones((4, 1)), LINE, np.zeros((1, 1)), EVEN))


@pytest.mark.parametrize(
    ("psi", "abundance", "n", "words"),
    [
        (np.eye(4) * 0.9, EVEN, None, "do not sum to 1"),
        (-np.eye(4), EVEN, None, "must not be negative"),
        (np.eye(4), np.zeros(4), None, "some animals"),
        (np.eye(4), EVEN, 1.0, "no pairs"),
    ],
)
def test_refuses_what_has_no_answer(psi, abundance, n, words):
    with pytest.raises(InputError, match=words):
        connectivity_strength(psi, LINE, LINE, abundance, sample_size=n)
