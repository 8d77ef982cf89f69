//! Conversations between a session and a scripted broker, in virtual time.
#![cfg(not(target_arch = "wasm32"))]

mod broker;
mod chaos;
mod codec;
mod echo;
mod evidence;
mod in_flight;
mod keepalive;
mod lasting;
mod login;
mod malformed;
mod publishing;
mod receiving;
mod reconnecting;
mod resuming;
mod subscribing;
mod talk;
mod version;
