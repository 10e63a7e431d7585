//! Forecasts are kept in the casebook, where that is asked for.

use detente_forecast::CountDistribution;
use detente_store::ForecastRow;

use super::{CountForecast, Forecast};
use crate::{Casebook, Clock, Error, ErrorKind};

/// Probabilities are kept to so many parts of 1.
const PARTS: f64 = 1e9;

/// Probabilities as a JSON list, without those at the end that are 0 when rounded.
pub(super) fn written(shares: &[f64]) -> String {
    let mut rounded: Vec<f64> = shares
        .iter()
        .map(|share| (share * PARTS).round() / PARTS)
        .collect();
    while rounded.len() > 1 && rounded.last() == Some(&0.0) {
        rounded.pop();
    }
    let texts: Vec<String> = rounded.iter().map(ToString::to_string).collect();
    format!("[{}]", texts.join(","))
}

/// The distribution of such a list.
pub(super) fn read(id: &str, text: &str) -> Result<CountDistribution, Error> {
    let shares: Option<Vec<f64>> = serde_json::from_str(text).ok();
    shares
        .and_then(CountDistribution::from_shares)
        .ok_or_else(|| {
            let message = format!(
                "the probabilities of forecast {id} cannot be read: a JSON list of shares that sum to 1 was expected"
            );
            Error::new(ErrorKind::World, message)
        })
}

impl Casebook {
    /// Keeps the forecasts in the casebook, with when they were made, and notes the run. One that says the same and
    /// was kept before stays as it is. Returns how many are new.
    ///
    /// # Errors
    /// If the casebook cannot be written; it is then as it was.
    pub fn record_forecast(
        &mut self,
        forecast: &Forecast,
        clock: &dyn Clock,
    ) -> Result<usize, Error> {
        let now = clock.now();
        let rows: Vec<ForecastRow> = forecast
            .forecasts
            .iter()
            .filter_map(|one| row(forecast, one, &now))
            .collect();
        if rows.is_empty() {
            return Ok(0);
        }
        let settings = serde_json::json!({
            "pair": [forecast.a, forecast.b], "horizon": forecast.horizon, "as_of": forecast.as_of,
            "source": forecast.source,
        });
        let version = env!("CARGO_PKG_VERSION");
        let run = self
            .store
            .begin_run("forecast", version, &settings.to_string(), &now)?;
        let new = self.store.add_forecasts(run, &rows)?;
        let outcome = serde_json::json!({ "forecasts": rows.len(), "new": new });
        self.store
            .finish_run(run, &outcome.to_string(), &clock.now())?;
        Ok(new)
    }
}

fn row(forecast: &Forecast, one: &CountForecast, now: &str) -> Option<ForecastRow> {
    let (a, b) = (forecast.a.to_string(), forecast.b.to_string());
    let (side_a, side_b) = if a <= b { (a, b) } else { (b, a) };
    Some(ForecastRow {
        id: one.id.clone(),
        side_a,
        side_b,
        source: forecast.source.clone()?,
        counted: one.counted.name().to_owned(),
        value: one.counted.value().to_owned(),
        as_of: forecast.as_of?.to_string(),
        window_start: forecast.window_start?.to_string(),
        window_end: forecast.window_end?.to_string(),
        method: one.method.to_owned(),
        counts: written(&one.shares),
        base: written(&one.base_shares),
        interval: one.summary.interval80,
        rule: one.rule.clone(),
        reasons: serde_json::json!(one.reasons).to_string(),
        data_end: forecast.data_end?.to_string(),
        made_at: now.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_survive_being_written() {
        let counts = CountDistribution::negative_binomial(7.3, 0.2);
        let text = written(counts.shares());
        let again = read("fct_x", &text).unwrap();
        assert!((again.mean() - counts.mean()).abs() < 1e-4);
        assert_eq!(written(again.shares()), text);
        for wrong in ["", "[]", "[2]", "{}", "[0.5,null]", "[-1,2]"] {
            assert!(read("fct_x", wrong).is_err(), "{wrong}");
        }
    }
}
