//! The lanes command.

fn main() {}
