//! People: signing in with GitHub, who they are, which teams they are in.

use super::api::As;
use super::json::{App, Membership, Team, User};
use super::{GitHub, Me, RefreshToken, TeamSlug, UserToken, trouble};
use crate::outside::clock;
use crate::outside::wire::{path_text, segment};
use domain::github::Login;
use domain::trouble::{System, Trouble, TroubleKind};
use http::Method;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use std::fmt;
use std::time::Instant;

/// More than the largest team that reviews registries.
const MEMBERS_MAX: usize = 5_000;

/// What the web host answers to a code, with status 200 also when it refuses.
#[derive(Deserialize)]
#[serde(untagged)]
enum Exchanged {
    Granted {
        access_token: String,
        #[serde(default)]
        scope: String,
        expires_in: Option<i64>,
        refresh_token: Option<String>,
        refresh_token_expires_in: Option<i64>,
    },
    Refused(NoToken),
}

#[derive(Deserialize)]
struct NoToken {
    error: String,
    #[serde(default)]
    error_description: String,
}

impl fmt::Display for NoToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.error, self.error_description)
    }
}

impl GitHub {
    /// Where to send a browser to sign in. `None`: sign-in is not configured.
    pub fn authorize_url(
        &self,
        state: &str,
        redirect_uri: &str,
        pkce_challenge: &str,
        scopes: &[&str],
    ) -> Option<String> {
        let client = self.oauth()?;
        Some(format!(
            "{}/login/oauth/authorize?client_id={}&redirect_uri={}&scope={}&state={}&code_challenge={}&code_challenge_method=S256",
            self.web(),
            segment(&client.client_id),
            segment(redirect_uri),
            segment(&scopes.join(" ")),
            segment(state),
            segment(pkce_challenge),
        ))
    }

    /// Turns the code that a browser brought back into a token.
    ///
    /// # Errors
    /// `SignIn` when GitHub does not accept the code.
    pub async fn exchange(
        &self,
        code: &str,
        pkce_verifier: &str,
        redirect_uri: &str,
    ) -> Result<UserToken, Trouble> {
        let form = [
            ("code", code),
            ("code_verifier", pkce_verifier),
            ("redirect_uri", redirect_uri),
        ];
        self.granted(&form)
            .await?
            .map_err(|refusal| trouble::new(TroubleKind::SignIn, refusal.to_string()))
    }

    /// The next token of a person whose last one has ended. `None`: it can't be renewed, they have to sign in again.
    ///
    /// # Errors
    /// Trouble with GitHub.
    pub async fn renew(&self, refresh: &SecretString) -> Result<Option<UserToken>, Trouble> {
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh.expose_secret()),
        ];
        match self.granted(&form).await? {
            Ok(token) => Ok(Some(token)),
            Err(refusal) if refusal.error == "bad_refresh_token" => Ok(None),
            Err(refusal) => Err(trouble::new(TroubleKind::SignIn, refusal.to_string())),
        }
    }

    async fn granted(&self, form: &[(&str, &str)]) -> Result<Result<UserToken, NoToken>, Trouble> {
        let Some(client) = self.oauth() else {
            return Err(trouble::new(
                TroubleKind::SignIn,
                "sign-in is not configured",
            ));
        };
        let own = [
            ("client_id", client.client_id.as_str()),
            ("client_secret", client.client_secret.expose_secret()),
        ];
        let form: Vec<_> = own.iter().chain(form).collect();
        let service = self.web_service();
        let request = service
            .request(Method::POST, "/login/oauth/access_token")
            .header("accept", "application/json")
            .form(&form);
        let started = Instant::now();
        let answer = self.note(started, service.send(request).await)?;
        let answer = self.api().ok(answer, "POST /login/oauth/access_token")?;
        Ok(match answer.json(System::GitHub)? {
            Exchanged::Granted {
                access_token,
                scope,
                expires_in,
                refresh_token,
                refresh_token_expires_in,
            } => {
                let in_seconds = |seconds| clock::now().plus_seconds(seconds);
                Ok(UserToken {
                    token: SecretString::from(access_token),
                    expires: expires_in.map(in_seconds),
                    refresh: refresh_token.map(|token| RefreshToken {
                        token: SecretString::from(token),
                        expires: refresh_token_expires_in.map(in_seconds),
                    }),
                    scopes: scope
                        .split([',', ' '])
                        .filter(|scope| !scope.is_empty())
                        .map(str::to_owned)
                        .collect(),
                })
            }
            Exchanged::Refused(refusal) => Err(refusal),
        })
    }

    /// # Errors
    /// `SignIn` when the token is not accepted any more.
    pub async fn me(&self, token: &SecretString) -> Result<Me, Trouble> {
        let user: User = self.api().get(As::Person(token), "/user").await?;
        Ok(Me {
            login: Login::new(&user.login),
            id: user.id,
            name: user.name.filter(|name| !name.trim().is_empty()),
        })
    }

    /// The teams of the person; needs the scope `read:org`.
    ///
    /// # Errors
    /// Trouble with GitHub.
    pub async fn teams_of(&self, token: &SecretString) -> Result<Vec<TeamSlug>, Trouble> {
        let teams: Vec<Team> = self
            .api()
            .list(As::Person(token), "/user/teams", MEMBERS_MAX)
            .await?;
        let named = teams.into_iter().filter_map(|team| {
            Some(TeamSlug {
                org: team.organization?.login,
                slug: team.slug,
            })
        });
        Ok(named.collect())
    }

    /// # Errors
    /// `Missing` when there is no such team, or Berth may not see members.
    pub async fn team_members(&self, org: &str, team: &str) -> Result<Vec<Login>, Trouble> {
        let path = format!("/orgs/{}/teams/{}/members", segment(org), segment(team));
        let users: Vec<User> = self.api().list(As::Org(org), &path, MEMBERS_MAX).await?;
        Ok(users.iter().map(|user| Login::new(&user.login)).collect())
    }

    /// # Errors
    /// Trouble with GitHub; a team that Berth cannot see has no members.
    pub async fn is_member(&self, org: &str, team: &str, login: &Login) -> Result<bool, Trouble> {
        let path = format!(
            "/orgs/{}/teams/{}/memberships/{}",
            segment(org),
            segment(team),
            path_text(login.as_str())
        );
        let found: Option<Membership> = self.api().find(As::Org(org), &path).await?;
        Ok(found.is_some_and(|membership| membership.state == "active"))
    }

    /// The App's slug; its commits and pull requests are by `<slug>[bot]`. With a token: the user's login.
    ///
    /// # Errors
    /// Trouble with GitHub.
    pub async fn app_slug(&self) -> Result<String, Trouble> {
        self.own_name()
            .get_or_try_init(|| async {
                if self.api().is_app() {
                    let app: App = self.api().get(As::App, "/app").await?;
                    Ok(app.slug)
                } else {
                    let user: User = self.api().get(As::App, "/user").await?;
                    Ok(user.login)
                }
            })
            .await
            .cloned()
    }

    /// Under which login Berth's own commits stand.
    pub(super) async fn own_login(&self) -> Result<Login, Trouble> {
        let slug = self.app_slug().await?;
        Ok(if self.api().is_app() {
            Login::new(&format!("{slug}[bot]"))
        } else {
            Login::new(&slug)
        })
    }
}
