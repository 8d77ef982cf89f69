//! A simulated home, a broker for it, and a way to show it: for demonstrations, tests and benchmarks.
//!
//! | module | knows | does not know |
//! |---|---|---|
//! | [`user`] | the four users and their passwords | what they may do |
//! | [`acl`] | what they may do, from `deploy/mosquitto/acl` | any broker |
//! | [`broker`] | the embedded broker, which obeys that file | devices |
//! | [`mosquitto`] | a real Mosquitto with the files of `deploy/mosquitto`, for tests | devices |
//! | [`nginx`] | a real nginx with the files of `deploy/nginx`, for tests | what the page is |
//! | [`wire`] | a network that can be cut, stalled and slowed, for tests | what passes over it |
//! | [`simulate`] | the devices of a home | which broker they talk to |
//! | [`recording`] | what they say for a while, as a recording that the page plays | any broker |
//! | [`serve`] | files over HTTP | what is in them |
//! | [`demo`] | how these make one demonstration | |
//!
//! Whatever is started here runs on threads of its own and ends when it is dropped; no caller needs an async runtime.

mod background;
pub mod port;

pub mod acl;
pub mod broker;
pub mod demo;
pub mod mosquitto;
pub mod nginx;
pub mod recording;
pub mod serve;
pub mod simulate;
pub mod user;
pub mod wire;
