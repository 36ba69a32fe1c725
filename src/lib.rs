//! A calculator for Chinese public medical insurance (医保): dated, cited rule files are checked and turned into a
//! pure calculation; a bill goes through once and comes out exact to the fen, every step with its document.
//!
//! ```text
//! rules/**/*.toml ──read──▶ blocks ──check──▶ shelf ──as of a day──▶ Plan ─┐
//!   (text, spans)        (typed, every problem listed)                    │ (dense tables, no strings)
//!                                                                         ▼
//! bill ──read──▶ RawBill ──▶ Bill ──────────────────────────────▶ engine::answer ──▶ Answer (amounts + steps)
//!   toml json csv flags   (typed, validated)                          pure                 │
//!                                                                     table · json ◀──render
//! ```
//!
//! One direction, no way back. Four rings; imports go inwards only:
//!
//! | ring | modules | may | must not |
//! |---|---|---|---|
//! | 1 values | [`money`], [`time`], [`typed`], [`model`] | name the field's nouns | know rules, files, the terminal |
//! | 2 engine | [`engine`] | calculate; return outcomes with steps | read a clock, a file, the environment; print; panic |
//! | 3 edges of data | [`rules`], [`formats`], [`batch`] | turn text into checked values; list *all* problems | decide a benefit |
//! | 4 program | [`cli`], `main.rs` | parse arguments, choose, print, exit | calculate |
//!
//! *Architecture invariants*, held by clippy (`.clippy.toml`) and by a test over the source tree:
//! imports go inwards only; no floating point anywhere; no clock, file or environment in rings 1 and 2; nothing but
//! ring 4 prints, and that only to the handles it was given; legal values live in `rules/`, formulas in Rust.

pub mod batch;
pub mod cli;
pub mod engine;
pub mod formats;
pub mod model;
pub mod money;
pub mod rules;
pub mod time;
pub mod typed;
