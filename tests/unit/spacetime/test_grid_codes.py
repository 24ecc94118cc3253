"""Decoding against the values that GBIF publishes for its own grid functions, and against what is no code."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pyproj import Transformer

from oxyura.spacetime.grid_codes import DECODERS, decode_eea, decode_eqdgc, decode_mgrs


@pytest.mark.parametrize(
    ("code", "size"),
    [
        ("100kmE43N32", 100_000),
        ("50kmE425N265", 50_000),
        ("10kmE432N321", 10_000),
        ("1kmE4321N3210", 1_000),
        ("250mE432100N321000", 250),
        ("100mE43210N32100", 100),
        ("25mE4321000N3210000", 25),
    ],
)
def test_eea_codes_of_the_grid_origin(code, size):
    """52° N, 10° E is 4,321,000 E, 3,210,000 N; every code but that of 50 km is the cell that holds it."""
    cell = decode_eea(code)
    assert (cell.east - cell.west, cell.north - cell.south) == (size, size)
    if size != 50_000:
        assert cell.west <= 4_321_000 < cell.east
        assert cell.south <= 3_210_000 < cell.north
    else:
        assert (cell.west, cell.south) == (4_250_000, 2_650_000)


def eqdgc_examples():
    """Codes, latitude and longitude as GBIF's tests of its function pair them."""
    yield from [
        ("E010N52CBC", 52.3, 10.3),
        ("E010S52ADA", -52.3, 10.3),
        ("W010N52DAD", 52.3, -10.3),
        ("W010S52BCB", -52.3, -10.3),
        ("E010N52CBCCBB", 52.3, 10.3),
        ("W000S00", -0.1, -0.1),
        ("W000N00ADDDDD", 0.5, -0.5),
        ("E000S00DAAAAA", -0.5, 0.5),
        ("W000S00CBBBBB", -0.5, -0.5),
    ]
    for level in range(7):
        yield "W175S21BDBDAD"[: 7 + level], -21.34284, -175.03633


@pytest.mark.parametrize(("code", "lat", "lon"), list(eqdgc_examples()))
def test_eqdgc_cells_hold_the_places_they_were_made_from(code, lat, lon):
    cell = decode_eqdgc(code)
    assert cell.west <= lon <= cell.east
    assert cell.south <= lat <= cell.north
    assert cell.east - cell.west == 0.5 ** (len(code) - 7)


@pytest.mark.parametrize(
    ("code", "lat", "lon"),
    [
        ("32UNC", 52, 10),
        ("32UNC66", 52, 10),
        ("32UNC6861", 52, 10),
        ("32UNC6864961510", 52, 10),
        ("29FMC3135038489", -52, -10),
        ("31NAA6602100000", 0, 0),
        ("33TVL", 45.8631, 14.5367),
        ("01CDN", -79, -179),
        ("1CDN", -79, -179),
        ("4QFJ15", 21.3069, -157.8583),
    ],
)
def test_mgrs_squares_hold_the_places_they_were_made_from(code, lat, lon):
    square = decode_mgrs(code)
    x, y = Transformer.from_crs(4326, square.epsg, always_xy=True).transform(lon, lat)
    # A square of 1 m is truncated: the place may lie on its edge.
    assert square.west - 1e-3 <= x <= square.east + 1e-3
    assert square.south - 1e-3 <= y <= square.north + 1e-3


@given(st.integers(1, 60), st.floats(-79.9, 83.9), st.floats(-2.9, 2.9))
def test_mgrs_letters_lead_back_to_their_square(zone, lat, offset):
    """Encode the 100 km square by the published lettering, decode it, and find the place in it."""
    assume(abs(lat) > 1e-6)  # so near the equator the northing rounds into the other hemisphere
    lon = zone * 6 - 183 + offset
    epsg = (32600 if lat >= 0 else 32700) + zone
    x, y = Transformer.from_crs(4326, epsg, always_xy=True).transform(lon, lat)
    column = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")[(zone - 1) % 3][int(x // 100_000) - 1]
    row = "ABCDEFGHJKLMNPQRSTUV"[(int(y // 100_000) + (5 if zone % 2 == 0 else 0)) % 20]
    band = "CDEFGHJKLMNPQRSTUVWXX"[int((lat + 80) // 8)]
    square = decode_mgrs(f"{zone:02d}{band}{column}{row}")
    assert square is not None
    assert (square.epsg, square.west, square.south) == (epsg, x // 100_000 * 100_000, y // 100_000 * 100_000)


@pytest.mark.parametrize(
    ("grid", "code"),
    [
        ("eea", ""),
        ("eea", "1kmE3866"),
        ("eea", "0kmE1N1"),
        ("eea", "3kmE3866N3110"),
        ("eea", "1kmE9999999N9999999"),
        ("eea", "250mE432101N321000"),
        ("eea", "9999999kmE1N1"),
        ("eea", "1kmE-386N3110"),
        ("eqdgc", "E180N00A"),
        ("eqdgc", "E008N90"),
        ("eqdgc", "E008N54BE"),
        ("eqdgc", "E8N54BA"),
        ("eqdgc", "E008N54" + "A" * 13),
        ("mgrs", "32UMF768"),
        ("mgrs", "61UMF7684"),
        ("mgrs", "00UMF7684"),
        ("mgrs", "32IMF7684"),
        ("mgrs", "32UAF7684"),
        ("mgrs", "32NNV"),
        ("mgrs", "ZAF"),
    ],
)
def test_what_is_no_code_is_none(grid, code):
    assert DECODERS[grid](code) is None


@given(st.sampled_from(sorted(DECODERS)), st.text(max_size=40))
def test_no_text_makes_a_decoder_fail(grid, text):
    cell = DECODERS[grid](text)
    assert cell is None or (cell.west < cell.east and cell.south < cell.north)
