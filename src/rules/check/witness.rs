//! Cases as witnesses: what each says of the rules as they are, and whether it notices that a figure was moved.

use chrono::NaiveDate;

use crate::rules::cases::{Case, Ran, speaks};
use crate::rules::given::{Given, can_be_given, given};
use crate::rules::shelf::Shelf;
use crate::rules::table::{OfPart, TableName, ValueKind};

/// A case with what it says.
pub(super) struct Witness<'a> {
    pub(super) case: &'a Case,
    baselines: Vec<Baseline>,
}

/// What a case says when these figures stand in for broken tables.
struct Baseline {
    stand_ins: Vec<Given>,
    found: Vec<String>,
}

impl<'a> Witness<'a> {
    /// A case that has its answer says it. One that leans on broken tables is asked with stand-ins for them, so that it
    /// still tells which of the other figures it reads.
    pub(super) fn new(shelf: &Shelf, ran: &'a Ran) -> Witness<'a> {
        let case = &ran.case;
        let as_it_is = ran.found.clone().filter(|_| ran.speaks());
        let baselines = match as_it_is {
            Some(found) => vec![Baseline {
                stand_ins: Vec::new(),
                found,
            }],
            None => (0..STAND_INS)
                .filter_map(|which| {
                    let tables = ran.trace.broken.iter();
                    let stand_ins = tables.map(|&table| stand_in(table, which));
                    let stand_ins: Vec<Given> = stand_ins.collect::<Option<_>>()?;
                    let found = case.found(&shelf.giving(stand_ins.clone())).ok();
                    let found = found.filter(|found| speaks(Some(found.as_slice())));
                    (!stand_ins.is_empty()).then_some(())?;
                    Some(Baseline {
                        stand_ins,
                        found: found?,
                    })
                })
                .collect(),
        };
        Witness { case, baselines }
    }

    /// Whether it says nothing at all.
    pub(super) fn is_mute(&self) -> bool {
        self.baselines.is_empty()
    }

    /// Whether it comes out otherwise by other rules.
    pub(super) fn notices(&self, moved: &Shelf) -> bool {
        self.baselines.iter().any(|baseline| {
            let found = if baseline.stand_ins.is_empty() {
                self.case.found(moved)
            } else {
                self.case.found(&moved.giving(baseline.stand_ins.clone()))
            };
            found.ok().as_ref() != Some(&baseline.found)
        })
    }
}

/// What is tried in the place of broken tables: figures by which much is paid, little, and something between, so that
/// limits on either side are met.
const STAND_INS: usize = 3;

fn stand_in(table: TableName, which: usize) -> Option<Given> {
    if !can_be_given(table) {
        return None;
    }
    let figures = match (table, table.values()) {
        (_, ValueKind::Ratio) => ["0.99", "0.01", "0.5"],
        (TableName::Of(_, OfPart::Deductible | OfPart::Gate), _) => ["1", "1000000", "100"],
        _ => ["1000000", "1", "1000"],
    };
    given(table, figures[which], NaiveDate::MAX).ok()
}
