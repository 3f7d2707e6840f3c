//! Filters, field selection and cursors of the catalog's query API.
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

#[derive(Debug, Default)]
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn parse(text: Option<&str>) -> Self {
        Self(
            url::form_urlencoded::parse(text.unwrap_or("").as_bytes())
                .into_owned()
                .collect(),
        )
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(k, _)| k == name)
            .map(|(_, v)| v.as_str())
    }

    fn all(&self, name: &str) -> Vec<String> {
        self.0
            .iter()
            .filter(|(k, _)| k == name)
            .map(|(_, v)| v.clone())
            .collect()
    }

    pub(super) fn number(&self, name: &str) -> Result<Option<usize>, String> {
        self.get(name)
            .map(|v| {
                v.parse()
                    .map_err(|_| format!("Invalid {name}, not an integer"))
            })
            .transpose()
    }

    /// Any filter set may match; within a set every condition must.
    pub(super) fn matches(&self, entity: &Value) -> bool {
        any_set(&self.all("filter"), entity)
    }

    pub(super) fn select(&self, entity: &Value) -> Value {
        let fields: Vec<String> = self
            .all("fields")
            .iter()
            .flat_map(|f| {
                f.split(',')
                    .map(|p| p.trim().to_owned())
                    .collect::<Vec<_>>()
            })
            .collect();
        if fields.is_empty() {
            return entity.clone();
        }
        let paths: Vec<Vec<&str>> = fields.iter().map(|f| f.split('.').collect()).collect();
        let paths: Vec<&[&str]> = paths.iter().map(Vec::as_slice).collect();
        keep(entity, &paths)
    }

    /// What a cursor has to carry so that its pages belong together.
    pub(super) fn cursor(&self) -> Result<Cursor, String> {
        match self.get("cursor") {
            None => Ok(Cursor {
                filters: self.all("filter"),
                from: self.number("offset")?.unwrap_or(0),
            }),
            Some(text) => Cursor::read(text).ok_or_else(|| "Malformed cursor".to_owned()),
        }
    }
}

#[derive(Debug)]
pub(super) struct Cursor {
    filters: Vec<String>,
    pub(super) from: usize,
}

impl Cursor {
    pub(super) fn matches(&self, entity: &Value) -> bool {
        any_set(&self.filters, entity)
    }

    pub(super) fn at(&self, from: usize) -> String {
        STANDARD.encode(json!({ "filters": self.filters, "from": from }).to_string())
    }

    fn read(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_slice(&STANDARD.decode(text).ok()?).ok()?;
        let filters = value
            .get("filters")?
            .as_array()?
            .iter()
            .filter_map(|v| v.as_str().map(str::to_owned))
            .collect();
        Some(Self {
            filters,
            from: usize::try_from(value.get("from")?.as_u64()?).ok()?,
        })
    }
}

fn any_set(sets: &[String], entity: &Value) -> bool {
    sets.is_empty()
        || sets.iter().any(|set| {
            set.split(',')
                .filter(|c| !c.is_empty())
                .all(|condition| holds(condition, entity))
        })
}

fn holds(condition: &str, entity: &Value) -> bool {
    let (key, wanted) = match condition.split_once('=') {
        Some((key, value)) => (key.trim(), Some(value.trim())),
        None => (condition.trim(), None),
    };
    if let Some(kind) = key.strip_prefix("relations.") {
        let list = entity.get("relations").and_then(Value::as_array);
        return list.into_iter().flatten().any(|r| {
            r["type"]
                .as_str()
                .is_some_and(|t| t.eq_ignore_ascii_case(kind))
                && wanted.is_none_or(|w| {
                    r["targetRef"]
                        .as_str()
                        .is_some_and(|t| t.eq_ignore_ascii_case(w))
                })
        });
    }
    reaches(entity, &key.split('.').collect::<Vec<_>>(), wanted)
}

fn reaches(value: &Value, path: &[&str], wanted: Option<&str>) -> bool {
    match (value, path) {
        (Value::Array(items), _) => items.iter().any(|v| match path {
            // A list of plain values is matched by the value as a key.
            [leaf] if v.is_string() => {
                v.as_str().is_some_and(|s| s.eq_ignore_ascii_case(leaf))
                    && wanted.is_none_or(|w| w == "true")
            }
            _ => reaches(v, path, wanted),
        }),
        (Value::Null, []) => false,
        (leaf, []) => wanted.is_none_or(|w| match leaf {
            Value::String(s) => s.eq_ignore_ascii_case(w),
            other => other.to_string().eq_ignore_ascii_case(w),
        }),
        (Value::Object(map), _) => (1..=path.len()).any(|n| {
            // Annotation keys hold dots themselves.
            let name = path[..n].join(".");
            map.iter()
                .filter(|(k, _)| k.eq_ignore_ascii_case(&name))
                .any(|(_, v)| reaches(v, &path[n..], wanted))
        }),
        _ => false,
    }
}

fn keep(value: &Value, paths: &[&[&str]]) -> Value {
    let Value::Object(map) = value else {
        return value.clone();
    };
    if paths.iter().any(|p| p.is_empty()) {
        return value.clone();
    }
    let mut out = Map::new();
    for (name, inner) in map {
        let deeper: Vec<&[&str]> = paths
            .iter()
            .filter(|p| p[0] == name)
            .map(|p| &p[1..])
            .collect();
        if !deeper.is_empty() {
            out.insert(name.clone(), keep(inner, &deeper));
        }
    }
    Value::Object(out)
}
