"""What a calibration does not know: rates, effects, numbers and errors, each as a function of a standard normal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from oxyura.annual_cycle.calibrated_draws import DrawnNumber, RecordingDraws, Stream, noise_stream
from oxyura.annual_cycle.count_series import Counts
from oxyura.annual_cycle.cycle import Cycle, read_cycle
from oxyura.schema.errors import InputError
from oxyura.schema.sentences import sentence
from oxyura.schema.settings import CalibrationSettings
from oxyura.schema.table import TableSet

Floats = NDArray[np.float64]
Kind = Literal["number", "fit", "level", "process_sd", "count_sd", "success_sd"]

# Standard deviation of ln N in the first year before anything is seen: a factor of 350 either way.
LEVEL_SD = 3.0

# Coefficient of variation of fecundity between years: scale of its half-normal prior.
FECUNDITY_SPREAD = 0.5


@dataclass(frozen=True)
class Unknown:
    """One unknown.

    Parameters
    ----------
    name : str
        As a reader knows it.
    kind : Kind
        ``number``: one with limits in the study; ``fit``: one that `fits` leaves open; ``level``: abundance in the
        first year; the rest are standard deviations.
    stream : tuple of str
        Its random stream.
    numbers : tuple of DrawnNumber
        The numbers that share the stream; empty but for ``number``.
    low, high : float
        Bounds (``fit``), median and sd of the logarithm (``level``), 0 and scale of the half-normal (standard
        deviations; scale 0: uniform from 0 to 1).
    """

    name: str
    kind: Kind
    stream: Stream
    numbers: tuple[DrawnNumber, ...] = ()
    low: float = 0.0
    high: float = 0.0

    def at(self, z: Floats) -> Floats:
        """Return its value where a standard normal is `z`; of several numbers of one stream the first."""
        if self.kind == "level":
            return np.asarray(np.exp(self.low + self.high * z))
        u = as_probability(z)
        if self.kind == "number":
            return self.numbers[0].at(u)
        if self.kind == "fit":
            return np.asarray(self.low + u * (self.high - self.low))
        half = np.minimum(0.5 + 0.5 * u, 1 - 1e-15)
        return u if self.high == 0 else np.asarray(self.high * scipy.special.ndtri(half))


def as_probability(z: Floats) -> Floats:
    """Return Φ(z), strictly between 0 and 1."""
    return np.asarray(np.clip(scipy.special.ndtr(z), 1e-300, 1 - np.finfo(float).epsneg))


def open_parameters(tables: TableSet, migrant_id: str) -> dict[str, tuple[float, float]]:
    """Return the parameters that `fits` names for a migrant without any target, with their bounds.

    Counts are what such parameters are fitted to; with targets, they are fitted to these.
    """
    rows = tables["fits"].matching("migrant_id", migrant_id)
    if any(target is not None for target in rows.texts("target")):
        return {}
    named = zip(rows.texts("parameter"), rows.numbers("lower"), rows.numbers("upper"), strict=True)
    return {name: (float(low), float(high)) for name, low, high in named if name is not None}


def list_unknowns(
    tables: TableSet, migrant_id: str, counts: Counts, settings: CalibrationSettings, level: float
) -> tuple[Unknown, ...]:
    """List everything that the counts of a migrant may say something of, in an order that no table's order changes.

    Parameters
    ----------
    tables : TableSet
    migrant_id : str
        A migrant of tier `full`.
    counts : Counts
    settings : CalibrationSettings
        Scales of the priors.
    level : float
        Abundance, the median of the prior of that in the first year.
    """
    recorder = RecordingDraws(0, 1)
    cycle = read_cycle(tables, migrant_id, recorder)
    free: dict[Stream, tuple[float, float]] = {
        ("parameter", migrant_id, name): bounds for name, bounds in open_parameters(tables, migrant_id).items()
    }
    abundance = ("abundance", migrant_id)
    asked = [stream for stream in recorder.asked if stream not in free and stream != abundance]
    found = [Unknown(stream[2], "fit", stream, low=low, high=high) for stream, (low, high) in sorted(free.items())]
    _refuse_grouped(cycle, free)
    found += [
        Unknown(name, "number", stream, tuple(recorder.asked[stream]))
        for stream, name in sorted(_named(asked, cycle).items())
    ]
    found.append(Unknown("abundance in the first year", "level", ("level", migrant_id), (), np.log(level), LEVEL_SD))
    return (*found, *_standard_deviations(migrant_id, counts, settings))


def _standard_deviations(migrant_id: str, counts: Counts, settings: CalibrationSettings) -> Iterator[Unknown]:
    if counts.series:
        stream = noise_stream(migrant_id)
        yield Unknown("noise of growth between years", "process_sd", stream, (), 0.0, settings.process_sd)
    for name in sorted(counts.groups):
        shown = f"error of ln counts, {name or 'short series'}"
        yield Unknown(shown, "count_sd", ("count_sd", migrant_id, name), (), 0.0, settings.count_sd)
    for one in counts.success:
        if one.sd_between_years == 0:
            scale = 0.0 if one.rate == "transition" else FECUNDITY_SPREAD
            shown = f"spread between years, {one.name}"
            yield Unknown(shown, "success_sd", ("success_sd", migrant_id, one.name), (), 0.0, scale)


def _refuse_grouped(cycle: Cycle, free: dict[Stream, tuple[float, float]]) -> None:
    """Refuse open parameters that no rate of the model draws by their own name."""
    drawn = {row.stream for row in cycle.rows}
    for stream in free:
        if stream not in drawn:
            raise InputError(
                sentence(
                    "The parameter '%(stream)s' cannot be fitted to counts: no rate of '%(stream_2)s' draws it "
                    "by itself.",
                    stream=stream[2],
                    stream_2=stream[1],
                ),
                where="fits, column parameter",
                remedy="Name it in the column parameter of vital_rates, in rows without a correlation_group.",
            )


def _named(streams: list[Stream], cycle: Cycle) -> dict[Stream, str]:
    """Name streams as a reader knows them."""
    names = {}
    for stream in streams:
        what = stream[0]
        if what == "vital_rates":
            _, _, stage, site, class_, rate, to_class = stream
            passed = f" to {to_class}" if to_class and rate == "transition" else ""
            names[stream] = f"{rate} of {class_}{passed} in {stage}{f' at {site}' if site else ''}"
        elif what in ("parameter", "correlation_group"):
            names[stream] = stream[-1]
        elif what in ("invader", "pressure"):
            names[stream] = f"effect {stream[1]}"
        elif what == "distribution":
            _, _, stage, site, class_ = stream
            names[stream] = f"share{f' of {class_}' if class_ else ''} at {site} in {stage}"
        else:
            words = (word for word in stream if word and word != cycle.structure.migrant_id)
            names[stream] = " ".join(words)
    return names
