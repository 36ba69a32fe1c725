//! The commands about a person: what is paid in, until when, from which day cover begins, when somebody retires, what is
//! paid for a birth.

pub(crate) mod command;
mod contribute;
mod deadline;
mod guide;
mod ics;
mod maternity;
mod retire;
mod table;
mod wait;

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::cli::Surroundings;
use crate::cli::args::{Accepted, Output};
use crate::cli::failure::{Failure, Usage};
use crate::cli::given;
use crate::cli::mend;
use crate::cli::messages::{Lang, note, word_name};
use crate::cli::output::get;
use crate::cli::output::json::document_of;
use crate::cli::output::paper::Telling;
use crate::cli::output::report::Report;
use crate::cli::output::workbook;
use crate::cli::read::{self, How};
use crate::cli::rule_folders::RuleFolders;
use crate::cli::write;
use crate::formats::history::{self, Stint};
use crate::formats::person::person;
use crate::formats::problem::{Place, Problem};
use crate::formats::raw::{RawBill, RawField};
use crate::model::keys::Scope;
use crate::model::person::{Period, Person};
use crate::model::selector::Selector;
use crate::model::words::Scheme;
use crate::rules;
use crate::rules::claim::{AtKey, unknown_region};
use crate::rules::govern::Policy;
use crate::rules::guide::{TOPICS, Topic};
use crate::rules::note::Note;
use crate::rules::region::Folder;
use crate::rules::reimburse::Outcome;
use crate::rules::shelf::Shelf;

/// Which command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What is paid in.
    Contribute,
    /// Until when.
    Deadline,
    /// From which day.
    Wait,
    /// When somebody retires.
    Retire,
    /// What is paid for a birth.
    Maternity,
    /// How something is done.
    Guide,
}

impl Kind {
    /// The command, as JSON names it.
    fn name(self) -> &'static str {
        let found = command::NAMES.iter().find(|(_, _, kind)| *kind == self);
        found.map_or("", |(name, _, _)| name)
    }

    /// What a table of people gets for each.
    fn columns(self) -> &'static [&'static str] {
        match self {
            Kind::Contribute => &[
                "outcome",
                "grade",
                "base",
                "monthly",
                "yearly",
                "individual",
                "employer",
                "subsidy",
                "assistance",
                "account_credit",
                "reason",
            ],
            Kind::Deadline => &[
                "outcome",
                "grade",
                "stage",
                "dates.due",
                "days_left",
                "price_now",
                "reason",
            ],
            Kind::Wait => &["outcome", "grade", "dates.covered_from", "reason"],
            Kind::Guide => &["outcome", "grade", "reason"],
            Kind::Retire => &[
                "outcome",
                "grade",
                "dates.retirement_month",
                "months_required",
                "months_missing",
                "price",
                "reason",
            ],
            Kind::Maternity => &[
                "outcome",
                "grade",
                "delivery",
                "antenatal",
                "family_planning",
                "allowance",
                "days",
                "months_missing",
                "dates.eligible_from",
                "reason",
            ],
        }
    }
}

impl Request {
    fn json(&self) -> bool {
        self.output == Output::Json
    }
}

/// What only some of the commands take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    /// `--check`: no answer, only the exit status.
    pub(crate) check: bool,
    /// `--late-ok`: paying late counts too.
    pub(crate) late_ok: bool,
    /// `--within`: the last day is at most so many days away.
    pub(crate) within: Option<i64>,
    /// `--all`: every deadline of the place that is open or to come.
    pub(crate) all: bool,
    /// The procedure that is asked for.
    pub(crate) topic: Option<String>,
    /// `--history`: a file of earlier cover.
    pub(crate) history: Option<String>,
    /// `--ics`: where calendar entries are written.
    pub(crate) ics: Option<String>,
}

/// A checked request about a person.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) kind: Kind,
    /// How files are read.
    pub(crate) how: How,
    /// A table of people, or `-`.
    pub(crate) file: Option<String>,
    pub(crate) asked: Asked,
    /// What flags say of the person.
    pub(crate) fields: Vec<RawField>,
    /// What is wrong with those flags.
    pub(crate) problems: Vec<Problem>,
    /// Which rules answer.
    pub(crate) rules: RuleFolders,
    /// What is accepted as an answer.
    pub(crate) accepted: Accepted,
    /// How the answer is printed.
    pub(crate) output: Output,
    /// Whether it is told in sentences.
    pub(crate) explain: bool,
}

/// A shelf, a person, a day: what each command answers from.
struct Desk<'a> {
    shelf: &'a Shelf,
    person: &'a Person,
    /// The day of payment, or today.
    on: NaiveDate,
    today: NaiveDate,
    lang: Lang,
}

/// An answer with its status.
type Answered<'a> = (Report<'a>, u8);

/// What goes to stdout, what to stderr, and the exit status.
type Said = (Vec<u8>, String, u8);

/// Answers and prints: what goes to stdout, what to stderr, and the exit status.
pub(crate) fn run(
    request: &Request,
    stdin: &mut dyn Read,
    around: &Surroundings,
    lang: Lang,
) -> Result<Said, Failure> {
    let policy = Policy {
        extend: request.accepted.extend,
        min_grade: request.accepted.min_grade,
        fresh_on: request.accepted.fresh.then_some(around.today),
    };
    let office = Office {
        request,
        around,
        lang,
        rules: Shelf::new(request.rules.library(around)?).with(policy, Vec::new()),
        history: match &request.asked.history {
            Some(file) => Some(earlier(file, &request.how, stdin)?),
            None => None,
        },
    };
    office.places_of_history()?;
    if let Some(file) = &request.file {
        // The people of a table are not the person of a profile.
        if request.accepted.profile.file.is_some() {
            let people = lang.pick("名单", "PEOPLE").to_owned();
            let both = Usage::Together("--profile".to_owned(), people);
            return Err(Failure::Usage(both));
        }
        let done = table::run(request, file, stdin, (lang, around.today), |raw| {
            office.row(raw)
        })?;
        return Ok((done.out, done.said, done.status));
    }
    let mut raw = RawBill {
        fields: request.fields.clone(),
        ..RawBill::default()
    };
    raw.lay_under(&request.accepted.profile.fields(Scope::Person, around)?);
    if request.kind == Kind::Guide && request.asked.topic.is_none() {
        let topics = guide::topics(lang, around.columns);
        return Ok((topics.into_bytes(), String::new(), 0));
    }
    if request.asked.all {
        return office.every_deadline(&raw);
    }
    let (out, status) = office.ask(&raw, request.problems.clone(), |report, status| {
        if request.asked.check {
            return Ok((Vec::new(), status));
        }
        let out = match &request.output {
            Output::Csv => {
                let columns = request.kind.columns();
                table::one(&raw.fields, &report.json(lang), columns)?.into_bytes()
            }
            Output::Workbook => workbook::report(report, lang)?,
            look @ Output::Table if status == 4 => {
                let typed = &request.accepted.typed;
                let telling = Telling::of(look, request.explain);
                let text = report.paper(lang, telling).print(look, around);
                mend::with_more(&text, lang, typed, &report.missing, around.columns).into_bytes()
            }
            look @ (Output::Table | Output::Markdown | Output::Html) => {
                let telling = Telling::of(look, request.explain);
                report.paper(lang, telling).print(look, around).into_bytes()
            }
            Output::Json => document_of(&report.json(lang)).into_bytes(),
            Output::Get(keys) => get::render(&report.json(lang), keys)?.into_bytes(),
        };
        Ok((out, status))
    })?;
    Ok((out, String::new(), status))
}

/// Reads a file of earlier cover.
fn earlier(file: &str, how: &How, stdin: &mut dyn Read) -> Result<(Arc<str>, Vec<Stint>), Failure> {
    let read = read::table(file, how, stdin).map_err(|problem| Failure::Bill(vec![problem]))?;
    let (source, format) = read;
    let name = source.name.as_str().into();
    let stints = history::read(source, format, &how.hints).map_err(Failure::Bill)?;
    Ok((name, stints))
}

/// Where people are answered, one after the other.
struct Office<'a> {
    request: &'a Request,
    around: &'a Surroundings,
    lang: Lang,
    /// The rules, read once for everybody.
    rules: Shelf,
    /// Earlier cover, with the file that says so.
    history: Option<(Arc<str>, Vec<Stint>)>,
}

impl Office<'_> {
    /// Every place of the history is one that there is.
    fn places_of_history(&self) -> Result<(), Failure> {
        let Some((file, stints)) = &self.history else {
            return Ok(());
        };
        let problems = stints.iter().filter_map(|stint| {
            let name = stint.region.as_deref()?;
            let near = self.rules.find_region(name).err()?;
            let place = Place::Row {
                file: Arc::clone(file),
                row: stint.row,
            };
            let what = unknown_region(name, near);
            Some(Problem { place, what })
        });
        let problems: Vec<Problem> = problems.collect();
        if problems.is_empty() {
            Ok(())
        } else {
            Err(Failure::Bill(problems))
        }
    }

    /// The answer of one row of a table; what is wrong with the row is no failure of the whole.
    fn row(&self, raw: &RawBill) -> Result<table::Row, Failure> {
        let problems = self.request.problems.clone();
        let asked = self.ask(raw, problems, |report, _| Ok(report.json(self.lang)));
        match asked {
            Ok(answer) => Ok(table::Row::Answer(answer)),
            Err(Failure::Bill(problems)) => Ok(table::Row::Rejected(problems)),
            Err(failure) => Err(failure),
        }
    }

    /// Every deadline of a place that is open or to come on the day.
    fn every_deadline(&self, raw: &RawBill) -> Result<Said, Failure> {
        let (request, lang) = (self.request, self.lang);
        let person = person(raw, request.problems.clone()).map_err(Failure::Bill)?;
        let on = person.on.unwrap_or(self.around.today);
        let answers = rules::deadline::every(&self.rules, &person, on).map_err(|problems| {
            let problems = problems.into_iter().map(|(key, what)| Problem {
                place: Place::Flag(key.replace('_', "-")),
                what,
            });
            Failure::Bill(problems.collect())
        })?;
        let broken = self.rules.problems();
        if !broken.is_empty() {
            return Err(Failure::Rules(broken));
        }
        if let Some(path) = &request.asked.ics {
            write::whole(Path::new(path), ics::calendar(lang, &answers))?;
        }
        let status = if answers.is_empty() { 4 } else { 0 };
        let out = deadline::list(lang, &answers, &request.output, self.around)?;
        Ok((out, String::new(), status))
    }

    /// Asks the rules about a person, and hands the report on.
    fn ask<T>(
        &self,
        raw: &RawBill,
        problems: Vec<Problem>,
        print: impl Fn(&Report<'_>, u8) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let (request, around) = (self.request, self.around);
        let mut person = person(raw, problems).map_err(Failure::Bill)?;
        if let Some((file, stints)) = &self.history {
            let on = person.on.unwrap_or(around.today);
            history::tell(&mut person, stints, file, on).map_err(Failure::Bill)?;
        }
        let scheme = person.word(Selector::Scheme).and_then(Scheme::from_name);
        let given = given::figures(&request.accepted.given, scheme, around.today)?;
        let shelf = self.rules.giving(given);
        let desk = Desk {
            shelf: &shelf,
            person: &person,
            on: person.on.unwrap_or(around.today),
            today: around.today,
            lang: self.lang,
        };
        let failed = |problems: Vec<AtKey>| {
            let broken = shelf.problems();
            if !broken.is_empty() {
                return Failure::Rules(broken);
            }
            let at = |name: &str| match raw.get(name) {
                Some(field) => field.place.clone(),
                None => Place::Flag(name.replace('_', "-")),
            };
            let problems = problems.into_iter().map(|(key, what)| Problem {
                place: at(key),
                what,
            });
            Failure::Bill(problems.collect())
        };
        let sound = || match shelf.problems() {
            problems if problems.is_empty() => Ok(()),
            problems => Err(Failure::Rules(problems)),
        };
        match request.kind {
            Kind::Contribute => {
                let answer = rules::contribute::contribute(&shelf, &person).map_err(failed)?;
                sound()?;
                let (report, status) = contribute::report(&desk, &answer);
                print(&report, status)
            }
            Kind::Deadline => {
                let answer = rules::deadline::deadline(&shelf, &person, desk.on).map_err(failed)?;
                sound()?;
                if let Some(path) = &request.asked.ics {
                    let text = ics::calendar(self.lang, std::slice::from_ref(&answer));
                    write::whole(Path::new(path), &text)?;
                }
                let (report, status) = deadline::report(&desk, &answer, &request.asked);
                print(&report, status)
            }
            Kind::Wait => {
                let answer = rules::wait::wait(&shelf, &person, desk.on).map_err(failed)?;
                sound()?;
                let (report, status) = wait::report(&desk, &answer, &request.asked);
                print(&report, status)
            }
            Kind::Guide => {
                let asked = request.asked.topic.as_deref().unwrap_or_default();
                let Some(topic) = Topic::find(asked) else {
                    let known = TOPICS.map(|topic| self.lang.pick(topic.zh, topic.name).to_owned());
                    let usage =
                        Usage::Value("yibao guide".to_owned(), asked.to_owned(), known.into());
                    return Err(Failure::Usage(usage));
                };
                let answer =
                    rules::guide::guide(&shelf, topic, &person, desk.on).map_err(failed)?;
                sound()?;
                let (report, status) = guide::report(&desk, &answer);
                print(&report, status)
            }
            Kind::Retire => {
                let answer = rules::retire::retire(&shelf, &person, desk.on).map_err(failed)?;
                sound()?;
                let (report, status) = retire::report(&desk, &answer);
                print(&report, status)
            }
            Kind::Maternity => {
                let answer =
                    rules::maternity::maternity(&shelf, &person, around.today).map_err(failed)?;
                sound()?;
                let (report, status) = maternity::report(&desk, &answer);
                print(&report, status)
            }
        }
    }
}

/// The status of an answer that was asked for without a condition.
fn status(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Unknown => 4,
        _ => 0,
    }
}

/// Who is asked about, where and when.
fn head(desk: &Desk<'_>, folder: &Folder, scheme: &str, period: Option<Period>) -> Vec<String> {
    let lang = desk.lang;
    let mut asked = vec![folder.asked(), word_name(lang, Selector::Scheme, scheme)];
    for selector in [
        Selector::Person,
        Selector::Mode,
        Selector::Aid,
        Selector::Sex,
        Selector::Entry,
        Selector::Stage,
    ] {
        let word = desk.person.word(selector);
        asked.extend(word.map(|word| word_name(lang, selector, word)));
    }
    asked.extend(period.map(|period| match period {
        Period::Month(month) => month.to_string(),
        Period::Year(year) => year.to_string(),
        Period::Span(from, to) => format!("{from} – {to}"),
    }));
    asked
}

/// Why something is not known, in words.
fn reasons(lang: Lang, notes: &[Note]) -> Option<String> {
    let reasons: Vec<String> = notes.iter().map(|one| note(lang, one)).collect();
    (!reasons.is_empty()).then(|| reasons.join(lang.pick("；", "; ")))
}

/// The keys of `--given` that would complete an unknown answer.
fn missing(outcome: Outcome, notes: &[Note]) -> Vec<String> {
    if outcome != Outcome::Unknown {
        return Vec::new();
    }
    let mut keys: Vec<String> = Vec::new();
    for note in notes {
        keys.extend(given::keys_for(note.table()));
    }
    keys.dedup();
    keys
}
