"""Reading a table from a Parquet file: typed columns, checked cell by cell as any other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from oxyura.schema.errors import LimitError
from oxyura.schema.limits import COLUMNS, ROWS, Limit
from oxyura.schema.problems import Problem
from oxyura.schema.sentences import sentence
from oxyura.schema.table_spec import TableSpec
from oxyura.study.cell_faults import shown
from oxyura.study.problem_log import ProblemLog
from oxyura.study.raw_tables import RawColumn, RawTable, read_header

_UNPACKED = Limit(
    "The unpacked size of the file in bytes", 2 * 2**30, "bytes", "Split the study, or leave columns out."
)
# Arrow hands a damaged file over as any of these.
_DAMAGE = (pa.ArrowException, OSError, ValueError, MemoryError, NotImplementedError)


def read_parquet(data: bytes, spec: TableSpec, file: str, log: ProblemLog) -> RawTable | None:
    """Read a table from the bytes of a Parquet file.

    Parameters
    ----------
    data : bytes
        The file.
    spec : TableSpec
        The table that it holds.
    file : str
        Its name, for problems.
    log : ProblemLog
        Where problems go.

    Returns
    -------
    RawTable or None
        None where the file cannot be read. Row numbers count a header row, so that they fit the table as a
        spreadsheet would show it.
    """
    try:
        reader = pq.ParquetFile(pa.BufferReader(data))
        _check_size(reader, file)
        names = reader.schema_arrow.names
        header = read_header(names, spec, file, log, row=1)
        if header is None:
            return None
        fields = {name: reader.schema_arrow.field(position) for name, position in header.positions.items()}
        unreadable = [name for name, field in fields.items() if not _readable(field.type)]
        log.add_all(_unreadable_columns(unreadable, fields, file))
        wanted = [name for name in header.positions if name not in unreadable]
        # Texts stay packed as they are in the file: a small file may repeat one long text millions of times.
        texts = [name for name in wanted if pa.types.is_string(fields[name].type)]
        packed = pq.ParquetFile(pa.BufferReader(data), read_dictionary=texts)
        table = packed.read(columns=wanted, use_threads=False)
        columns = {name: _raw_column(table.column(name)) for name in wanted}
    except LimitError as error:
        log.add_error(error, "too_large", file)
        return None
    except _DAMAGE as error:
        log.add(
            Problem(
                "error",
                "unreadable",
                sentence("The Parquet file cannot be read (%(error)s).", error=shown(error)),
                "Save the table again, as CSV if in doubt.",
                file=file,
            )
        )
        return None
    rows = np.arange(2, 2 + table.num_rows, dtype=np.int64)
    return RawTable(spec, file, columns, rows, None, np.zeros(len(rows), dtype=bool), typed=True)


def _check_size(reader: pq.ParquetFile, file: str) -> None:
    metadata = reader.metadata
    ROWS.check(metadata.num_rows, file)
    COLUMNS.check(metadata.num_columns, file)
    _UNPACKED.check(sum(metadata.row_group(group).total_byte_size for group in range(metadata.num_row_groups)), file)


def _readable(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return any(
        fits(kind)
        for fits in (
            pa.types.is_string,
            pa.types.is_large_string,
            pa.types.is_integer,
            pa.types.is_floating,
            pa.types.is_boolean,
            pa.types.is_date,
            pa.types.is_null,
        )
    )


def _unreadable_columns(names: list[str], fields: dict[str, pa.Field], file: str) -> Iterator[Problem]:
    for name in names:
        yield Problem(
            "error",
            "wrong_type",
            sentence(
                "The column %(name)s has the type %(type)s, which a study table cannot hold.",
                name=name,
                type=fields[name].type,
            ),
            "Save it as text, number, truth value or date.",
            file=file,
            column=name,
        )


def _raw_column(column: pa.ChunkedArray) -> RawColumn:
    array = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    if pa.types.is_null(array.type):
        return RawColumn([None], np.zeros(len(array), dtype=np.int64))
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    values = array.dictionary.to_pylist()
    codes = array.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)
    return RawColumn([*values, None], codes)
