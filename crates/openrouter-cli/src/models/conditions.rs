//! [`Conditions`]: what a model must be, each by itself, so that one can be told to blame.

use llm_types::{Modality, Model, ModelFilter};

use crate::args::ModelsArgs;
use crate::numbers::grouped;

/// What a model must be.
#[derive(Debug)]
pub(super) struct Conditions(Vec<Condition>);

#[derive(Debug)]
struct Condition {
    /// As on the command line.
    told: String,
    filter: ModelFilter,
}

impl Conditions {
    pub(super) fn new(args: &ModelsArgs) -> Self {
        let any = ModelFilter::default;
        let mut conditions = Self(Vec::new());
        for word in &args.text {
            conditions.add(format!("the word \"{word}\""), any().with_text(word));
        }
        if args.free {
            conditions.add("--free".to_owned(), any().with_free_only());
        }
        if let Some(price) = args.max_price {
            let filter = any().with_max_input_per_million(price);
            conditions.add(format!("--max-price {price}"), filter);
        }
        if let Some(price) = args.max_output_price {
            let filter = any().with_max_output_per_million(price);
            conditions.add(format!("--max-output-price {price}"), filter);
        }
        if let Some(tokens) = args.context {
            let filter = any().with_min_context(tokens);
            conditions.add(format!("--context {tokens}"), filter);
        }
        for kind in &args.input {
            conditions.add(format!("--input {kind}"), any().with_input(kind.clone()));
        }
        for kind in &args.output {
            conditions.add(format!("--output {kind}"), any().with_output(kind.clone()));
        }
        for parameter in &args.supports {
            conditions.add(format!("--supports {parameter}"), any().with_parameter(parameter));
        }
        conditions
    }

    fn add(&mut self, told: String, filter: ModelFilter) {
        self.0.push(Condition { told, filter });
    }

    /// True if models are asked for that make something else than text.
    pub(super) fn want_more_than_text(args: &ModelsArgs) -> bool {
        args.output.iter().any(|kind| *kind != Modality::Text)
    }

    pub(super) fn fit(&self, model: &Model) -> bool {
        self.0.iter().all(|condition| condition.filter.matches(model))
    }

    /// Why nothing fits, a line for each condition that is to blame: those that no model meets; or
    /// else those without which something would fit; or else nothing, if it takes several.
    pub(super) fn blame(&self, models: &[&Model]) -> Vec<String> {
        let count =
            |fits: &dyn Fn(&Model) -> bool| models.iter().filter(|model| fits(model)).count();
        let met_by_none =
            self.0.iter().filter(|condition| count(&|model| condition.filter.matches(model)) == 0);
        let lines: Vec<_> = met_by_none
            .map(|condition| format!("{}: no model is like that", condition.told))
            .collect();
        if !lines.is_empty() {
            return lines;
        }
        let without = self.0.iter().enumerate().filter_map(|(place, condition)| {
            let others = |model: &Model| {
                let mut others = self.0.iter().enumerate().filter(|(other, _)| *other != place);
                others.all(|(_, condition)| condition.filter.matches(model))
            };
            let fitting = count(&others);
            (fitting > 0).then(|| {
                let models = if fitting == 1 { "model fits" } else { "models fit" };
                let number = grouped(u64::try_from(fitting).unwrap_or(u64::MAX));
                format!("without {}, {number} {models}", condition.told)
            })
        });
        without.collect()
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::args::{Cli, Command};

    fn conditions(line: &str) -> Conditions {
        let line = format!("openrouter models {line}");
        match Cli::try_parse_from(line.split_whitespace()).unwrap().command {
            Command::Models(args) => Conditions::new(&args),
            other => panic!("{other:?}"),
        }
    }

    fn model(id: &str, context: u64, parameter: &str) -> Model {
        let mut model = Model::new(id);
        model.context_length = Some(context);
        model.supported_parameters = vec![parameter.to_owned()];
        model
    }

    #[test]
    fn every_condition_must_hold() {
        let models = [model("acme/quill", 8_000, "tools"), model("acme/pen", 4_000, "tools")];
        let fitting = |line: &str| {
            let conditions = conditions(line);
            models.iter().filter(|model| conditions.fit(model)).count()
        };
        assert_eq!(fitting(""), 2);
        assert_eq!(fitting("ACME quill"), 1);
        assert_eq!(fitting("--supports tools --context 4k"), 2);
        assert_eq!(fitting("--supports tools --context 5k"), 1);
        assert_eq!(fitting("--supports tools,seed"), 0);
    }

    #[test]
    fn a_condition_that_no_model_meets_is_to_blame() {
        let models = [model("acme/quill", 8_000, "tools")];
        let models: Vec<_> = models.iter().collect();
        let blame = conditions("pen --context 4k --supports seed").blame(&models);
        assert_eq!(
            blame,
            ["the word \"pen\": no model is like that", "--supports seed: no model is like that"]
        );
    }

    #[test]
    fn or_else_those_without_which_something_fits() {
        let models = [
            model("acme/quill", 8_000, "tools"),
            model("acme/quill-2", 8_000, "tools"),
            model("acme/pen", 4_000, "seed"),
        ];
        let models: Vec<_> = models.iter().collect();
        let blame = conditions("--context 5k --supports seed").blame(&models);
        assert_eq!(
            blame,
            ["without --context 5000, 1 model fits", "without --supports seed, 2 models fit"]
        );
        assert!(conditions("pen quill --context 5k --supports seed").blame(&models).is_empty());
    }
}
