//! The national settlement interface (医保信息平台): settlements and fee details of transactions 2204, 2206, 2207, 2301,
//! 2303, 2304 and 5203, read as bills and written as answers.
//!
//! Only what a calculation needs is taken. Codes become words of the vocabulary where the national lists have them
//! ([`crate::model::codes`]); a code of a province stays as it is until its region's rules say what it means.

pub(crate) mod privacy;
pub(crate) mod read;
pub mod write;
