"""Files are read as spreadsheets write them, and refused with line, column and remedy where they are broken."""

from hypothesis import given
from hypothesis import strategies as st

from bot.importing.csv_file import read_sheet

COLUMNS = ("worker_id", "name", "phone")


def cells(content: bytes) -> list[dict[str, str]]:
    """Read a sound file and return its rows."""
    sheet = read_sheet(content, COLUMNS)
    assert sheet.problems == ()
    return [dict(row.cells) for row in sheet.rows]


def problems(content: bytes) -> tuple[str, ...]:
    """Read a broken file and return what is wrong with it."""
    return read_sheet(content, COLUMNS).problems


ROW = {"worker_id": "W-1", "name": "Añá", "phone": "202-555-0101"}


def test_columns_come_in_any_order_and_case() -> None:
    """The header says which cell is which."""
    assert cells("Phone, WORKER_ID ,name\n202-555-0101,W-1,Añá\n".encode()) == [ROW]


def test_a_byte_order_mark_semicolons_and_carriage_returns_are_read() -> None:
    """As Excel saves a file, on this continent and on the other."""
    assert cells("worker_id;name;phone\r\nW-1;Añá;202-555-0101\r\n".encode("utf-8-sig")) == [ROW]
    assert cells("worker_id,name,phone\rW-1,Añá,202-555-0101\r".encode()) == [ROW]


def test_empty_rows_and_empty_cells_at_the_end_are_skipped() -> None:
    """Spreadsheets leave them behind."""
    assert cells("worker_id,name,phone,,\nW-1,Añá,202-555-0101,,\n,,,,\n\n".encode()) == [ROW]


def test_invisible_marks_and_doubled_spaces_are_dropped() -> None:
    """Address books put direction marks around numbers; accents come in two spellings."""
    pasted = "worker_id,name,phone\n W-1 ,An\u0303a\u0301,\u202a202-555-0101\u202c\n"
    assert cells(pasted.encode()) == [ROW]
    assert cells(b'worker_id,name,phone\nW-1,"Ana\n  Luz",1\n')[0]["name"] == "Ana Luz"


def test_a_quoted_cell_may_hold_commas_and_line_breaks() -> None:
    """The line named in a problem is the one on which the row begins."""
    content = b'worker_id,name,phone\n"W\n1","A, ""B""",1\nW-2,x\n'
    sheet = read_sheet(content, COLUMNS)
    assert sheet.rows[0].cells["name"] == 'A, "B"'
    assert sheet.problems == (
        "line 4: row: has fewer cells than the header; a comma inside a cell needs quotation marks",
    )


def test_an_empty_file_says_what_belongs_into_it() -> None:
    """Also when it holds only blank lines, and when only the header is there."""
    assert problems(b"") == ("line 1: file: is empty; its first line must be worker_id,name,phone",)
    assert problems(b"\n , \n") == problems(b"")
    assert problems(b"worker_id,name,phone\n") == ("line 2: file: has a header but no rows; nothing to import",)


def test_a_file_without_header_is_refused_without_repeating_it() -> None:
    """The first row would hold somebody's name and number."""
    assert problems(b"W-1,Rosa,202-555-0101\n") == (
        "line 1: header: is missing; the first line must be worker_id,name,phone",
    )


def test_wrong_columns_are_all_named() -> None:
    """Unknown, missing, doubled and nameless ones."""
    found = problems(b"worker_id,name,name,,phne\nW-1,a,b,c,d\n")
    assert [problem.split(":")[1].strip() for problem in found] == ["name", "header", "phne", "phone"]
    assert "stands twice" in found[0]
    assert "has no name" in found[1]
    assert "unknown column" in found[2]
    assert "column is missing" in found[3]


def test_a_column_that_came_later_may_be_missing() -> None:
    """Its cells are empty then, and the sheet says that nobody could fill them in; the others must still be there."""
    sheet = read_sheet(b"worker_id,name\nW-1,Ana\n", COLUMNS, ("phone",))
    assert sheet.problems == ()
    assert sheet.lacks == {"phone"}
    assert sheet.rows[0].cells == {"worker_id": "W-1", "name": "Ana", "phone": ""}
    assert read_sheet(b"worker_id,name,phone\nW-1,Ana,1\n", COLUMNS, ("phone",)).lacks == set()
    assert "name: this column is missing" in read_sheet(b"worker_id\nW-1\n", COLUMNS, ("phone",)).problems[0]


def test_other_encodings_are_refused_with_the_line() -> None:
    """An old Windows file, and what Excel calls Unicode text."""
    remedy = 'save it again as "CSV UTF-8"'
    latin = "worker_id,name,phone\nW-1,Ana,1\nW-2,Iñaki,2\n".encode("cp1252")
    assert problems(latin) == (f"line 3: file: is not UTF-8; {remedy}",)
    assert "not UTF-8" in problems("worker_id,name,phone\n".encode("utf-16"))[0]
    assert problems(b"worker_id,name,phone\nW-1,A\0,1\n") == (
        f"line 2: file: holds a NUL byte, so it is no text file; {remedy}",
    )


def test_a_lone_quotation_mark_is_found() -> None:
    """It would swallow the rest of the file."""
    assert problems(b'worker_id,name,phone\nW-1,Ana,1\nW-2,"Luz,2\nW-3,Eva,3\n')[0].startswith("line 3: file: cannot")


def test_a_row_of_the_wrong_length_is_refused() -> None:
    """A comma in an address would shift a phone number into another column."""
    found = problems(b"worker_id,name,phone\nW-1,Ana,Luz,1\nW-2,Eva\n")
    assert [problem[:12] for problem in found] == ["line 2: row:", "line 3: row:"]


def test_control_characters_are_refused() -> None:
    """They would rearrange the printed sheet."""
    found = problems(b"worker_id,name,phone\nW-1,A\x1b[2J,1\n")
    assert found == ("line 2: name: holds a character that cannot be printed; type the cell again",)


def test_a_cell_too_long_for_any_spreadsheet_is_refused() -> None:
    """The reader's own limit is a problem of the file, not a crash."""
    assert "cannot be read" in problems(b"worker_id,name,phone\nW-1," + b"a" * 200_000 + b",1\n")[0]


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_reading(content: bytes) -> None:
    """Whatever somebody hands over ends in rows or in problems."""
    sheet = read_sheet(content, COLUMNS)
    assert sheet.problems or sheet.rows


@given(st.text(max_size=120))
def test_no_text_behind_a_sound_header_crashes_the_reading(text: str) -> None:
    """Every problem has its line and its column."""
    sheet = read_sheet(b"worker_id,name,phone\n" + text.encode(errors="ignore"), COLUMNS)
    assert all(problem.startswith("line ") and problem.count(": ") >= 2 for problem in sheet.problems)
