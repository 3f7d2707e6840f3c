//! The address and the token: from the environment, or from a file that nobody else can read.

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Read, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

pub(crate) const URL: &str = "BERTH_URL";
pub(crate) const TOKEN: &str = "BERTH_TOKEN";

/// What a command finds round it.
#[derive(Default)]
pub struct Surroundings {
    pub url: Option<String>,
    pub token: Option<SecretString>,
    /// Where `berth token login` keeps both; `None`: there is no home.
    pub file: Option<PathBuf>,
    /// What stands for standard input; `None`: the process's own.
    pub input: Option<String>,
}

impl Surroundings {
    /// Of this process.
    pub fn of_process() -> Self {
        let text = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
        let home = text("XDG_CONFIG_HOME").map(PathBuf::from);
        let home = home.or_else(|| Some(PathBuf::from(text("HOME")?).join(".config")));
        Self {
            url: text(URL),
            token: text(TOKEN).map(Into::into),
            file: home.map(|home| home.join("berth").join("cli.toml")),
            input: None,
        }
    }

    /// # Errors
    /// Standard input can't be read.
    pub(super) fn input(&self) -> io::Result<String> {
        if let Some(input) = &self.input {
            return Ok(input.clone());
        }
        let mut text = String::new();
        io::stdin().read_to_string(&mut text)?;
        Ok(text)
    }
}

/// Which Berth, and who.
#[derive(Debug)]
pub struct Known {
    pub url: String,
    pub token: SecretString,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    url: String,
    token: String,
}

pub(super) fn known(around: &Surroundings) -> Result<Known, String> {
    if let (Some(url), Some(token)) = (&around.url, &around.token) {
        return Ok(Known {
            url: url.clone(),
            token: token.clone(),
        });
    }
    let kept = match &around.file {
        Some(file) => read(file)?,
        None => None,
    };
    let (url, token) = match kept {
        Some(kept) => (Some(kept.url), Some(kept.token.into())),
        None => (None, None),
    };
    let url = around.url.clone().or(url);
    let token: Option<SecretString> = around.token.clone().or(token);
    match (url, token) {
        (Some(url), Some(token)) => Ok(Known { url, token }),
        (None, _) => Err(format!(
            "Say which Berth: set {URL}, or run berth token login"
        )),
        (_, None) => Err(format!(
            "Say who you are: set {TOKEN}, or run berth token login"
        )),
    }
}

fn read(file: &Path) -> Result<Option<Kept>, String> {
    let named = |what: String| format!("{}: {what}", file.display());
    let about = match fs::metadata(file) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(named(error.to_string())),
    };
    if about.permissions().mode() & 0o077 != 0 {
        return Err(named(
            "others can read it, and it holds a token. Run chmod 600 on it, and make a new token if somebody may have"
                .to_owned(),
        ));
    }
    let text = fs::read_to_string(file).map_err(|error| named(error.to_string()))?;
    // What the parser says could hold the token.
    toml::from_str(&text)
        .map(Some)
        .map_err(|_| named("it is not as berth token login writes it. Run that again".to_owned()))
}

/// For its owner alone, from its first byte on.
pub(super) fn keep(file: &Path, known: &Known) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let kept = Kept {
        url: known.url.clone(),
        token: known.token.expose_secret().to_owned(),
    };
    let text = toml::to_string(&kept).map_err(io::Error::other)?;
    let fresh = file.with_extension("new");
    let _ = fs::remove_file(&fresh);
    let mut out = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&fresh)?;
    out.write_all(text.as_bytes())?;
    drop(out);
    fs::rename(fresh, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(file: &Path) -> Surroundings {
        Surroundings {
            file: Some(file.to_owned()),
            ..Surroundings::default()
        }
    }

    #[test]
    fn what_is_kept_is_read_again_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("berth/cli.toml");
        assert!(
            known(&around(&file))
                .unwrap_err()
                .contains("berth token login")
        );
        let told = Known {
            url: "https://berth.example".into(),
            token: "berth_pat_x".to_owned().into(),
        };
        keep(&file, &told).unwrap();
        keep(&file, &told).unwrap();
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let read = known(&around(&file)).unwrap();
        assert_eq!(read.url, told.url);
        assert_eq!(read.token.expose_secret(), "berth_pat_x");

        let over = Surroundings {
            url: Some("http://127.0.0.1:1".into()),
            ..around(&file)
        };
        assert_eq!(
            known(&over).unwrap().url,
            "http://127.0.0.1:1",
            "the environment comes first"
        );

        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        let why = known(&around(&file)).unwrap_err();
        assert!(why.contains("others can read it"), "{why}");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&file, "token = \"berth_pat_secret\" nonsense").unwrap();
        let why = known(&around(&file)).unwrap_err();
        assert!(!why.contains("berth_pat_secret"), "{why}");
    }
}
