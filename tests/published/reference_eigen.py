"""Dominant eigenvalue and stable structure of a nonnegative matrix, exact where the matrix falls apart.

``matrix[i][j]`` is what one individual in state j brings to state i. A nonnegative matrix is a chain of
blocks within which every state feeds every other; its dominant eigenvalue is the largest of the blocks'.
Working block by block keeps full precision where a library would mix blocks (a class that nobody leaves, a
site that only receives).
"""

from __future__ import annotations

import numpy as np

Matrix = list[list[float]]
Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def transpose(matrix: Matrix) -> Matrix:
    """Swap rows and columns."""
    return [list(row) for row in zip(*matrix, strict=True)]


def reached(matrix: Matrix, start: set[int]) -> set[int]:
    """Return the states that the start states reach in any number of steps, themselves included."""
    found, frontier = set(start), list(start)
    while frontier:
        j = frontier.pop()
        for i, row in enumerate(matrix):
            if row[j] > 0 and i not in found:
                found.add(i)
                frontier.append(i)
    return found


def blocks(matrix: Matrix) -> list[list[int]]:
    """Return the sets of states that reach one another, the feeding before the fed."""
    reach = [reached(matrix, {j}) for j in range(len(matrix))]
    found: list[list[int]] = []
    for i in sorted(range(len(matrix)), key=lambda state: -len(reach[state])):
        if not any(i in block for block in found):
            found.append([j for j in range(len(matrix)) if i in reach[j] and j in reach[i]])
    return found


def perron(block: Matrix) -> tuple[float, list[float]]:
    """Return the dominant eigenvalue and right eigenvector of a block.

    lambda = u A v / u v with both eigenvectors, whose own errors then matter only squared.
    """
    if len(block) == 1:
        return block[0][0], [1.0]
    array = np.array(block)
    right, left = _leading(array), _leading(array.T)
    return float(left @ array @ right / (left @ right)), [float(x) for x in right]


def _leading(array: Array) -> Array:
    values, vectors = np.linalg.eig(array)
    vector: Array = np.abs(vectors[:, int(np.argmax(values.real))].real)
    return vector


def dominant(matrix: Matrix) -> tuple[float, list[float]]:
    """Return the dominant eigenvalue and the structure that a population tends to (sums to 1).

    With one dominant block the structure is its eigenvector, carried on to the blocks it feeds by
    (lambda - B) v = what is fed; with several, the limit of iteration from equal numbers.
    """
    parts = blocks(matrix)
    roots = [perron([[matrix[i][j] for j in part] for i in part]) for part in parts]
    value = max((root for root, _ in roots), default=0.0)
    leaders = [k for k, (root, _) in enumerate(roots) if root >= value * (1 - 1e-12)]
    if value == 0:
        return 0.0, [0.0] * len(matrix)
    if len(leaders) > 1:
        return value, _limit_of_iteration(matrix, value)
    vector = [0.0] * len(matrix)
    for i, x in zip(parts[leaders[0]], roots[leaders[0]][1], strict=True):
        vector[i] = x
    for part in parts[leaders[0] + 1 :]:
        fed = [sum(matrix[i][j] * vector[j] for j in range(len(matrix)) if j not in part) for i in part]
        own = [[value * (i == j) - matrix[i][j] for j in part] for i in part]
        for i, x in zip(part, np.linalg.solve(np.array(own), np.array(fed)), strict=True):
            vector[i] = float(x)
    return value, [x / sum(vector) for x in vector]


def _limit_of_iteration(matrix: Matrix, value: float) -> list[float]:
    """Square (A + lambda) / 2 lambda often; the shift makes populations that swing between states settle."""
    power = (np.array(matrix) / value + np.eye(len(matrix))) / 2
    for _ in range(30):
        power = power @ power
        power /= power.max()
    vector = power.sum(axis=1)
    return [float(x) for x in vector / vector.sum()]
