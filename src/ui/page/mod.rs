//! The pages, one file each.

mod activity;
mod broker;
mod device;
mod devices;
mod missing;
mod settings;

pub(super) use activity::Activity;
pub(super) use broker::Broker;
pub(super) use device::Device;
pub(super) use devices::Devices;
pub(super) use missing::Missing;
pub(super) use settings::Settings;
