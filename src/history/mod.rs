//! What properties said over time: kept in batches, thinned as it grows old, asked for by range. Knows neither store nor clock.

mod question;

pub use question::{Answer, Column, Gap, Question, Series, Strand, Stretch, Summary};
