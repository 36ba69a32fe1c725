//! `yibao rules list`: which places have which rules, from when to when, on what grounds, and what is open. As a page it is
//! `rules/COVERAGE.md`.

use serde_json::{Value as Json, json};
use unicode_width::UnicodeWidthStr;

use super::figures;
use crate::cli::failure::Failure;
use crate::cli::messages::{Lang, clean, known_days, list, say, topic_name};
use crate::cli::output::json::document;
use crate::cli::output::wrap::wrapped;
use crate::model::grade::Grade;
use crate::rules::coverage::{CitedFigure, Open, Place, coverage, figures as cited};
use crate::rules::shelf::Shelf;
use crate::rules::table::TableName;

/// How a list is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// For a terminal.
    Table,
    /// For programs.
    Json,
    /// A page of Markdown.
    Page,
}

/// Lists what every place has; with a grade every figure of that grade.
pub(crate) fn run(
    shelf: &Shelf,
    grade: Option<Grade>,
    layout: Layout,
    lang: Lang,
    columns: Option<usize>,
) -> Result<(String, u8), Failure> {
    let places = coverage(shelf);
    let all = cited(shelf);
    let problems = shelf.problems();
    if !problems.is_empty() {
        return Err(Failure::Rules(problems));
    }
    let width = columns.unwrap_or(100).clamp(40, 160);
    let text = match grade {
        Some(grade) => {
            let wanted: Vec<_> = all.into_iter().filter(|one| one.grade == grade).collect();
            figures::run(&wanted, grade, layout, lang, width)
        }
        None => match layout {
            Layout::Json => as_json(&places, &all),
            Layout::Page => as_page(&places, &all, lang),
            Layout::Table => as_text(&places, &all, lang, width),
        },
    };
    Ok((text, 0))
}

/// How many figures there are, and how many of each grade.
fn counted(all: &[CitedFigure], lang: Lang) -> String {
    let count = all.len();
    let each = Grade::OF_SOURCES.map(|grade| {
        let of_grade = all.iter().filter(|one| one.grade == grade).count();
        format!("{} {of_grade}", grade.name())
    });
    let each = list(lang, &each);
    say!(
        lang,
        "{count} 个数字（{each}）",
        "figures: {count} ({each})"
    )
}

/// What is open, and where the file says so: on which line, unless lines move under a page that is kept.
fn open_line(open: &Open, with_line: bool, lang: Lang) -> String {
    let (topic, what) = (topic_name(lang, open.topic), clean(&open.what));
    let tables: Vec<String> = open.tables.iter().map(ToString::to_string).collect();
    let tables = tables.join(lang.pick("、", ", "));
    let path = &open.place.text.path;
    let place = match with_line {
        true => format!("{path}:{}", open.place.line_column().0),
        false => path.clone(),
    };
    match &open.published {
        Some(by) => {
            let by = clean(by);
            say!(
                lang,
                "{topic}：{what}（{tables}；应由{by}公布；{place}）",
                "{topic}: {what} ({tables}; to be published by {by}; {place})"
            )
        }
        None => say!(
            lang,
            "{topic}：{what}（{tables}；{place}）",
            "{topic}: {what} ({tables}; {place})"
        ),
    }
}

/// The topics of which nobody says anything.
fn missing(place: &Place, lang: Lang) -> Option<String> {
    let topics: Vec<String> = place
        .missing
        .iter()
        .map(|&topic| topic_name(lang, topic))
        .collect();
    let topics = list(lang, &topics);
    (!topics.is_empty()).then(|| say!(lang, "没有规则：{topics}", "no rules: {topics}"))
}

fn as_text(places: &[Place], all: &[CitedFigure], lang: Lang, width: usize) -> String {
    let mut out = String::new();
    for place in places {
        let Place {
            name, code, folder, ..
        } = place;
        out += &wrapped(&format!("{name}  {code}  {folder}"), width, 2);
        for known in &place.known {
            let (from, to) = known_days(lang, known);
            let topic = topic_name(lang, known.topic);
            let days = say!(lang, "{from} 至 {to}", "{from} to {to}");
            let grade = known.grade.name();
            let tables: Vec<String> = known.tables.iter().map(ToString::to_string).collect();
            let head = match width < NARROW {
                true => format!("  {topic}  {days}  {grade}"),
                false => [(topic, 24), (days, 52), (grade.to_owned(), 12)]
                    .iter()
                    .fold("  ".to_owned(), |line, (text, wide)| {
                        let blanks = wide - text.width().min(wide - 1);
                        line + text + &" ".repeat(blanks)
                    }),
            };
            out += &wrapped(&head, width, 4);
            out += &wrapped(&format!("    {}", tables.join("  ")), width, 4);
        }
        let lines = place
            .open
            .iter()
            .map(|open| open_line(open, true, lang))
            .map(|line| say!(lang, "  未见 · {line}", "  not found · {line}"));
        let missing = missing(place, lang).map(|line| format!("  {line}"));
        for line in lines.chain(missing) {
            out += &wrapped(&line, width, 4);
        }
        out.push('\n');
    }
    let (count, figures) = (places.len(), counted(all, lang));
    let sum = say!(
        lang,
        "{count} 个地区，{figures}",
        "places: {count}, {figures}"
    );
    out + &wrapped(&sum, width, 0)
}

/// Below this a line of columns would be broken.
const NARROW: usize = 90;

fn as_page(places: &[Place], all: &[CitedFigure], lang: Lang) -> String {
    let mut out = say!(lang, "# 规则覆盖\n\n", "# What the rules cover\n\n");
    let (count, figures) = (places.len(), counted(all, lang));
    out += &say!(
        lang,
        "由 `yibao rules list --format md` 写成，测试逐字比较，不手改。{count} 个地区，{figures}。等级是所依据的来源中最弱的一级：\
         official 发文机关原文，press 署名报刊或引用文号的页面，secondary 未署名的文章，unverified 未核实的页面；每个数字的位置见 \
         `yibao rules list --grade unverified`。“始见”“末见”：来源只表明当日有效，不表明从那天起或到那天止。各地只列自己的规则，\
         上级的规则照样适用。“未见”：有规定而没有查到数字，或者查过而没有找到；“没有规则”：当地和上级都没有，待遇和等待期应由当地\
         医疗保障局公布，缴费标准和缴费期由医疗保障局和税务局公布。\n",
        "Written by `yibao rules list --format md --lang en`. {count} places, {figures}. The grade is the weakest of the sources. \
         First and last seen: the source only shows the rule in force on that day. Each place has its own rules only, those above \
         it hold as well. Not found: announced without a figure, or looked for in vain. No rules: neither here nor above; the \
         place's healthcare security bureau would publish them, contributions and deadlines with the tax bureau.\n"
    );
    for place in places {
        let Place {
            name, code, folder, ..
        } = place;
        out += &format!("\n## {name} `{code}` `{folder}`\n\n");
        if !place.known.is_empty() {
            out += lang.pick(
                "| 主题 | 自 | 至 | 最弱等级 | 表 |\n",
                "| topic | from | to | weakest grade | tables |\n",
            );
            out += "|---|---|---|---|---|\n";
        }
        for known in &place.known {
            let (from, to) = known_days(lang, known);
            let topic = topic_name(lang, known.topic);
            let tables: Vec<String> = known
                .tables
                .iter()
                .map(|table| format!("`{table}`"))
                .collect();
            let (grade, tables) = (known.grade.name(), tables.join(" "));
            out += &format!("| {topic} | {from} | {to} | {grade} | {tables} |\n");
        }
        let lines = place
            .open
            .iter()
            .map(|open| open_line(open, false, lang))
            .map(|line| say!(lang, "- 未见 · {line}\n", "- not found · {line}\n"));
        let missing = missing(place, lang).map(|line| format!("- {line}\n"));
        let lines: String = lines.chain(missing).collect();
        if !place.known.is_empty() && !lines.is_empty() {
            out.push('\n');
        }
        out += &lines;
    }
    out
}

fn as_json(places: &[Place], all: &[CitedFigure]) -> String {
    let names =
        |tables: &[TableName]| -> Vec<String> { tables.iter().map(ToString::to_string).collect() };
    let places = places.iter().map(|place| {
        let known = place.known.iter().map(|known| {
            json!({
                "file": known.topic.kind.file_name(),
                "subject": known.topic.subject.name(),
                "tables": names(&known.tables),
                "from": known.from.to_string(),
                "from_is_first_seen": known.from_is_first_seen,
                "to": known.to.map(|day| day.to_string()),
                "to_is_last_seen": known.to_is_last_seen,
                "grade": known.grade.name(),
            })
        });
        let open = place.open.iter().map(|open| {
            json!({
                "file": open.topic.kind.file_name(),
                "subject": open.topic.subject.name(),
                "tables": names(&open.tables),
                "what": open.what,
                "published_by": open.published,
                "place": open.place.to_string(),
            })
        });
        let missing = place.missing.iter().map(
            |topic| json!({ "file": topic.kind.file_name(), "subject": topic.subject.name() }),
        );
        json!({
            "name": place.name,
            "code": place.code,
            "folder": place.folder,
            "known": known.collect::<Vec<_>>(),
            "not_found": open.collect::<Vec<_>>(),
            "no_rules": missing.collect::<Vec<_>>(),
        })
    });
    let grades = Grade::OF_SOURCES.iter().map(|&grade| {
        let count = all.iter().filter(|one| one.grade == grade).count();
        (grade.name().to_owned(), json!(count))
    });
    let own = json!({
        "places": places.collect::<Vec<_>>(),
        "figures": Json::Object(grades.collect()),
    });
    document("rules list", own)
}
