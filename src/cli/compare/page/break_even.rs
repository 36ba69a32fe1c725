//! From which yearly bill on a scheme costs less, and what a year costs by the bill.

use serde_json::{Value as Json, json};

use super::Page;
use crate::cli::messages::compare::break_even_text;
use crate::cli::output::json::money;
use crate::cli::output::report::List;
use crate::engine::bounds::Bounds;
use crate::money::Yuan;
use crate::rules::compare::{BreakEven, Course};

impl Page<'_> {
    pub(super) fn break_even_list(&self) -> List {
        let lang = self.lang;
        let found = &self.answer.break_evens;
        let rows = found.iter().map(|one| {
            let (variant, other) = (self.label(one.variant), self.label(one.against));
            vec![break_even_text(lang, one, &variant, &other)]
        });
        List {
            key: "break_even",
            header: vec![lang.pick("多少元起更省", "break-even").to_owned()],
            rows: rows.collect(),
            json: found.iter().map(break_even).collect(),
        }
    }

    /// What a year costs by the bill, as corners of lines.
    pub(super) fn line_list(&self) -> List {
        let lines = self.answer.lines.iter().map(|line| {
            let corners = line.corners.iter();
            let corners = corners.map(|(bill, cost)| json!([bill.to_string(), money(*cost)]));
            json!({ "variant": line.variant + 1, "corners": corners.collect::<Vec<_>>() })
        });
        List {
            key: "lines",
            header: Vec::new(),
            rows: Vec::new(),
            json: lines.collect(),
        }
    }
}

/// From where on it costs less: at the earliest and at the latest.
pub(super) fn bounds(found: &BreakEven) -> Option<Bounds<Yuan>> {
    Some(Bounds {
        low: found.perhaps.from()?,
        high: found.surely.from()?,
    })
}

fn break_even(found: &BreakEven) -> Json {
    let course = |course: &Course| {
        let changes = course
            .changes
            .iter()
            .map(|(at, is_less)| json!({ "at": at.to_string(), "costs_less": is_less }));
        json!({
            "from": course.from().map(|from| from.to_string()),
            "costs_less_at_start": course.at_start,
            "changes": changes.collect::<Vec<_>>(),
        })
    };
    json!({
        "variant": found.variant + 1,
        "against": found.against + 1,
        "from": bounds(found).map(money),
        "up_to": found.up_to.to_string(),
        "surely": course(&found.surely),
        "perhaps": course(&found.perhaps),
    })
}
