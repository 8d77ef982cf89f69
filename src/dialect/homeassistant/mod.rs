//! Announcements in the manner of Home Assistant.

mod announcement;
mod template;
mod tree;
