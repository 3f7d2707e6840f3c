//! In whose name this process is at work just now: who calls, and with which session or token. The doors of pages and of the
//! API say so once; the audit record asks when something is written. Work that nobody called for has no caller.

use domain::audit::Credential;
use domain::github::Login;
use std::future::Future;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    pub login: Login,
    pub held: Credential,
}

tokio::task_local! {
    static CALLER: Caller;
}

/// Does it in somebody's name.
pub async fn acting<T>(caller: Option<Caller>, work: impl Future<Output = T>) -> T {
    match caller {
        Some(caller) => CALLER.scope(caller, work).await,
        None => work.await,
    }
}

pub fn now() -> Option<Caller> {
    CALLER.try_with(Clone::clone).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_has_the_caller_in_whose_name_it_is_done() {
        let ada = Caller {
            login: Login::new("ada"),
            held: Credential::Session("0a".into()),
        };
        assert_eq!(now(), None);
        let inside = acting(Some(ada.clone()), async { now() }).await;
        assert_eq!(inside, Some(ada));
        assert_eq!(acting(None, async { now() }).await, None);
    }
}
