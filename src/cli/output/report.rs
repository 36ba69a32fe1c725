//! Answers about a person (what is paid in, until when, from which day, when somebody retires): one layout for all of
//! them, as a table, as JSON and as single values.

use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

use crate::cli::messages::{Lang, assumed, money_range, story_title, told_step};
use crate::cli::output::NoteText;
use crate::cli::output::grounds::Grounds;
use crate::cli::output::json::{headed, money, rule_id, rules, source};
use crate::cli::output::paper::{Frame, Grid, Paper, Row, Section, Sentence, Telling, marks};
use crate::cli::output::story;
use crate::engine::bounds::Bounds;
use crate::money::Yuan;
use crate::rules::block::Block;
use crate::rules::claim::Assumed;
use crate::rules::reimburse::Outcome;

/// An answer, ready to be printed in any format.
pub(crate) struct Report<'a> {
    /// The command, as JSON names it.
    pub(crate) command: &'static str,
    /// Who and what was asked about.
    pub(crate) asked: Vec<String>,
    /// What kind of answer it is.
    pub(crate) outcome: Outcome,
    /// Why it is not known.
    pub(crate) reason: Option<String>,
    /// What came out, in the order of printing.
    pub(crate) values: Vec<Value>,
    /// Lists of their own, with the keys under which JSON has them.
    pub(crate) lists: Vec<List>,
    /// How it came about.
    pub(crate) steps: Vec<StepLine>,
    /// How it came about, in sentences; where there are none, each step is one.
    pub(crate) story: Vec<Sentence>,
    /// What was not given.
    pub(crate) assumed: &'a [Assumed],
    /// The keys of `--given` that would complete an unknown answer.
    pub(crate) missing: Vec<String>,
    /// What else there is to say.
    pub(crate) notes: Vec<NoteText>,
    /// What it rests on.
    pub(crate) grounds: Grounds<'a>,
}

/// Where JSON has a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Under {
    /// Under `amounts`.
    Amounts,
    /// Under `dates`.
    Dates,
    /// At the top.
    Top,
}

/// A single value.
pub(crate) struct Value {
    under: Under,
    key: &'static str,
    label: String,
    json: Json,
    text: Option<String>,
}

impl Value {
    /// A sum; `null` where it was not computed.
    pub(crate) fn sum(key: &'static str, label: String, sum: Option<Bounds<Yuan>>) -> Value {
        Value {
            under: Under::Amounts,
            key,
            label,
            json: sum.map_or(Json::Null, money),
            text: sum.map(money_range),
        }
    }

    /// A day, a month, or any other text.
    pub(crate) fn text(
        under: Under,
        key: &'static str,
        label: String,
        text: Option<String>,
    ) -> Value {
        Value {
            under,
            key,
            label,
            json: json!(text),
            text,
        }
    }

    /// The same, with JSON of its own.
    pub(crate) fn with_json(mut self, json: Json) -> Value {
        self.json = json;
        self
    }

    /// A count.
    pub(crate) fn count(key: &'static str, label: String, count: Option<i64>) -> Value {
        Value {
            under: Under::Top,
            key,
            label,
            json: json!(count),
            text: count.map(|count| count.to_string()),
        }
    }
}

/// A list of its own: a table for people, objects for programs. Without a key it is for people alone.
pub(crate) struct List {
    pub(crate) key: &'static str,
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
    pub(crate) json: Vec<Json>,
}

impl List {
    /// The list as a table; one of a single column needs no ruled lines and is none.
    pub(crate) fn grid(&self) -> Option<Grid> {
        let header: Vec<&str> = self.header.iter().map(String::as_str).collect();
        (header.len() != 1).then(|| Grid::new(&header, self.rows.iter().cloned()))
    }
}

/// A step in words and in data.
pub(crate) struct StepLine {
    pub(crate) code: &'static str,
    pub(crate) label: String,
    pub(crate) formula: String,
    pub(crate) operands: Map<String, Json>,
    pub(crate) result: Bounds<Yuan>,
    pub(crate) blocks: Vec<Arc<Block>>,
}

impl Report<'_> {
    /// The answer for people.
    pub(crate) fn paper(&self, lang: Lang, telling: Telling) -> Paper {
        let mut body = Vec::new();
        fn push(body: &mut Vec<Section>, grid: Grid) {
            if !grid.rows.is_empty() {
                body.push(Section::Table(grid));
            }
        }
        push(&mut body, self.values_grid(lang));
        for list in &self.lists {
            if let Some(grid) = list.grid() {
                push(&mut body, grid);
                continue;
            }
            let points: Vec<String> = list.rows.iter().flatten().cloned().collect();
            if let ([title], [_, ..]) = (&list.header[..], &points[..]) {
                body.push(Section::Points(title.clone(), points));
            }
        }
        if telling.steps {
            push(&mut body, self.steps_grid(lang));
        }
        let mut notes = self.all_notes(lang);
        if telling.story {
            let sentences = self.sentences(lang);
            if !sentences.is_empty() {
                body.push(Section::Story(story_title(lang).to_owned(), sentences));
            }
            body.extend(story::grounds_section(&self.grounds, lang));
        }
        if telling.grounds {
            notes.retain(|note| !note.is_of_grounds());
        }
        self.framed(lang, body, notes)
    }

    /// What stands at the head and at the foot of the answer, around something else.
    pub(crate) fn around(&self, lang: Lang, body: Vec<Section>) -> Paper {
        self.framed(lang, body, self.all_notes(lang))
    }

    fn framed(&self, lang: Lang, body: Vec<Section>, notes: Vec<NoteText>) -> Paper {
        let frame = Frame {
            asked: &self.asked,
            outcome: self.outcome,
            reason: self.reason.clone(),
            assumed: self.assumed,
            missing: self.missing.clone(),
            notes,
            grounds: &self.grounds,
        };
        frame.around(lang, body)
    }

    /// The single values that people see.
    pub(crate) fn values_grid(&self, lang: Lang) -> Grid {
        let shown = self.values.iter().filter(|value| !value.label.is_empty());
        let rows = shown.filter_map(|value| {
            Some(Row {
                key: Some(value.key),
                cells: vec![value.label.clone(), value.text.clone()?],
            })
        });
        Grid {
            header: vec![lang.pick("项目", "what").to_owned(), String::new()],
            rows: rows.collect(),
        }
    }

    /// How it came about, in sentences: those of the command, else one a step.
    fn sentences(&self, lang: Lang) -> Vec<Sentence> {
        if !self.story.is_empty() {
            return self.story.clone();
        }
        let steps = self.steps.iter();
        let sentences = steps.map(|step| {
            let result = money_range(step.result);
            Sentence {
                text: told_step(lang, &step.label, &step.formula, &result),
                references: self.grounds.references(step.blocks.iter()),
            }
        });
        sentences.collect()
    }

    /// How it came about, figure by figure.
    fn steps_grid(&self, lang: Lang) -> Grid {
        let header = [
            lang.pick("步骤", "step"),
            lang.pick("算式", "formula"),
            lang.pick("结果", "result"),
            lang.pick("来源", "source"),
        ];
        let rows = self.steps.iter().map(|step| {
            let references = self.grounds.references(step.blocks.iter());
            vec![
                step.label.clone(),
                step.formula.clone(),
                money_range(step.result),
                marks(&references),
            ]
        });
        Grid::new(&header, rows)
    }

    fn all_notes(&self, lang: Lang) -> Vec<NoteText> {
        let own = self.notes.iter().map(|note| NoteText {
            code: note.code,
            text: note.text.clone(),
        });
        self.grounds.notes(lang).into_iter().chain(own).collect()
    }

    /// The answer for programs.
    pub(crate) fn json(&self, lang: Lang) -> Json {
        let under = |under: Under| -> Map<String, Json> {
            let values = self.values.iter().filter(|value| value.under == under);
            values
                .map(|value| (value.key.to_owned(), value.json.clone()))
                .collect()
        };
        let mut own = Map::new();
        own.insert("outcome".to_owned(), json!(self.outcome.name()));
        own.insert(
            "grade".to_owned(),
            json!(self.grounds.grade.map(|grade| grade.name())),
        );
        own.insert("stale".to_owned(), json!(self.grounds.stale));
        own.insert("amounts".to_owned(), Json::Object(under(Under::Amounts)));
        own.insert("dates".to_owned(), Json::Object(under(Under::Dates)));
        own.extend(under(Under::Top));
        for list in self.lists.iter().filter(|list| !list.key.is_empty()) {
            own.insert(list.key.to_owned(), json!(list.json));
        }
        let assumed = self.assumed.iter().map(|one| {
            json!({ "key": one.key, "value": one.value, "text": assumed(lang, one), "otherwise": Json::Null })
        });
        own.insert("assumed".to_owned(), assumed.collect());
        own.insert("missing".to_owned(), json!(self.missing));
        own.insert("reason".to_owned(), json!(self.reason));
        let notes = self.all_notes(lang).into_iter();
        let notes = notes.map(|note| json!({ "code": note.code, "text": note.text }));
        own.insert("notes".to_owned(), notes.collect());
        let steps = self.steps.iter().map(|step| {
            let references = self.grounds.references(step.blocks.iter()).into_iter();
            json!({
                "code": step.code,
                "label": step.label,
                "formula": step.formula,
                "operands": step.operands,
                "result": money(step.result),
                "rule": step.blocks.first().map(|block| rule_id(block)),
                "sources": references.map(|number| self.grounds.sources[number].id.clone()).collect::<Vec<_>>(),
            })
        });
        own.insert("steps".to_owned(), steps.collect());
        own.entry("left").or_insert_with(|| json!([]));
        let sources = self.grounds.sources.iter();
        own.insert(
            "sources".to_owned(),
            sources.map(|one| source(&self.grounds, one)).collect(),
        );
        let read = rules(&self.grounds, self.grounds.blocks.iter());
        own.insert("rules".to_owned(), read);
        headed(self.command, Json::Object(own))
    }
}
