//! What was read so far. Only the files that are asked for are read.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use toml::de::DeTable;

use crate::rules::block::Block;
use crate::rules::file::FileKind;
use crate::rules::given::Given;
use crate::rules::govern::Policy;
use crate::rules::library::Library;
use crate::rules::problem::{Problem, What};
use crate::rules::read::{self, NotFound, Reader, Region};
use crate::rules::source::Source;
use crate::rules::table::TableName;
use crate::rules::text::Text;

/// A folder and its parents, nearest first.
pub(crate) fn chain(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| {
        path.rsplit_once('/').map(|(parent, _)| parent)
    })
}

/// One rule file, read.
#[derive(Debug, Default)]
struct Shelved {
    blocks: Vec<Arc<Block>>,
    region: Option<Region>,
    sources: Vec<Arc<Source>>,
    /// What was looked for in vain.
    not_found: Vec<NotFound>,
    /// The ids of its sources, those with them that could not be read whole.
    source_ids: Vec<String>,
    /// Its tables that could not be read whole.
    broken: BTreeSet<TableName>,
    /// Whether any of its tables may have been lost.
    is_broken: bool,
}

/// What an answer leaned on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace {
    /// The blocks that governed a table it asked for.
    pub(crate) blocks: Vec<Arc<Block>>,
    /// Tables it asked for that have a problem of their own.
    pub(crate) broken: BTreeSet<TableName>,
}

impl Shelved {
    fn take(&mut self, read: read::ReadBlocks) {
        self.blocks.extend(read.blocks.into_iter().map(Arc::new));
        self.broken.extend(read.broken);
    }
}

/// What was read of each file, by its folder and kind.
type Files = BTreeMap<(String, FileKind), Arc<Shelved>>;

/// The rule files that were read.
#[derive(Debug)]
pub struct Shelf {
    library: Library,
    folders: OnceCell<Arc<[String]>>,
    files: Rc<RefCell<Files>>,
    broken: RefCell<BTreeSet<(String, FileKind, TableName)>>,
    trace: Rc<RefCell<Trace>>,
    problems: RefCell<Vec<Problem>>,
    files_read: Cell<usize>,
    policy: Policy,
    given: BTreeMap<TableName, Given>,
    extended: RefCell<Vec<Arc<Block>>>,
}

impl Shelf {
    /// An empty shelf over a library.
    pub fn new(library: Library) -> Shelf {
        Shelf {
            library,
            folders: OnceCell::new(),
            files: Rc::default(),
            broken: RefCell::default(),
            trace: Rc::default(),
            problems: RefCell::default(),
            files_read: Cell::new(0),
            policy: Policy::default(),
            given: BTreeMap::new(),
            extended: RefCell::default(),
        }
    }

    /// The same shelf with what the user accepts and with figures of his own.
    pub fn with(mut self, policy: Policy, given: Vec<Given>) -> Shelf {
        self.policy = policy;
        self.given = given
            .into_iter()
            .map(|given| (given.block.table, given))
            .collect();
        self
    }

    /// Whether every figure comes from the files.
    pub(crate) fn has_nothing_given(&self) -> bool {
        self.given.is_empty()
    }

    /// What the user accepts.
    pub fn policy(&self) -> Policy {
        self.policy
    }

    /// The user's own figure for a table.
    pub(crate) fn given(&self, table: TableName) -> Option<Arc<Block>> {
        self.given.get(&table).map(|given| Arc::clone(&given.block))
    }

    /// The user's own figures that none of these blocks is.
    pub fn unread_given(&self, read: &[Arc<Block>]) -> Vec<String> {
        let unread = self.given.values().filter(|given| {
            let mut read = read.iter();
            !read.any(|block| Arc::ptr_eq(block, &given.block))
        });
        unread.map(|given| given.source.title.clone()).collect()
    }

    /// Keeps in mind that a block answered after its end.
    pub(crate) fn extended(&self, block: Arc<Block>) {
        self.extended.borrow_mut().push(block);
    }

    /// Whether a block answered after its end.
    pub fn is_extended(&self, block: &Arc<Block>) -> bool {
        let extended = self.extended.borrow();
        extended.iter().any(|known| Arc::ptr_eq(known, block))
    }

    /// The library it reads from.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// Every folder of the tree, parents before children.
    pub fn folders(&self) -> Arc<[String]> {
        let folders = self.folders.get_or_init(|| self.library.folders().into());
        Arc::clone(folders)
    }

    /// The same shelf with another text in the place of one file; the other files are not read again.
    pub(crate) fn with_text(&self, folder: &str, kind: FileKind, text: Arc<Text>) -> Shelf {
        let mut shelf = Shelf::new(self.library.with(text));
        shelf.folders = self.folders.clone();
        let mut files = self.files.borrow().clone();
        files.remove(&(folder.to_owned(), kind));
        shelf.files = Rc::new(RefCell::new(files));
        shelf
    }

    /// The same shelf with figures of one case or one person; what is read for it is read for both, and what is asked
    /// of it is traced here.
    pub(crate) fn giving(&self, given: Vec<Given>) -> Shelf {
        let mut shelf = Shelf::new(self.library.clone());
        shelf.folders = self.folders.clone();
        shelf.files = Rc::clone(&self.files);
        shelf.broken = self.broken.clone();
        shelf.trace = Rc::clone(&self.trace);
        shelf.with(self.policy, given)
    }

    /// The same shelf with what one answer accepts; what is read for it is read for all.
    pub fn accepting(&self, policy: Policy, given: Vec<Given>) -> Shelf {
        self.giving(Vec::new()).with(policy, given)
    }

    /// Says that a table has a problem of its own: what leans on it is not to be trusted.
    pub(crate) fn mark_broken(&self, folder: &str, kind: FileKind, table: TableName) {
        let mut broken = self.broken.borrow_mut();
        broken.insert((folder.to_owned(), kind, table));
    }

    /// Whether a table of a folder has a problem of its own.
    pub(crate) fn is_broken(&self, folder: &str, kind: FileKind, table: TableName) -> bool {
        let file = self.file(folder, kind);
        let broken = self.broken.borrow();
        file.is_broken
            || file.broken.contains(&table)
            || (!broken.is_empty() && broken.contains(&(folder.to_owned(), kind, table)))
    }

    /// Notes that an answer asks a folder for a table.
    pub(crate) fn ask(&self, folder: &str, kind: FileKind, table: TableName) {
        if self.is_broken(folder, kind, table) {
            self.trace.borrow_mut().broken.insert(table);
        }
    }

    /// Notes that an answer leans on blocks.
    pub(crate) fn lean_on(&self, blocks: impl IntoIterator<Item = Arc<Block>>) {
        self.trace.borrow_mut().blocks.extend(blocks);
    }

    /// What was leaned on since this was asked last.
    pub(crate) fn take_trace(&self) -> Trace {
        self.trace.take()
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

    /// What was looked for in vain, in the order of the file.
    pub(crate) fn not_found(&self, folder: &str, kind: FileKind) -> Vec<NotFound> {
        self.file(folder, kind).not_found.clone()
    }

    /// The source of that id, as a block in `folder` sees it: its own folder's and those above.
    pub fn source(&self, folder: &str, id: &str) -> Option<Arc<Source>> {
        let mut given = self.given.values();
        if let Some(given) = given.find(|given| given.source.id == id) {
            return Some(Arc::clone(&given.source));
        }
        chain(folder).find_map(|folder| {
            let file = self.file(folder, FileKind::Sources);
            file.sources.iter().find(|source| source.id == id).cloned()
        })
    }

    /// Whether a source of that id is declared in a folder or above, well or badly.
    pub(crate) fn declares_source(&self, folder: &str, id: &str) -> bool {
        chain(folder).any(|folder| {
            let file = self.file(folder, FileKind::Sources);
            file.source_ids.iter().any(|known| known == id)
        })
    }

    /// The sources of a folder's own file.
    pub fn sources(&self, folder: &str) -> Vec<Arc<Source>> {
        self.file(folder, FileKind::Sources).sources.clone()
    }

    pub(crate) fn region(&self, folder: &str) -> Option<Region> {
        self.file(folder, FileKind::Region).region.clone()
    }

    /// The places of a folder, the region itself first: the name of each, and every other name by which it is found.
    pub fn places_of(&self, folder: &str) -> Vec<(String, Vec<String>)> {
        let places = self.region(folder).map(|region| region.places);
        let places = places.into_iter().flatten().map(|place| {
            let names = place.names.into_iter().map(|(name, _)| name);
            let other = names.filter(|name| *name != place.name);
            (place.name.clone(), other.chain(place.pinyin).collect())
        });
        places.collect()
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
                Err(problem) => {
                    shelved.is_broken = true;
                    self.report(problem);
                }
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
        into.is_broken |= !errors.is_empty();
        let root = root.get_ref();
        match kind {
            FileKind::Sources => {
                into.source_ids
                    .extend(root.iter().map(|(id, _)| id.get_ref().to_string()));
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
                let header = read::header(kind);
                let blocks = read::read_blocks(root, kind, header, &words, &mut reader);
                into.take(blocks);
                into.region = into.region.take().or(region);
            }
            _ => {
                let before = reader.problems.len();
                self.head(folder, kind, root, &mut reader);
                into.is_broken |= reader.problems.len() > before;
                let words = self.declared(folder);
                let header = read::header(kind);
                let blocks = read::read_blocks(root, kind, header, &words, &mut reader);
                into.take(blocks);
            }
        }
        if kind != FileKind::Sources {
            let not_found = read::read_not_found(root, kind, &mut reader);
            into.not_found.extend(not_found);
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
        if matches!(kind, FileKind::Common | FileKind::Guide) {
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

    pub(crate) fn has(&self, folder: &str, kind: FileKind, table: TableName) -> bool {
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

/// Problems in the order of their places.
pub(crate) fn sort(problems: &mut [Problem]) {
    problems.sort_by(|a, b| {
        let key = |problem: &Problem| (problem.place.text.path.clone(), problem.place.span.start);
        key(a).cmp(&key(b))
    });
}
