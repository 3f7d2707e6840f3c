//! Looks into a SQLite database past the store: how many rows there are, and how many are written.

use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};

pub(crate) struct Watch<'a>(pub(crate) &'a str);

impl Watch<'_> {
    pub(crate) async fn images(&self) -> i64 {
        self.count("SELECT COUNT(*) FROM images").await
    }

    pub(crate) async fn images_without_tags(&self) -> i64 {
        self.count("SELECT COUNT(*) FROM images WHERE tags = ''")
            .await
    }

    /// By the repositories' own figures.
    pub(crate) async fn untagged(&self) -> i64 {
        self.count("SELECT SUM(untagged_count) FROM repositories")
            .await
    }

    pub(crate) async fn repositories_read(&self) -> i64 {
        self.count("SELECT COUNT(*) FROM image_reads WHERE read IS NOT NULL")
            .await
    }

    /// From now on every row written is counted, but for when each repository is due.
    pub(crate) async fn writes_from_now(&self) {
        let mut sql = "CREATE TABLE writes (what TEXT);".to_owned();
        for table in [
            "images",
            "image_tags",
            "repositories",
            "repository_days",
            "findings",
            "image_findings",
        ] {
            for act in ["INSERT", "UPDATE", "DELETE"] {
                sql.push_str(&format!(
                    "CREATE TRIGGER watch_{table}_{act} AFTER {act} ON {table} \
                     BEGIN INSERT INTO writes VALUES ('{act} {table}'); END;"
                ));
            }
        }
        let mut connection = self.connect().await;
        sqlx::raw_sql(AssertSqlSafe(sql))
            .execute(&mut connection)
            .await
            .unwrap();
        connection.close().await.unwrap();
    }

    pub(crate) async fn writes(&self) -> i64 {
        self.count("SELECT COUNT(*) FROM writes").await
    }

    pub(crate) async fn images_inserted(&self) -> i64 {
        self.count("SELECT COUNT(*) FROM writes WHERE what = 'INSERT images'")
            .await
    }

    async fn count(&self, sql: &'static str) -> i64 {
        let mut connection = self.connect().await;
        let counted = sqlx::query_scalar(sql).fetch_one(&mut connection).await;
        connection.close().await.unwrap();
        counted.unwrap()
    }

    async fn connect(&self) -> SqliteConnection {
        SqliteConnection::connect(self.0).await.unwrap()
    }
}
