//! `yibao rules check` and `yibao rules test`: what is wrong with rule files, and with what their cases come to.

use std::path::Path;

use chrono::NaiveDate;
use serde_json::json;

use crate::cli::failure::Failure;
use crate::cli::messages::{Lang, list, rule_problem, say};
use crate::cli::output::json::document;
use crate::cli::output::problems;
use crate::cli::output::wrap::wrapped;
use crate::cli::write;
use crate::rules::bless::blessed;
use crate::rules::cases;
use crate::rules::check::{self, check_all, stale};
use crate::rules::coverage::figures;
use crate::rules::problem::{Problem, What, Whole};
use crate::rules::shelf::Shelf;

/// How the answer is laid out: as JSON, in which language, in how many columns.
type Page = (bool, Lang, Option<usize>);

/// What there is to say.
struct Said {
    command: &'static str,
    problems: Vec<Problem>,
    notes: Vec<Problem>,
    /// What was counted, by its key and its names.
    counts: Vec<(&'static str, &'static str, &'static str, usize)>,
}

/// Every check: of the files, of the cases, of figures that no case reads. Problems are the answer, with status 1.
pub(super) fn check(
    shelf: &Shelf,
    own: &[String],
    today: NaiveDate,
    deny_stale: bool,
    page: Page,
) -> (String, u8) {
    let checked = check_all(shelf);
    let (mut problems, mut notes) = (checked.found.problems, checked.found.notes);
    let mut stale = stale(shelf, today);
    // Whoever checks rules of his own does not have to be told what the built-in ones leave open.
    let is_own = |problem: &Problem| {
        let path = &problem.place.text.path;
        own.is_empty() || own.iter().any(|folder| path.starts_with(folder))
    };
    notes.retain(is_own);
    stale.retain(is_own);
    if deny_stale {
        problems.extend(stale);
    } else {
        notes.extend(stale);
    }
    let counts = vec![
        ("files", "个文件", "files", shelf.files_read()),
        ("cases", "个案例", "cases", checked.cases),
        ("left_out", "个案例未算", "cases left out", checked.left_out),
        ("figures", "个数字", "figures", checked.figures),
    ];
    Said {
        command: "rules check",
        problems,
        notes,
        counts,
    }
    .print(page)
}

/// The static checks and every case, without moving figures.
pub(super) fn test(shelf: &Shelf, page: Page) -> (String, u8) {
    let mut problems = check::check(shelf).problems;
    let report = cases::run(shelf);
    problems.extend(report.problems);
    let counts = vec![
        ("files", "个文件", "files", shelf.files_read()),
        ("cases", "个案例", "cases", report.run),
        ("left_out", "个案例未算", "cases left out", report.left_out),
        ("figures", "个数字", "figures", figures(shelf).len()),
    ];
    Said {
        command: "rules test",
        problems,
        notes: Vec::new(),
        counts,
    }
    .print(page)
}

/// Writes what comes out of the cases under a folder into their files, and says which.
pub(super) fn bless(shelf: &Shelf, root: &str, page: Page) -> Result<(String, u8), Failure> {
    check::check(shelf);
    let report = cases::run(shelf);
    let blessed = blessed(shelf, &report, root);
    for (path, text) in &blessed {
        write::whole(Path::new(path), text)?;
    }
    let (json, lang, _) = page;
    let paths: Vec<&String> = blessed.keys().collect();
    if json {
        let text = document("rules test", json!({ "written": paths }));
        return Ok((text, 0));
    }
    let mut out = String::new();
    for path in &paths {
        out += &say!(
            lang,
            "已写 {path}，请逐个与通知核对\n",
            "wrote {path}: check each value against the notice\n"
        );
    }
    if paths.is_empty() {
        out += &say!(
            lang,
            "没有可改的案例\n",
            "no case has anything to be written\n"
        );
    }
    Ok((out, 0))
}

impl Said {
    fn print(&self, (json, lang, columns): Page) -> (String, u8) {
        let status = u8::from(!self.problems.is_empty());
        let text = if json {
            self.as_json(lang)
        } else {
            self.as_text(lang, columns)
        };
        (text, status)
    }

    fn as_text(&self, lang: Lang, columns: Option<usize>) -> String {
        let mut out = problems::of_rules(&self.problems, lang, columns);
        let width = columns.unwrap_or(100).clamp(40, 160);
        for note in self.note_lines(lang) {
            out += &wrapped(&note, width, 2);
        }
        let mut counted: Vec<String> = self
            .counts
            .iter()
            .filter(|(key, _, _, count)| *key != "left_out" || *count > 0)
            .map(|(_, zh, en, count)| say!(lang, "{count} {zh}", "{en}: {count}"))
            .collect();
        let count = self.problems.len();
        counted.push(say!(lang, "{count} 处问题", "problems: {count}"));
        if !self.notes.is_empty() {
            let count = self.notes.len();
            counted.push(say!(lang, "{count} 条说明", "notes: {count}"));
        }
        out += &counted.join(lang.pick("，", ", "));
        out.push('\n');
        out
    }

    /// Notes, a line each; those that differ in nothing but the source are one.
    fn note_lines(&self, lang: Lang) -> Vec<String> {
        let mut lines = Vec::new();
        let mut stale = Vec::new();
        for note in &self.notes {
            if let What::Whole(Whole::Stale { id, until }) = &note.what {
                stale.push(say!(lang, "{id}（{until}）", "{id} ({until})"));
                continue;
            }
            let (code, place) = (note.what.code(), &note.place);
            let said = rule_problem(lang, &note.what);
            let (title, cause) = (said.title, said.cause);
            lines.push(say!(
                lang,
                "说明[{code}] {place}：{title}：{cause}",
                "note[{code}] {place}: {title}: {cause}"
            ));
        }
        if !stale.is_empty() {
            let count = stale.len();
            let stale = list(lang, &stale);
            lines.push(say!(
                lang,
                "说明[R035] {count} 个来源过了核对期限（--deny stale 时算作问题）：{stale}",
                "note[R035] sources past their checked-on lifetime: {count} (problems with --deny stale): {stale}"
            ));
        }
        lines
    }

    fn as_json(&self, lang: Lang) -> String {
        let mut own = json!({});
        for (key, _, _, count) in &self.counts {
            own[*key] = json!(count);
        }
        own["problems"] = json!(problems::rules_as_json(&self.problems, lang));
        own["notes"] = json!(problems::rules_as_json(&self.notes, lang));
        document(self.command, own)
    }
}
