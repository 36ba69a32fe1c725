//! Where the cells of a row stand: commas and line ends found sixteen bytes at a time.

use wide::u8x16;

use crate::batch::amounts::PADDING;

/// A cell of a row: where its text stands in the buffer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Its first byte.
    pub start: usize,
    /// Behind its last byte.
    pub end: usize,
}

impl Cell {
    /// Whether nothing stands in it.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// What is wrong with a row before any cell is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadRow {
    /// Another number of cells than the header has.
    Cells(usize),
    /// A quote that is still open at the end of the line.
    OpenQuote,
    /// More bytes than any row has.
    TooLong,
    /// Bytes that are no text in UTF-8.
    NotText,
}

/// A row is not longer than this.
pub const LONGEST_ROW: usize = 64 << 10;

/// The marks of a buffer, one after the other.
struct Marks<'a> {
    buffer: &'a [u8],
    block: usize,
    /// All that are left in the block.
    mask: u64,
    /// Those of the block that are no commas.
    ends: u64,
}

impl<'a> Marks<'a> {
    fn from(buffer: &'a [u8], at: usize) -> Marks<'a> {
        let block = at & !63;
        let mut marks = Marks {
            buffer,
            block,
            mask: 0,
            ends: 0,
        };
        (marks.mask, marks.ends) = marks.scan();
        marks.mask &= u64::MAX << (at - block);
        marks
    }

    /// The next comma, line end or quote, and whether it is a comma. The buffer ends with a line end.
    #[inline]
    fn next(&mut self) -> (usize, bool) {
        while self.mask == 0 {
            self.block += 64;
            (self.mask, self.ends) = self.scan();
        }
        let place = self.mask.trailing_zeros();
        let is_comma = self.ends >> place & 1 == 0;
        self.mask &= self.mask - 1;
        (self.block + place as usize, is_comma)
    }

    /// The marks of a block, and those that are no commas.
    #[inline]
    fn scan(&self) -> (u64, u64) {
        let Some(Ok(block)) = self
            .buffer
            .get(self.block..self.block + 64)
            .map(<&[u8; 64]>::try_from)
        else {
            return self.scan_the_end();
        };
        let (comma, line, quote) = (u8x16::splat(b','), u8x16::splat(b'\n'), u8x16::splat(b'"'));
        let (mut commas, mut ends) = (0, 0);
        for part in 0..4 {
            let mut bytes = [0; 16];
            bytes.copy_from_slice(&block[part * 16..part * 16 + 16]);
            let bytes = u8x16::new(bytes);
            let end = bytes.simd_eq(line) | bytes.simd_eq(quote);
            commas |= u64::from(bytes.simd_eq(comma).to_bitmask()) << (16 * part);
            ends |= u64::from(end.to_bitmask()) << (16 * part);
        }
        (commas | ends, ends)
    }

    #[cold]
    fn scan_the_end(&self) -> (u64, u64) {
        let rest = self.buffer.get(self.block..).unwrap_or_default();
        let (mut commas, mut ends) = (0, 0);
        for (place, byte) in rest.iter().take(64).enumerate() {
            commas |= u64::from(*byte == b',') << place;
            ends |= u64::from(matches!(byte, b'\n' | b'"')) << place;
        }
        if rest.is_empty() {
            // Behind the buffer a row has ended.
            return (1, 1);
        }
        (commas | ends, ends)
    }
}

/// The rows of a buffer.
pub struct Rows<'a> {
    buffer: &'a [u8],
    marks: Marks<'a>,
    start: usize,
    end: usize,
    /// How many cells a row must have.
    columns: usize,
}

impl<'a> Rows<'a> {
    /// The rows of a buffer whose text stands between [`PADDING`] bytes and ends with a line end.
    pub fn new(buffer: &'a [u8], columns: usize) -> Rows<'a> {
        Rows {
            buffer,
            marks: Marks::from(buffer, PADDING),
            start: PADDING,
            end: buffer.len() - PADDING,
            columns,
        }
    }

    /// Finds the cells of the next row; nothing at the end. What is wrong with the row is told, and the next call goes on
    /// with the next line. The whole row stands at the place that is given back.
    #[inline]
    pub fn next(&mut self, cells: &mut Vec<Cell>) -> Option<(Cell, Result<(), BadRow>)> {
        if self.start >= self.end {
            return None;
        }
        cells.resize(self.columns, Cell::default());
        let first = self.start;
        let (mut start, mut count) = (first, 0);
        let at = loop {
            let (at, is_comma) = self.marks.next();
            if !is_comma {
                break at;
            }
            if let Some(cell) = cells.get_mut(count) {
                *cell = Cell { start, end: at };
            }
            count += 1;
            start = at + 1;
        };
        if self.buffer[at] != b'\n' {
            return Some(self.quoted(first, cells));
        }
        let end = at - usize::from(at > start && self.buffer[at - 1] == b'\r');
        if let Some(cell) = cells.get_mut(count) {
            *cell = Cell { start, end };
        }
        count += 1;
        self.start = at + 1;
        let row = Cell { start: first, end };
        if end - first <= LONGEST_ROW && count == self.columns {
            return Some((row, Ok(())));
        }
        // What stood there in the row before is none of its cells.
        cells.truncate(count);
        let bad = if end - first > LONGEST_ROW {
            BadRow::TooLong
        } else {
            BadRow::Cells(count)
        };
        Some((row, Err(bad)))
    }

    /// A row with quotes. A cell in quotes keeps them: [`text`] takes them off.
    #[cold]
    fn quoted(&mut self, first: usize, cells: &mut Vec<Cell>) -> (Cell, Result<(), BadRow>) {
        let rest = &self.buffer[first..self.end];
        let line = rest.iter().position(|byte| *byte == b'\n');
        let line = first + line.unwrap_or(rest.len());
        let end = line - usize::from(line > first && self.buffer[line - 1] == b'\r');
        self.start = line + 1;
        self.marks = Marks::from(self.buffer, self.start.min(self.buffer.len()));
        cells.clear();
        let row = Cell { start: first, end };
        let (mut start, mut open) = (first, false);
        for at in first..end {
            match self.buffer[at] {
                b'"' => open = !open,
                b',' if !open => {
                    cells.push(Cell { start, end: at });
                    start = at + 1;
                }
                _ => {}
            }
        }
        cells.push(Cell { start, end });
        let found = if end - first > LONGEST_ROW {
            Err(BadRow::TooLong)
        } else if open {
            Err(BadRow::OpenQuote)
        } else if cells.len() != self.columns {
            Err(BadRow::Cells(cells.len()))
        } else {
            Ok(())
        };
        (row, found)
    }
}

/// The text of a cell without its quotes; nothing where it is no text.
pub fn text(raw: &[u8]) -> Option<std::borrow::Cow<'_, str>> {
    let text = std::str::from_utf8(raw).ok()?;
    match text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
    {
        Some(inside) => Some(inside.replace("\"\"", "\"").into()),
        None => Some(text.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(text: &str, columns: usize) -> Vec<(Vec<String>, Result<(), BadRow>)> {
        let mut buffer = vec![0; PADDING];
        buffer.extend_from_slice(text.as_bytes());
        buffer.extend_from_slice(&[0; PADDING]);
        let mut rows = Rows::new(&buffer, columns);
        let mut cells = Vec::new();
        let mut found = Vec::new();
        while let Some((_, result)) = rows.next(&mut cells) {
            let texts = cells
                .iter()
                .map(|cell| text_of(&buffer[cell.start..cell.end]));
            found.push((texts.collect(), result));
        }
        found
    }

    fn text_of(raw: &[u8]) -> String {
        text(raw).unwrap().into_owned()
    }

    #[test]
    fn a_row_ends_at_the_line_end() {
        let found = rows("a,\"b\nc,d\n\"e,\"\"f\",g\r\n,\n", 2);
        let results: Vec<_> = found.iter().map(|(_, result)| *result).collect();
        assert_eq!(results, [Err(BadRow::OpenQuote), Ok(()), Ok(()), Ok(())]);
        assert_eq!(found[2].0, ["e,\"f", "g"]);
        assert_eq!(found[3].0, ["", ""]);
    }

    proptest! {
        #[test]
        fn cells_are_those_that_the_csv_library_finds(table in prop::collection::vec(prop::collection::vec("[a-z0-9\", ]{0,30}", 3), 1..40)) {
            let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
            for row in &table {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let found = rows(&text, 3);
            prop_assert!(found.iter().all(|(_, result)| result.is_ok()));
            let found: Vec<Vec<String>> = found.into_iter().map(|(cells, _)| cells).collect();
            prop_assert_eq!(found, table);
        }
    }
}
