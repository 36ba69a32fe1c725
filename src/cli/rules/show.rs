//! `yibao rules show`: the tables in force for a place on a day, with inheritance resolved.

use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use crate::cli::failure::Failure;
use crate::cli::messages::{Lang, block_dates, block_lines, clean, note, say};
use crate::cli::output::json::document;
use crate::cli::output::wrap::wrapped;
use crate::formats::problem::{Place, Problem, What};
use crate::model::grade::Grade;
use crate::model::words::Scheme;
use crate::rules::block::Block;
use crate::rules::file::{FileKind, Home};
use crate::rules::govern::Governing;
use crate::rules::note::Note;
use crate::rules::region::Folder;
use crate::rules::shelf::Shelf;
use crate::rules::table::TableName;

/// What is shown of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    /// The tables of one file.
    File(FileKind),
    /// Everything.
    All,
}

impl Topic {
    /// The topics by the names that are typed.
    pub(crate) const NAMES: [(&'static str, &'static str, FileKind); 7] = [
        ("resident", "居民", FileKind::Scheme(Scheme::Resident)),
        ("employee", "职工", FileKind::Scheme(Scheme::Employee)),
        ("flexible", "灵活就业", FileKind::Scheme(Scheme::Flexible)),
        ("catastrophic", "大病", FileKind::Catastrophic),
        ("maternity", "生育", FileKind::Maternity),
        ("common", "共用", FileKind::Common),
        ("guide", "指南", FileKind::Guide),
    ];
}

/// One table of a place.
pub(super) struct Shown {
    pub(super) topic: &'static str,
    /// Whether it is about paying in, which stands under a heading of its own.
    pub(super) is_paying_in: bool,
    pub(super) table: TableName,
    pub(super) found: Result<Governing, Note>,
}

/// Shows the tables of a place; the status is 4 when there are none.
pub(crate) fn run(
    shelf: &Shelf,
    place: &str,
    topic: Topic,
    day: NaiveDate,
    json: bool,
    (lang, columns): (Lang, Option<usize>),
) -> Result<(String, u8), Failure> {
    let folder = shelf.find_region(place).map_err(|near| {
        let name = place.to_owned();
        Failure::Bill(vec![Problem {
            place: Place::File(name.clone()),
            what: What::UnknownRegion { name, near },
        }])
    })?;
    let shown = tables(shelf, &folder, topic, day);
    let problems = shelf.problems();
    if !problems.is_empty() {
        return Err(Failure::Rules(problems));
    }
    let status = if shown.is_empty() { 4 } else { 0 };
    let text = if json {
        as_json(shelf, &folder, day, &shown, lang)
    } else {
        let text = as_text(shelf, &folder, day, &shown, lang);
        fitted(&text, columns)
    };
    Ok((text, status))
}

/// Every table of a place that some folder on the way up has: those of visits by their files, then those of paying in.
pub(super) fn tables(shelf: &Shelf, folder: &Folder, topic: Topic, day: NaiveDate) -> Vec<Shown> {
    let mut shown = Vec::new();
    for (name, _, kind) in Topic::NAMES {
        if topic != Topic::All && topic != Topic::File(kind) {
            continue;
        }
        let scheme = match kind {
            FileKind::Scheme(scheme) => scheme,
            _ => Scheme::Resident,
        };
        add(shelf, (folder, scheme, day), name, kind.home(), &mut shown);
    }
    let is_scheme = |topic: Topic| matches!(topic, Topic::All | Topic::File(FileKind::Scheme(_)));
    if is_scheme(topic) {
        let series = (folder, Scheme::Resident, day);
        add(shelf, series, "region", Some(Home::Region), &mut shown);
    }
    shown.sort_by_key(|one| one.is_paying_in);
    shown
}

/// The tables of one file.
fn add(
    shelf: &Shelf,
    (folder, scheme, day): (&Folder, Scheme, NaiveDate),
    topic: &'static str,
    home: Option<Home>,
    shown: &mut Vec<Shown>,
) {
    for table in TableName::all().filter(|table| Some(table.home()) == home) {
        let found = shelf.find(&folder.path, scheme, table, day);
        if !matches!(found, Err(Note::NoTable(_))) {
            shown.push(Shown {
                topic,
                is_paying_in: table.is_paying_in(),
                table,
                found,
            });
        }
    }
}

/// The heading of a table: its file, and whether it is about paying in.
pub(super) fn heading(one: &Shown, lang: Lang) -> String {
    let topic = one.topic;
    match one.is_paying_in {
        true => say!(lang, "{topic}，缴费", "{topic}, paying in"),
        false => topic.to_owned(),
    }
}

/// The grade of a block, and its sources with theirs.
fn grounds(shelf: &Shelf, folder: &Folder, block: &Block) -> (Grade, Vec<String>) {
    let sources = block
        .sources
        .iter()
        .filter_map(|used| shelf.source(&folder.path, &used.id));
    let sources: Vec<_> = sources.collect();
    let grade = sources.iter().map(|source| source.grade).max();
    let ids = sources
        .iter()
        .map(|source| format!("{} ({})", source.id, source.grade.name()));
    (grade.unwrap_or(Grade::Unverified), ids.collect())
}

fn as_text(shelf: &Shelf, folder: &Folder, day: NaiveDate, shown: &[Shown], lang: Lang) -> String {
    let name = &folder.name;
    let mut out = say!(
        lang,
        "{name}，{day} 有效的规则\n",
        "{name}, rules in force on {day}\n"
    );
    if shown.is_empty() {
        out += &say!(lang, "没有规则\n", "no rules\n");
    }
    let mut before = String::new();
    for one in shown {
        let heading = heading(one, lang);
        if heading != before {
            out += &format!("\n== {heading} ==\n");
            before = heading;
        }
        match &one.found {
            Err(why) => {
                let why = note(lang, why);
                out += &say!(lang, "\n{why}\n", "\n{why}\n");
            }
            Ok(found) => out += &table_text(shelf, folder, one.table, found, lang),
        }
    }
    out
}

fn table_text(
    shelf: &Shelf,
    folder: &Folder,
    table: TableName,
    found: &Governing,
    lang: Lang,
) -> String {
    let block = &found.block;
    let (grade, sources) = grounds(shelf, folder, block);
    let (grade, sources) = (grade.name(), sources.join(lang.pick("、", ", ")));
    let dates = block_dates(lang, block);
    let mut out = format!("\n{table}  [{grade}]\n  {dates}\n  {sources}\n");
    for led in &found.led {
        let dates = block_dates(lang, led);
        out += &say!(lang, "  经由：{dates}\n", "  by way of: {dates}\n");
    }
    for line in block_lines(lang, block) {
        out += &format!("  - {line}\n");
    }
    for disputed in &block.disputed {
        let (says, why) = (clean(&disputed.says), clean(&disputed.why));
        out += &say!(
            lang,
            "  另有一说：{says}（未采用：{why}）\n",
            "  another source says: {says} (not chosen: {why})\n"
        );
    }
    out
}

fn as_json(shelf: &Shelf, folder: &Folder, day: NaiveDate, shown: &[Shown], lang: Lang) -> String {
    let block = |block: &Arc<Block>| {
        let (grade, _) = grounds(shelf, folder, block);
        json!({
            "file": block.place.text.path,
            "line": block.place.line_column().0,
            "from": block.from.to_string(),
            "from_is": block.from_is_first_seen.then_some("first-seen"),
            "to": block.to.map(|day| day.to_string()),
            "to_is": block.to_is_last_seen.then_some("last-seen"),
            "grade": grade.name(),
            "sources": block.sources.iter().map(|used| used.id.clone()).collect::<Vec<_>>(),
            "says": block_lines(lang, block),
            "disputed": block.disputed.iter().map(|one| json!({ "says": one.says, "why": one.why })).collect::<Vec<_>>(),
        })
    };
    let tables = shown.iter().map(|one| match &one.found {
        Ok(found) => json!({
            "topic": one.topic,
            "paying_in": one.is_paying_in,
            "table": one.table.to_string(),
            "block": block(&found.block),
            "by_way_of": found.led.iter().map(block).collect::<Vec<_>>(),
            "reason": Json::Null,
        }),
        Err(why) => json!({
            "topic": one.topic,
            "paying_in": one.is_paying_in,
            "table": one.table.to_string(),
            "block": Json::Null,
            "by_way_of": [],
            "reason": note(lang, why),
        }),
    });
    let own = json!({
        "place": folder.path,
        "on": day.to_string(),
        "tables": tables.collect::<Vec<_>>(),
    });
    document("rules show", own)
}

/// Every line wrapped to the terminal, below where it began.
pub(super) fn fitted(text: &str, columns: Option<usize>) -> String {
    let width = columns.unwrap_or(100).clamp(40, 160);
    let lines = text.lines().map(|line| {
        let indent = line.len() - line.trim_start_matches([' ', '-', '+']).len();
        wrapped(line, width, indent)
    });
    lines.collect()
}
