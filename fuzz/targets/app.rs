//! The whole program: what devices and the broker say, what the person does, and the time that passes.
#![cfg_attr(fuzzing, no_main)]

fuzz::target!(fuzz::app);
