//! A million bills, file to file, against a loop that was written by hand for this one rule: the same rows in, the same
//! bytes out. Then the parts of the road: finding cells, settling, writing.
//!
//! All are run in turn, so that a noisy machine is noisy for all; best and median are printed, and what counts is the ratio
//! to the hand-written loop of the same run. `YIBAO_ROWS` and `YIBAO_RUNS` set another size; words on the command line
//! choose the measures that have one of them in their names.
#![allow(clippy::print_stdout, clippy::disallowed_methods, clippy::unwrap_used)]

mod baseline;
mod bills;

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use yibao::batch::amounts::PADDING;
use yibao::batch::cells::{Cell, Rows};
use yibao::batch::chunks::{Chunks, SIZE};
use yibao::batch::columns::{Columns, Output};
use yibao::batch::lines::Lines;
use yibao::batch::row::{Rules, Settled, Settler};
use yibao::batch::run::{Batch, Ended, Receiver, Rejected, run};
use yibao::batch::write::{self, Layout};
use yibao::formats::problem::Place;
use yibao::formats::raw::RawField;
use yibao::model::keys::{self, Scope};
use yibao::rules::govern::Policy;
use yibao::rules::library::Library;

const SHOWN: [&str; 6] = [
    "id",
    "eligible",
    "deductible",
    "pool_pay",
    "catastrophic_pay",
    "personal_pay",
];

/// Rows into a file.
struct ToFile(std::fs::File);

impl Receiver for ToFile {
    fn rows(&mut self, lines: &[u8]) -> io::Result<()> {
        self.0.write_all(lines)
    }

    fn rejected(&mut self, row: Rejected) -> io::Result<bool> {
        Err(io::Error::other(format!("row {} was rejected", row.row)))
    }

    fn progress(&mut self, _rows: u64, _bytes_read: u64) -> bool {
        true
    }
}

fn columns(header: &[u8]) -> Columns {
    let header = std::str::from_utf8(header).unwrap().trim_end();
    let headings = header.split(',').map(Arc::from).collect();
    Columns::new(&Arc::from("bills.csv"), headings).unwrap()
}

fn batch(header: &[u8], base: &[(&str, &str)], threads: usize) -> Batch {
    let columns = columns(header);
    let output = Output::asked(&columns, &SHOWN.map(str::to_owned)).unwrap();
    let base = base.iter().map(|(name, text)| RawField {
        key: keys::find(Scope::Bill, name).unwrap(),
        text: (*text).to_owned(),
        place: Place::Flag((*name).to_owned()),
    });
    Batch {
        file: "bills.csv".into(),
        columns: Arc::new(columns),
        input: Layout::Csv,
        output: Arc::new(output),
        chosen: true,
        layout: Layout::Csv,
        base: base.collect(),
        rules: Rules {
            library: Library::layered(["benches/rules"], false),
            policy: Policy::default(),
            given: Vec::new(),
            today: "2025-06-01".parse().unwrap(),
        },
        against: None,
        groups: Vec::new(),
        ledger_by: None,
        threads,
    }
}

/// What flags say of bills that do not name their rules.
const BASE: [(&str, &str); 3] = [
    ("region", "bench"),
    ("visit", "inpatient"),
    ("on", "2025-06-01"),
];

fn settle(from: &Path, to: &Path, base: &[(&str, &str)], threads: usize) {
    let mut chunks = Chunks::new(std::fs::File::open(from).unwrap(), SIZE);
    let header = chunks.header().unwrap();
    let batch = batch(&header, base, threads);
    let mut out = ToFile(std::fs::File::create(to).unwrap());
    out.0.write_all(&write::header(&batch.output)).unwrap();
    let (ended, report) = run(&batch, chunks, &mut out);
    assert!(matches!(ended, Ended::Whole), "{ended:?}");
    assert_eq!(report.all.unknown, 0);
}

/// The bills in memory, with every cell found.
struct InMemory {
    buffer: Vec<u8>,
    columns: usize,
    rows: Vec<Vec<Cell>>,
}

impl InMemory {
    fn new(csv: &str) -> InMemory {
        let rows = csv.split_once('\n').unwrap().1;
        let mut buffer = vec![0; PADDING];
        buffer.extend_from_slice(rows.as_bytes());
        buffer.resize(buffer.len() + PADDING, 0);
        let columns = csv.lines().next().unwrap().split(',').count();
        let mut found = InMemory {
            buffer,
            columns,
            rows: Vec::new(),
        };
        let mut rows = Vec::new();
        found.find(|cells| rows.push(cells.to_vec()));
        found.rows = rows;
        found
    }

    fn find(&self, mut each: impl FnMut(&[Cell])) {
        let mut rows = Rows::new(&self.buffer, self.columns);
        let mut cells = Vec::new();
        while let Some((_, found)) = rows.next(&mut cells) {
            found.unwrap();
            each(&cells);
        }
    }
}

struct Measure<'a> {
    name: &'static str,
    run: Box<dyn FnMut() + 'a>,
    times: Vec<Duration>,
}

fn measure<'a>(name: &'static str, run: impl FnMut() + 'a) -> Measure<'a> {
    Measure {
        name,
        run: Box::new(run),
        times: Vec::new(),
    }
}

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

fn main() {
    let (rows, runs) = (number("YIBAO_ROWS", 1_000_000), number("YIBAO_RUNS", 11));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (plain, named) = (bills::bills(rows, false), bills::bills(rows, true));
    let of = |name: &str| folder.join(name);
    std::fs::write(of("plain.csv"), &plain).unwrap();
    std::fs::write(of("named.csv"), &named).unwrap();
    let visit = &BASE[1..2];

    baseline::settle(&of("plain.csv"), &of("baseline.csv"), 1);
    let expected = std::fs::read(of("baseline.csv")).unwrap();
    for threads in [1, 2] {
        settle(&of("plain.csv"), &of("out.csv"), &BASE, threads);
        assert!(std::fs::read(of("out.csv")).unwrap() == expected);
        settle(&of("named.csv"), &of("out.csv"), visit, threads);
        assert!(std::fs::read(of("out.csv")).unwrap() == expected);
    }

    let memory = InMemory::new(&plain);
    let one = batch(bills::HEADER.trim_end().as_bytes(), &BASE, 1);
    let settler = || {
        Settler::new(
            Arc::clone(&one.file),
            Arc::clone(&one.columns),
            one.base.clone(),
            one.rules.clone(),
        )
    };
    let (mut settling, mut last) = (settler(), settler());
    let settled = last.settle(&memory.buffer, &memory.rows[0], 2);
    assert!(matches!(settled, Settled::Amounts { is_range: false }));

    let mut measures = vec![
        measure("hand-written loop, one thread", || {
            baseline::settle(&of("plain.csv"), &of("baseline.csv"), 1);
        }),
        measure("yibao, one thread", || {
            settle(&of("plain.csv"), &of("out.csv"), &BASE, 1);
        }),
        measure("yibao, one thread, region and day in each row", || {
            settle(&of("named.csv"), &of("out.csv"), visit, 1);
        }),
        measure("hand-written loop, two threads", || {
            baseline::settle(&of("plain.csv"), &of("baseline.csv"), 2);
        }),
        measure("yibao, two threads", || {
            settle(&of("plain.csv"), &of("out.csv"), &BASE, 2);
        }),
        measure("yibao, two threads, region and day in each row", || {
            settle(&of("named.csv"), &of("out.csv"), visit, 2);
        }),
        measure("  of it: file read", || {
            let mut chunks = Chunks::new(std::fs::File::open(of("plain.csv")).unwrap(), SIZE);
            let mut chunk = Default::default();
            while chunks.next(&mut chunk).unwrap() {}
        }),
        measure("  of it: file written", || {
            let mut out = ToFile(std::fs::File::create(of("out.csv")).unwrap());
            for lines in expected.chunks(SIZE / 2) {
                out.rows(lines).unwrap();
            }
        }),
        measure("  of it: cells found", || {
            let mut cells = 0;
            memory.find(|found| cells += found.len());
            assert_eq!(cells, memory.rows.len() * memory.columns);
        }),
        measure("  of it: words and amounts read, bills settled", || {
            for cells in &memory.rows {
                let settled = settling.settle(&memory.buffer, cells, 2);
                assert!(matches!(settled, Settled::Amounts { .. }));
            }
        }),
        measure("  of it: rows written", || {
            let mut out = Lines::default();
            for (row, cells) in memory.rows.iter().enumerate() {
                if row % 4096 == 0 {
                    out.clear();
                }
                let place = (&memory.buffer[..], &cells[..]);
                write::csv(&mut out, &one.output.shown, place, &settled, &last);
            }
        }),
    ];
    let chosen: Vec<String> = std::env::args().skip(1).collect();
    let mut chosen = chosen
        .iter()
        .filter(|word| !word.starts_with("--"))
        .peekable();
    if chosen.peek().is_some() {
        let words: Vec<&String> = chosen.collect();
        measures.retain(|measure| words.iter().any(|word| measure.name.contains(*word)));
    }
    for _ in 0..runs {
        for measure in &mut measures {
            let start = Instant::now();
            (measure.run)();
            measure.times.push(start.elapsed());
        }
    }
    println!(
        "{rows} bills of 12 columns, {runs} runs in turn; million bills a second, best and median"
    );
    let mut measured = (0, 0);
    for measure in &mut measures {
        measure.times.sort_unstable();
        let best = measure.times[0].as_nanos();
        let median = measure.times[measure.times.len() / 2].as_nanos();
        if measure.name.starts_with("hand-written") {
            measured = (best, median);
        }
        let speed = |nanos: u128| u128::from(rows) * 100_000 / nanos.max(1);
        let share = |whole: u128, nanos: u128| whole * 100 / nanos.max(1);
        print!("{:<52}", measure.name);
        for nanos in [best, median] {
            let speed = speed(nanos);
            print!(" {:>4}.{:02}", speed / 100, speed % 100);
        }
        if measure.name.starts_with("yibao") {
            let (of_best, of_median) = (share(measured.0, best), share(measured.1, median));
            print!("   {of_best} % and {of_median} % of the hand-written loop");
        }
        println!();
    }
}
