//! What was read so far, and which block governs a table on a day. Only the files that are asked for are read.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use toml::de::DeTable;

use crate::model::words::Scheme;
use crate::rules::block::{Block, Body};
use crate::rules::library::Library;
use crate::rules::problem::{Problem, What, nearest};
use crate::rules::read::{self, Reader, Region};
use crate::rules::source::Source;
use crate::rules::table::{FileKind, Home, TableName};
use crate::rules::text::Text;

/// A region that was found: its folder in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// `cn/xinjiang/urumqi`.
    pub path: String,
    /// The official code, or the slug.
    pub code: String,
    /// The name in Chinese.
    pub name: String,
}

impl Folder {
    /// The folder's own name, by which `pool` selects it.
    pub fn slug(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// The folder and its parents, nearest first.
    pub fn chain(&self) -> impl Iterator<Item = &str> {
        chain(&self.path)
    }

    /// The province: the folder right under the nation.
    pub fn province(&self) -> &str {
        let mut cuts = self.path.match_indices('/').map(|(at, _)| at);
        cuts.nth(1).map_or(&self.path, |end| &self.path[..end])
    }
}

fn chain(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| {
        path.rsplit_once('/').map(|(parent, _)| parent)
    })
}

/// Which block answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// This one; the blocks that led to it by `follows` come before it.
    Block(Arc<Block>, Vec<Arc<Block>>),
    /// No folder on the way up has the table.
    Absent,
    /// A folder has the table, but not for the day.
    NotOnDay {
        /// The last block before the day.
        before: Option<Arc<Block>>,
        /// The first block after the day.
        after: Option<Arc<Block>>,
    },
}

/// One rule file, read.
#[derive(Debug, Default)]
struct Shelved {
    blocks: Vec<Arc<Block>>,
    region: Option<Region>,
    sources: Vec<Arc<Source>>,
}

/// The rule files that were read.
#[derive(Debug)]
pub struct Shelf {
    library: Library,
    files: RefCell<BTreeMap<(String, FileKind), Arc<Shelved>>>,
    problems: RefCell<Vec<Problem>>,
    files_read: Cell<usize>,
}

impl Shelf {
    /// An empty shelf over a library.
    pub fn new(library: Library) -> Shelf {
        Shelf {
            library,
            files: RefCell::default(),
            problems: RefCell::default(),
            files_read: Cell::new(0),
        }
    }

    /// The library it reads from.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// What was wrong with the files read so far, by place.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = self.problems.borrow().clone();
        sort(&mut problems);
        problems
    }

    /// How many files were parsed.
    pub fn files_read(&self) -> usize {
        self.files_read.get()
    }

    pub(crate) fn report(&self, problem: Problem) {
        let mut problems = self.problems.borrow_mut();
        if !problems.contains(&problem) {
            problems.push(problem);
        }
    }

    /// The blocks of one file of a folder, in the order of the file.
    pub fn blocks(&self, folder: &str, kind: FileKind) -> Vec<Arc<Block>> {
        self.file(folder, kind).blocks.clone()
    }

    /// The source of that id, as a block in `folder` sees it: its own folder's and those above.
    pub fn source(&self, folder: &str, id: &str) -> Option<Arc<Source>> {
        chain(folder).find_map(|folder| {
            let file = self.file(folder, FileKind::Sources);
            file.sources.iter().find(|source| source.id == id).cloned()
        })
    }

    /// The sources of a folder's own file.
    pub fn sources(&self, folder: &str) -> Vec<Arc<Source>> {
        self.file(folder, FileKind::Sources).sources.clone()
    }

    pub(crate) fn region(&self, folder: &str) -> Option<Region> {
        self.file(folder, FileKind::Region).region.clone()
    }

    fn file(&self, folder: &str, kind: FileKind) -> Arc<Shelved> {
        let key = (folder.to_owned(), kind);
        if let Some(file) = self.files.borrow().get(&key) {
            return Arc::clone(file);
        }
        let mut shelved = Shelved::default();
        for text in self.library.read(folder, kind.file_name()) {
            match text {
                Ok(text) => self.read(folder, kind, text, &mut shelved),
                Err(problem) => self.report(problem),
            }
        }
        let shelved = Arc::new(shelved);
        self.files.borrow_mut().insert(key, Arc::clone(&shelved));
        shelved
    }

    fn read(&self, folder: &str, kind: FileKind, text: Arc<Text>, into: &mut Shelved) {
        self.files_read.set(self.files_read.get() + 1);
        let mut reader = Reader::new(Arc::clone(&text));
        let (root, errors) = DeTable::parse_recoverable(&text.text);
        reader.syntax(&errors);
        let root = root.get_ref();
        match kind {
            FileKind::Sources => {
                into.sources.extend(
                    read::read_sources(root, &mut reader)
                        .into_iter()
                        .map(Arc::new),
                );
            }
            FileKind::Region => {
                let region = read::read_region(root, &mut reader);
                let words = region
                    .as_ref()
                    .map(|region| region.words.clone())
                    .unwrap_or_default();
                let header = read::HEADER;
                let blocks = read::read_blocks(root, kind, &header, &words, &mut reader);
                into.blocks.extend(blocks.into_iter().map(Arc::new));
                into.region = into.region.take().or(region);
            }
            _ => {
                self.head(folder, kind, root, &mut reader);
                let words = self.declared(folder);
                let header: &[&str] = match kind {
                    FileKind::Common => &["region"],
                    _ => &["region", "scheme"],
                };
                let blocks = read::read_blocks(root, kind, header, &words, &mut reader);
                into.blocks.extend(blocks.into_iter().map(Arc::new));
            }
        }
        for problem in reader.problems {
            self.report(problem);
        }
    }

    /// The first lines of a file: `region` must be the folder's own code, `scheme` the file's own name.
    fn head(&self, folder: &str, kind: FileKind, root: &DeTable<'_>, reader: &mut Reader) {
        let code = self.region(folder).map(|region| region.code);
        match (root.get("region"), code) {
            (None, _) => reader.report(0..0, What::MissingKey("region")),
            (Some(item), Some(code)) if item.get_ref().as_str() != Some(&code) => {
                reader.report(item.span(), What::NotThisFolder { code });
            }
            _ => {}
        }
        if kind == FileKind::Common {
            return;
        }
        let name = kind.file_name().trim_end_matches(".toml");
        match root.get("scheme") {
            None => reader.report(0..0, What::MissingKey("scheme")),
            Some(item) if item.get_ref().as_str() != Some(name) => {
                let code = name.to_owned();
                reader.report(item.span(), What::NotThisFolder { code });
            }
            Some(_) => {}
        }
    }

    /// The words that regions on the way up add.
    pub(crate) fn declared(&self, folder: &str) -> read::DeclaredWords {
        let mut words = read::DeclaredWords::default();
        for folder in chain(folder) {
            if let Some(region) = self.region(folder) {
                words.extend(&region.words);
            }
        }
        words
    }

    /// The region that a name, short name, code or folder name stands for. A county may be written without its last
    /// word (于田 for 于田县), or behind the name of its pool (乌鲁木齐市天山区).
    ///
    /// # Errors
    /// The nearest names, when there is none.
    pub fn find_region(&self, name: &str) -> Result<Folder, Vec<String>> {
        let name = plain(name);
        let folders = self.library.folders();
        let slug = |folder: &str| folder.rsplit('/').next().unwrap_or_default() == name;
        // Only files in whose text the name stands are parsed.
        let holds = |folder: &&String| {
            let file = FileKind::Region.file_name();
            let mut texts = self.library.read(folder, file).into_iter().flatten();
            texts.any(|text| text.text.contains(&name))
        };
        let by_slug = folders.iter().find(|folder| slug(folder));
        for folder in by_slug.into_iter().chain(folders.iter().filter(holds)) {
            if let Some(region) = self.region(folder)
                && (slug(folder) || region.is_called(&name))
            {
                return Ok(region.at(folder));
            }
        }
        let mut known: Vec<String> = Vec::new();
        let mut longer = Vec::new();
        for folder in &folders {
            known.extend(folder.rsplit('/').next().map(str::to_owned));
            if let Some(region) = self.region(folder) {
                if region.is_meant_by(&name) {
                    longer.push(region.at(folder));
                }
                known.extend(region.names.into_iter().map(|(name, _)| name));
            }
        }
        match longer.pop() {
            Some(folder) if longer.is_empty() => Ok(folder),
            _ => Err(nearest(&name, known.iter().map(String::as_str))),
        }
    }

    /// The block that governs a table of a folder on a day.
    ///
    /// The nearest folder that has the table owns it, whole. Before its first block, if that block's start is stated,
    /// the table did not exist there yet and the parent answers; in every other case without a block for the day
    /// nothing answers. A folder never falls back to its parent in silence.
    pub fn find(&self, folder: &str, scheme: Scheme, table: TableName, day: NaiveDate) -> Found {
        let mut led = Vec::new();
        self.follow(folder, scheme, table, day, &mut led)
    }

    fn follow(
        &self,
        folder: &str,
        scheme: Scheme,
        table: TableName,
        day: NaiveDate,
        led: &mut Vec<Arc<Block>>,
    ) -> Found {
        // 灵活就业 is a way of joining 职工医保: what no flexible.toml on the way up has stands in employee.toml.
        let flexible = FileKind::Scheme(Scheme::Flexible);
        let kind = match table.home() {
            Home::Scheme
                if scheme == Scheme::Flexible
                    && !chain(folder).any(|folder| self.has(folder, flexible, table)) =>
            {
                FileKind::Scheme(Scheme::Employee)
            }
            Home::Scheme => FileKind::Scheme(scheme),
            Home::Catastrophic => FileKind::Catastrophic,
            Home::Maternity => FileKind::Maternity,
            Home::Common => FileKind::Common,
            Home::Region => FileKind::Region,
        };
        for step in chain(folder) {
            let blocks = self.blocks_of(step, kind, table);
            let Some(first) = blocks.first() else {
                continue;
            };
            let Some(block) = blocks.iter().find(|block| block.governs(day)) else {
                if day < first.from && !first.from_is_first_seen {
                    continue;
                }
                return Found::NotOnDay {
                    before: blocks.iter().rfind(|block| block.from <= day).cloned(),
                    after: blocks.iter().find(|block| block.from > day).cloned(),
                };
            };
            match &block.body {
                Body::FollowsParent => {
                    led.push(Arc::clone(block));
                    continue;
                }
                Body::Follows(target, place) => {
                    if led.iter().any(|known| Arc::ptr_eq(known, block)) {
                        self.report(Problem {
                            place: place.clone(),
                            what: What::Cycle(vec![table.to_string(), target.to_string()]),
                        });
                        return Found::Absent;
                    }
                    led.push(Arc::clone(block));
                    return self.follow(folder, scheme, *target, day, led);
                }
                _ => return Found::Block(Arc::clone(block), std::mem::take(led)),
            }
        }
        match led.pop() {
            Some(block) => Found::NotOnDay {
                before: Some(block),
                after: None,
            },
            None => Found::Absent,
        }
    }

    fn has(&self, folder: &str, kind: FileKind, table: TableName) -> bool {
        self.file(folder, kind)
            .blocks
            .iter()
            .any(|block| block.table == table)
    }

    /// The blocks of a table in one folder, earliest first. A user's file owns the table before the built-in one.
    pub(crate) fn blocks_of(
        &self,
        folder: &str,
        kind: FileKind,
        table: TableName,
    ) -> Vec<Arc<Block>> {
        let file = self.file(folder, kind);
        let of_table = || file.blocks.iter().filter(|block| block.table == table);
        let Some(owner) = of_table().next().map(|block| block.place.text.clone()) else {
            return Vec::new();
        };
        let owned = of_table().filter(|block| Arc::ptr_eq(&block.place.text, &owner));
        let mut blocks: Vec<_> = owned.cloned().collect();
        blocks.sort_by_key(|block| block.from);
        blocks
    }
}

/// A name as it was meant: full-width letters and digits made narrow, capitals made small.
fn plain(name: &str) -> String {
    name.trim()
        .chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            _ => c,
        })
        .collect::<String>()
        .to_ascii_lowercase()
}

/// The last words of names of places.
const KINDS: [&str; 8] = ["县", "市", "区", "地区", "州", "自治县", "自治州", "省"];

impl Region {
    fn at(&self, folder: &str) -> Folder {
        Folder {
            path: folder.to_owned(),
            code: self.code.clone(),
            name: self.name.clone(),
        }
    }

    fn is_called(&self, name: &str) -> bool {
        self.names.iter().any(|(known, _)| known == name)
    }

    fn is_meant_by(&self, name: &str) -> bool {
        let without_kind = |known: &str| {
            let rest = known.strip_prefix(name);
            rest.is_some_and(|kind| KINDS.contains(&kind))
        };
        let behind_another = |known: &str| {
            let rest = name.strip_suffix(known);
            rest.is_some_and(|rest| self.is_called(rest))
        };
        let mut names = self.names.iter();
        names.any(|(known, _)| without_kind(known) || behind_another(known))
    }
}

/// Problems in the order of their places.
pub(crate) fn sort(problems: &mut [Problem]) {
    problems.sort_by(|a, b| {
        let key = |problem: &Problem| (problem.place.text.path.clone(), problem.place.span.start);
        key(a).cmp(&key(b))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_province_is_the_folder_under_the_nation() {
        let folder = |path: &str| Folder {
            path: path.into(),
            code: String::new(),
            name: String::new(),
        };
        assert_eq!(folder("cn/xinjiang/urumqi").province(), "cn/xinjiang");
        assert_eq!(folder("cn/beijing").province(), "cn/beijing");
        assert_eq!(folder("cn").province(), "cn");
        let urumqi = folder("cn/xinjiang/urumqi");
        assert_eq!(
            urumqi.chain().collect::<Vec<_>>(),
            ["cn/xinjiang/urumqi", "cn/xinjiang", "cn"]
        );
    }
}
