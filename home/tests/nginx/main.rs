//! The files of `deploy/nginx` make an nginx that does what they promise. Each answer here comes from a real one.

mod answer;
mod broker;
mod files;
mod headers;
mod installation;
