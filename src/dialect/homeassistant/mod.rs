//! Announcements in the manner of Home Assistant.

mod template;
mod tree;
