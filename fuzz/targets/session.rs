//! Whatever comes after login and subscription.
#![cfg_attr(fuzzing, no_main)]

fuzz::target!(fuzz::session);
