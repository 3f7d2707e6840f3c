//! Tokens: kept, listed, made, revoked.

use super::args::Token;
use super::settings::{self, Known, Surroundings};
use super::table::{or_dash, plain, table};
use super::{Done, List, Session, Stop, Terminal};
use crate::outside::berth::{Berth, Body};
use http::Method;
use secrecy::SecretString;
use serde::Deserialize;

#[derive(Deserialize)]
struct Me {
    login: String,
    roles: Vec<String>,
    teams: Vec<String>,
    token: Row,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    name: String,
    scopes: Vec<String>,
    state: String,
    expires: String,
    last_used: Option<String>,
}

#[derive(Deserialize)]
struct Made {
    secret: String,
}

/// Tries the token before it is kept.
pub(super) async fn login(url: &str, around: &Surroundings, terminal: &mut Terminal<'_>) -> Done {
    let Some(file) = &around.file else {
        return Err(Stop::Usage(
            "There is no home folder to keep the token in".to_owned(),
        ));
    };
    if around.input.is_none() {
        writeln!(
            terminal.err,
            "Paste the token, then press Enter and Ctrl+D:"
        )?;
    }
    let token: SecretString = around.input()?.trim().to_owned().into();
    let berth = Berth::new(url, token.clone()).map_err(Stop::Usage)?;
    let me: Me = berth.get("/me").await?.read()?;
    let known = Known {
        url: url.to_owned(),
        token,
    };
    settings::keep(file, &known)?;
    writeln!(
        terminal.out,
        "{} on {url}, kept in {}",
        me.login,
        file.display()
    )?;
    Ok(())
}

impl Session<'_> {
    pub(super) async fn token(&mut self, command: Token) -> Done {
        match command {
            Token::Login { .. } => Ok(()),
            Token::Whoami { .. } => self.whoami().await,
            Token::List { .. } => self.tokens().await,
            Token::Create {
                name, scope, days, ..
            } => self.make_token(&name, &scope, days).await,
            Token::Revoke { id } => {
                let path = format!("/tokens/{}", super::encode(&id));
                self.berth.change(Method::DELETE, &path, None).await?;
                self.say("It is revoked.")
            }
        }
    }

    async fn whoami(&mut self) -> Done {
        let answer = self.berth.get("/me").await?;
        if self.raw(&answer)? {
            return Ok(());
        }
        let me: Me = answer.read()?;
        self.say(format!("{} ({})", me.login, me.roles.join(", ")))?;
        if !me.teams.is_empty() {
            self.say(format!("Teams   {}", me.teams.join(", ")))?;
        }
        self.say(format!("Token   {}", plain(&me.token.name)))?;
        self.say(format!("Scopes  {}", me.token.scopes.join(", ")))?;
        self.say(format!("Ends    {}", me.token.expires))
    }

    async fn tokens(&mut self) -> Done {
        let answer = self.berth.get("/tokens").await?;
        if self.raw(&answer)? {
            return Ok(());
        }
        let list: List<Row> = answer.read()?;
        let rows: Vec<Vec<String>> = list
            .items
            .iter()
            .map(|row| {
                vec![
                    row.id.clone(),
                    plain(&row.name),
                    row.state.clone(),
                    row.scopes.join(","),
                    or_dash(&row.last_used),
                    row.expires.clone(),
                ]
            })
            .collect();
        self.say(table(
            &["ID", "NAME", "STATE", "SCOPES", "LAST USED", "ENDS"],
            &rows,
        ))
    }

    async fn make_token(&mut self, name: &str, scopes: &[String], days: u32) -> Done {
        let mut body = Body::default();
        body.text("name", name);
        body.list("scopes", scopes);
        body.number("days", days);
        let answer = self
            .berth
            .change(Method::POST, "/tokens", Some(&body))
            .await?;
        if self.raw(&answer)? {
            return Ok(());
        }
        let made: Made = answer.read()?;
        writeln!(self.terminal.err, "It is shown this once:")?;
        self.say(made.secret)
    }
}
