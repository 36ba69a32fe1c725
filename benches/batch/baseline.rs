//! The measure: the common work written by hand for nothing else. Its rule and its columns stand in the code, every field
//! of every row is checked, and a row that is not as it should be ends the run.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Condvar, Mutex};

const HEADER: &str = super::bills::HEADER;
const CHUNK: usize = 256 << 10;

/// Settles a file into another on so many threads.
pub(crate) fn settle(from: &Path, to: &Path, threads: usize) {
    let mut input = File::open(from).unwrap();
    let mut header = vec![0; HEADER.len()];
    input.read_exact(&mut header).unwrap();
    assert_eq!(header, HEADER.as_bytes());
    let mut output = File::create(to).unwrap();
    output
        .write_all(b"id,eligible,deductible,pool_pay,catastrophic_pay,personal_pay\n")
        .unwrap();
    let source = Mutex::new(Source {
        input,
        rest: Vec::new(),
        number: 0,
    });
    let (turn, changed) = (Mutex::new((0, output)), Condvar::new());
    let work = || {
        let (mut chunk, mut out) = (Vec::new(), Vec::new());
        while let Some(number) = source.lock().unwrap().next(&mut chunk) {
            out.clear();
            rows(&chunk, &mut out);
            let mut turn_now = turn.lock().unwrap();
            while turn_now.0 != number {
                turn_now = changed.wait(turn_now).unwrap();
            }
            turn_now.1.write_all(&out).unwrap();
            turn_now.0 += 1;
            drop(turn_now);
            changed.notify_all();
        }
    };
    if threads == 1 {
        work();
    } else {
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(work);
            }
        });
    }
}

struct Source {
    input: File,
    rest: Vec<u8>,
    number: u64,
}

impl Source {
    /// The next whole rows, and their number among the chunks.
    fn next(&mut self, chunk: &mut Vec<u8>) -> Option<u64> {
        chunk.clear();
        chunk.append(&mut self.rest);
        let before = chunk.len();
        chunk.resize(before + CHUNK, 0);
        let read = self.input.read(&mut chunk[before..]).unwrap();
        chunk.truncate(before + read);
        let end = chunk.iter().rposition(|byte| *byte == b'\n')? + 1;
        self.rest.extend_from_slice(&chunk[end..]);
        chunk.truncate(end);
        self.number += 1;
        Some(self.number - 1)
    }
}

/// Settles whole rows.
fn rows(chunk: &[u8], out: &mut Vec<u8>) {
    let mut at = 0;
    while at < chunk.len() {
        row(chunk, &mut at, out).unwrap();
    }
}

/// Settles the row that begins at `at`; nothing where it is not as it should be.
fn row(chunk: &[u8], at: &mut usize, out: &mut Vec<u8>) -> Option<()> {
    let id = word(chunk, at)?;
    if id.is_empty() || id.len() > 20 || !id.iter().all(u8::is_ascii_alphanumeric) {
        return None;
    }
    if word(chunk, at)? != b"resident" {
        return None;
    }
    let (full, ratio) = match word(chunk, at)? {
        b"level-1" => (20_000, 90),
        b"level-2" => (40_000, 80),
        b"level-3" => (80_000, 60),
        _ => return None,
    };
    let (threshold, extra) = match word(chunk, at)? {
        b"none" => (1_700_000, 0),
        b"low-income" => (850_000, 5),
        _ => return None,
    };
    let minus = match word(chunk, at)? {
        b"local" => 0,
        b"temporary" => 10,
        b"unfiled" => 20,
        _ => return None,
    };
    let full = match word(chunk, at)? {
        b"1" => full,
        b"2" => full / 2,
        b"3" | b"4" => 0,
        _ => return None,
    };
    let total = money(chunk, at, b',')?;
    let parts = money(chunk, at, b',')? + money(chunk, at, b',')? + money(chunk, at, b',')?;
    let paid = money(chunk, at, b',')?;
    let before = money(chunk, at, b'\n')?;
    if parts > total {
        return None;
    }
    let eligible = total - parts;
    let deductible = full.min(eligible);
    let room = (10_000_000 - paid).max(0);
    let pool = ((eligible - deductible) * (ratio - minus) / 100).min(room);
    let burden = eligible - pool;
    let pay = |burden: i64| {
        let over = (burden - threshold).max(0);
        over.min(3_000_000) * (60 + extra)
            + (over.min(8_000_000) - 3_000_000).max(0) * (65 + extra)
            + (over - 8_000_000).max(0) * (70 + extra)
    };
    let catastrophic = (pay(before + burden) - pay(before)) / 100;
    out.extend_from_slice(id);
    for amount in [
        eligible,
        deductible,
        pool,
        catastrophic,
        total - pool - catastrophic,
    ] {
        out.push(b',');
        write_money(amount, out);
    }
    out.push(b'\n');
    Some(())
}

/// The text up to the next comma.
#[inline]
fn word<'a>(chunk: &'a [u8], at: &mut usize) -> Option<&'a [u8]> {
    let rest = chunk.get(*at..)?;
    let end = rest.iter().position(|byte| *byte == b',')?;
    *at += end + 1;
    Some(&rest[..end])
}

/// An amount of one to eight digits and two decimals, up to the byte that must follow it.
#[inline]
fn money(chunk: &[u8], at: &mut usize, stop: u8) -> Option<i64> {
    let (mut fen, mut digits) = (0, 0);
    loop {
        let byte = *chunk.get(*at)?;
        *at += 1;
        match byte {
            b'0'..=b'9' if digits < 8 => {
                fen = fen * 10 + i64::from(byte - b'0');
                digits += 1;
            }
            b'.' if digits > 0 => break,
            _ => return None,
        }
    }
    for _ in 0..2 {
        let digit = chunk.get(*at)?.wrapping_sub(b'0');
        *at += 1;
        if digit > 9 {
            return None;
        }
        fen = fen * 10 + i64::from(digit);
    }
    *at += 1;
    (*chunk.get(*at - 1)? == stop).then_some(fen)
}

#[inline]
fn write_money(fen: i64, out: &mut Vec<u8>) {
    let mut text = *b"00000000000000000.00";
    let mut left = fen.unsigned_abs();
    let mut first = text.len();
    for _ in 0..2 {
        first -= 1;
        text[first] = b'0' + (left % 10) as u8;
        left /= 10;
    }
    first -= 1;
    loop {
        first -= 1;
        text[first] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    out.extend_from_slice(&text[first..]);
}
