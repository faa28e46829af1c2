//! Which sources are watched, and when each is asked next.
//!
//! [`Feeds::parse`] reads what a user wrote down in `feeds.toml`; [`State`] is what was last heard of
//! a source, and says when it is due again; [`Pauses`] picks, of the requests that wait, the one whose
//! site has been left in peace for long enough. All are functions of what they are given: nothing
//! here asks for the time, touches a network or reads a file.

mod feeds;
mod schedule;

pub use feeds::{Feed, Feeds, FeedsError, Folder};
pub use schedule::{Heard, Pauses, State, site};
