//! The parts of a settlement that have tables of their own: a kind of visit, or a layer above the pool.

use super::words::{Layer, Visit};

/// A visit (whose tables price the pool) or a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// What the pool pays on this kind of visit.
    Visit(Visit),
    /// What a later fund pays.
    Layer(Layer),
}

impl Part {
    /// Every part that may have tables.
    pub fn all() -> impl Iterator<Item = Part> {
        let visits = Visit::ALL.iter().copied().filter(|visit| {
            !matches!(
                visit,
                Visit::Delivery | Visit::Antenatal | Visit::FamilyPlanning
            )
        });
        let layers = Layer::ALL
            .iter()
            .copied()
            .filter(|layer| !matches!(layer, Layer::Account | Layer::Pool));
        visits.map(Part::Visit).chain(layers.map(Part::Layer))
    }

    /// The part of that name.
    pub fn named(name: &str) -> Option<Part> {
        Part::all().find(|part| part.name() == name)
    }

    /// The name with which the tables of the part begin.
    pub fn name(self) -> &'static str {
        match self {
            Part::Visit(visit) => visit.name(),
            Part::Layer(layer) => layer.name(),
        }
    }

    /// The name in Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            Part::Visit(visit) => visit.zh(),
            Part::Layer(layer) => layer.zh(),
        }
    }

    /// The layer that pays: the pool for a visit.
    pub fn layer(self) -> Layer {
        match self {
            Part::Visit(_) => Layer::Pool,
            Part::Layer(layer) => layer,
        }
    }
}
