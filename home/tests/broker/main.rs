//! `deploy/broker` on a real Mosquitto: every command, a second time, and in the ways people get it wrong.

mod archive;
mod certificates;
mod checkup;
mod container;
mod devices;
mod faults;
mod guest;
mod house;
mod secrets;
mod service;
mod setup;
mod users;
mod words;
