//! linda
