//! Asking for a bill step by step: `yibao reimburse` at a terminal, without a bill. The answers become flags of the
//! command line, which is then read like any other; so the line that is shown is the one that gave the answer.

use std::io::{BufRead, BufReader, Read, Write};

use unicode_width::UnicodeWidthStr;

use crate::cli::Surroundings;
use crate::cli::args::{self, Command, Request};
use crate::cli::failure::Failure;
use crate::cli::messages::{
    Lang, must_be_said, not_taken, opening, question, rules_ask, the_command,
};
use crate::cli::output::paste::folded;
use crate::cli::output::wrap::wrapped;
use crate::cli::reimburse;
use crate::formats::bill::{LARGEST, bill};
use crate::formats::problem::{Place, Problem, What};
use crate::formats::raw::{RawBill, RawField};
use crate::model::keys::{self, Key, Scope, ValueKind};
use crate::model::selector::Selector;
use crate::model::words::{self, Scheme, Visit, Word, shared};
use crate::rules::claim::unknown_region;
use crate::rules::shelf::Shelf;

/// What every bill is asked for, and whether it must be said.
const FIRST: [(&str, bool); 10] = [
    ("region", true),
    ("scheme", true),
    ("visit", true),
    ("hospital", true),
    ("person", true),
    ("on", true),
    ("total", true),
    ("self_funded", false),
    ("over_limit", false),
    ("pre_self_pay", false),
];

/// Whether nothing was said of a bill yet.
pub(crate) fn is_open(request: &Request) -> bool {
    request.file.is_none() && request.fields.is_empty() && request.problems.is_empty()
}

/// Asks until the rules have what they need; the answers are added to the command line.
pub(crate) fn ask<'a>(
    typed: &'a mut Vec<String>,
    request: &Request,
    (stdin, screen): (&'a mut dyn Read, &'a mut dyn Write),
    around: &'a Surroundings,
    lang: Lang,
) -> Result<(), Failure> {
    let shelf = Shelf::new(request.rules.library(around)?);
    let known = request.accepted.profile.fields(Scope::Bill, around)?;
    let mut dialogue = Dialogue {
        typed,
        fields: known.clone(),
        lines: BufReader::new(stdin.take(LARGEST)),
        screen,
        shelf,
        around,
        lang,
    };
    dialogue.say(&opening(lang), 0);
    let is_known = |name: &str| known.iter().any(|field| field.key.name == name);
    let first: Vec<_> = FIRST
        .into_iter()
        .filter(|(name, _)| !is_known(name))
        .collect();
    for (index, (name, needed)) in first.iter().enumerate() {
        if !dialogue.one(name, *needed) {
            let left = first[index..].iter().filter(|(_, needed)| *needed);
            return Err(unsaid(left.map(|(name, _)| *name).collect()));
        }
    }
    dialogue.what_the_rules_ask()?;
    let width = dialogue.width();
    if let Some(line) = folded(dialogue.typed, width, 2) {
        dialogue.put(&format!("\n{}\n{line}\n\n", the_command(lang)));
    }
    Ok(())
}

/// The answers ended before everything was said.
fn unsaid(names: Vec<&'static str>) -> Failure {
    let first = names.first().copied().unwrap_or_default();
    Failure::Bill(vec![Problem {
        place: Place::Flag(first.replace('_', "-")),
        what: What::Missing(names, None),
    }])
}

/// Words with their numbers, in lines of a width.
fn numbered(words: &[&Word], width: usize, lang: Lang) -> String {
    let mut out = String::new();
    let mut column = 0;
    for (index, word) in words.iter().enumerate() {
        let item = format!("{} {}", index + 1, lang.pick(word.zh, word.name));
        let wide = item.width() + 2;
        if column > 0 && column + wide > width {
            out.push('\n');
            column = 0;
        }
        out += "  ";
        out += &item;
        column += wide;
    }
    out + "\n"
}

struct Dialogue<'a> {
    /// The command line so far.
    typed: &'a mut Vec<String>,
    /// What is known of the bill: what the profile says and what was answered.
    fields: Vec<RawField>,
    lines: BufReader<std::io::Take<&'a mut dyn Read>>,
    /// Questions are no answer: they do not go where answers go.
    screen: &'a mut dyn Write,
    shelf: Shelf,
    around: &'a Surroundings,
    lang: Lang,
}

impl Dialogue<'_> {
    /// Asks for what the rules miss, and again for what they do not take.
    fn what_the_rules_ask(&mut self) -> Result<(), Failure> {
        loop {
            let parsed = args::parse(self.typed, self.around.columns, self.lang)?;
            let Command::Reimburse(request) = parsed.command else {
                return Ok(());
            };
            let mut nothing = std::io::empty();
            let tried = reimburse::run(&request, &mut nothing, self.around, self.lang);
            let Err(Failure::Bill(problems)) = tried else {
                return tried.map(|_| ());
            };
            let mut names: Vec<&'static str> = Vec::new();
            for problem in &problems {
                match &problem.what {
                    What::Missing(missing, _) => names.extend(missing),
                    _ => {
                        let said = self.said_at(&problem.place);
                        let Some(name) = said else {
                            return Err(Failure::Bill(problems));
                        };
                        self.say(&not_taken(self.lang, problem), 2);
                        self.forget(name);
                        names.push(name);
                    }
                }
            }
            let asks_more = |problem: &Problem| matches!(problem.what, What::Missing(..));
            if problems.iter().any(asks_more) {
                self.say(&format!("\n{}", rules_ask(self.lang)), 0);
            }
            for (index, name) in names.iter().enumerate() {
                if !self.one(name, true) {
                    return Err(unsaid(names[index..].to_vec()));
                }
            }
        }
    }

    /// The key that was answered at a place.
    fn said_at(&self, place: &Place) -> Option<&'static str> {
        let Place::Flag(flag) = place else {
            return None;
        };
        let mut fields = self.fields.iter();
        let field = fields.find(|field| field.key.flag() == *flag)?;
        self.typed
            .contains(&format!("--{flag}"))
            .then_some(field.key.name)
    }

    fn forget(&mut self, name: &str) {
        self.fields.retain(|field| field.key.name != name);
        let flag = format!("--{}", name.replace('_', "-"));
        if let Some(at) = self.typed.iter().position(|word| *word == flag) {
            self.typed.drain(at..(at + 2).min(self.typed.len()));
        }
    }

    /// Asks for one key until the answer is one; false when there are no more answers.
    fn one(&mut self, name: &str, needed: bool) -> bool {
        let Some(key) = keys::find(Scope::Bill, name) else {
            return true;
        };
        let words = self.words(&key);
        self.say(
            &format!("\n{}", question(self.lang, name, self.around.today)),
            2,
        );
        if !words.is_empty() {
            let shown = numbered(&words, self.width(), self.lang);
            self.put(&shown);
        }
        loop {
            self.put("> ");
            let Some(text) = self.line() else {
                self.put("\n");
                return false;
            };
            let text = match text.trim() {
                "" if name == "on" => self.around.today.to_string(),
                "" if needed => {
                    self.say(must_be_said(self.lang), 2);
                    continue;
                }
                "" => return true,
                text => self.meant(&words, text),
            };
            let place = Place::Flag(key.flag());
            let field = RawField {
                key,
                text,
                place: place.clone(),
            };
            match self.wrong(&field) {
                None => {
                    self.typed.push(format!("--{}", key.flag()));
                    self.typed.push(field.text.clone());
                    self.fields.push(field);
                    return true;
                }
                Some(problem) => self.say(&not_taken(self.lang, &problem), 2),
            }
        }
    }

    /// The words that can be chosen by number.
    fn words(&self, key: &Key) -> Vec<&'static Word> {
        match key.kind {
            // Care around a birth has a command of its own.
            ValueKind::Word(Selector::Visit) => Visit::WORDS
                .iter()
                .filter(|word| {
                    let of_birth = [Visit::Delivery, Visit::Antenatal, Visit::FamilyPlanning];
                    !of_birth.iter().any(|visit| visit.name() == word.name)
                })
                .collect(),
            ValueKind::Word(Selector::Person) => match self.scheme() {
                Some(scheme) => words::persons_of(scheme).collect(),
                None => shared(Selector::Person).iter().collect(),
            },
            ValueKind::Word(selector) => shared(selector).iter().collect(),
            _ => Vec::new(),
        }
    }

    fn scheme(&self) -> Option<Scheme> {
        let field = self
            .fields
            .iter()
            .find(|field| field.key.name == "scheme")?;
        let word = words::find(Selector::Scheme, field.text.trim())?;
        Scheme::from_name(word.name)
    }

    /// A number of the list is its word, another form of a word the word itself; anything else stands as it is.
    fn meant(&self, words: &[&'static Word], text: &str) -> String {
        let number = text
            .parse::<usize>()
            .ok()
            .filter(|_| !text.starts_with('0'));
        let numbered = number.and_then(|number| words.get(number.checked_sub(1)?));
        let word = numbered.or_else(|| words.iter().find(|word| word.is(text)));
        word.map_or(text, |word| self.lang.pick(word.zh, word.name))
            .to_owned()
    }

    /// What is wrong with an answer, as far as it can be told before all are given.
    fn wrong(&self, field: &RawField) -> Option<Problem> {
        if field.key.name == "region" {
            let found = self.shelf.find_region(field.text.trim());
            return found.err().map(|near| Problem {
                place: field.place.clone(),
                what: unknown_region(&field.text, near),
            });
        }
        let person = words::find(Selector::Person, field.text.trim());
        if let (Some(scheme), Some(person), "person") = (self.scheme(), person, field.key.name)
            && !words::persons_of(scheme).any(|word| word == person)
        {
            let person = person.name.to_owned();
            return Some(Problem {
                place: field.place.clone(),
                what: What::PersonOfScheme { person, scheme },
            });
        }
        let mut raw = RawBill::default();
        raw.fields.clone_from(&self.fields);
        raw.fields.push(field.clone());
        let mut problems = bill(&raw, Vec::new()).err()?.into_iter();
        problems.find(|problem| {
            problem.place == field.place && !matches!(problem.what, What::Missing(..))
        })
    }

    /// The next line, without its end; nothing when there is none.
    fn line(&mut self) -> Option<String> {
        let mut bytes = Vec::new();
        match self.lines.read_until(b'\n', &mut bytes) {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        }
    }

    fn width(&self) -> usize {
        self.around.columns.unwrap_or(100).clamp(40, 120)
    }

    fn say(&mut self, text: &str, indent: usize) {
        let (blank, text) = match text.strip_prefix('\n') {
            Some(rest) => ("\n", rest),
            None => ("", text),
        };
        let text = wrapped(text, self.width(), indent);
        self.put(&format!("{blank}{}\n", text.trim_end()));
    }

    fn put(&mut self, text: &str) {
        // Where nothing can be shown nobody answers either: the next line does not come.
        let _ = self.screen.write_all(text.as_bytes());
        let _ = self.screen.flush();
    }
}
