//! Devices, whatever they speak: what they are, what they last said, what they were asked for. Knows no topic.

mod availability;
mod claims;
mod code;
mod colour;
mod freshness;
mod index;
mod limits;
mod picture;
mod property;
mod registry;
mod request;
mod state;
mod tally;
mod update;
mod value;

pub use availability::{Availability, Heard};
pub use code::{Code, CodeWanted};
pub use freshness::{Freshness, Report};
pub use limits::Limits;
pub use picture::{Format as PictureFormat, NO_PICTURE, TOO_LARGE};
pub use property::{Access, Category, Class, Kind, Moment, Numeric, Operation, Profile, label_from_key};
pub use registry::{Change, DeviceKey, Discarded, Hearing, PropertyKey, Registry};
pub use request::{Asking, Doubt, Request, RequestKey, Stage};
pub use state::{Device, Property};
pub use tally::{Group, Tally};
pub use update::{Answer, Fact, Update, Updates, Vocabulary};
pub use value::{Value, digits, number_from_text};
