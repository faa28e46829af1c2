//! Addresses among the inputs.

use rashomon_source::{Fetch, Fetched};
use rashomon_web::{Page, Validators, Web};
use std::sync::OnceLock;

/// Fetches addresses with one client, which is made for the first of them: who reads files alone
/// touches no network.
pub fn fetch() -> Fetch {
    let client: OnceLock<Result<Web, String>> = OnceLock::new();
    Fetch::new(move |address, max_bytes| {
        let web = client.get_or_init(|| Web::new().map_err(|error| error.to_string()));
        let web = web.as_ref().map_err(Clone::clone)?;
        let fetched = web.fetch(address, &Validators::default(), max_bytes);
        match fetched.map_err(|error| error.to_string())? {
            rashomon_web::Fetched::Page(page) => Ok(handed(page)),
            rashomon_web::Fetched::NotModified => Err("the site sent nothing".to_owned()),
        }
    })
}

/// Hands over what was fetched before, whatever is asked for.
pub fn given(page: Page) -> Fetch {
    let fetched = handed(page);
    Fetch::new(move |_, _| Ok(fetched.clone()))
}

fn handed(page: Page) -> Fetched {
    Fetched {
        uri: page.uri,
        media_type: page.media_type,
        charset: page.charset,
        bytes: page.body,
    }
}
