use crate::{Error, Store};

impl Store {
    /// Puts a knowledge file of this casebook in place of an earlier one of the same name.
    pub fn set_knowledge(&mut self, file: &str, text: &str) -> Result<(), Error> {
        self.connection
            .execute(
                "INSERT OR REPLACE INTO knowledge (file, text) VALUES (?1, ?2)",
                [file, text],
            )
            .map_err(|error| Error::from(error).at(&self.path))?;
        Ok(())
    }

    /// The knowledge files of this casebook: name and text.
    pub fn knowledge(&self) -> Result<Vec<(String, String)>, Error> {
        let mut select = self
            .connection
            .prepare("SELECT file, text FROM knowledge ORDER BY file")?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
