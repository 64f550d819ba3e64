//! [`Exposition`]: Prometheus' text format, read strictly.

use std::collections::{BTreeMap, BTreeSet};

/// What a scrape gives.
#[derive(Debug, Default)]
pub(super) struct Exposition {
    /// The kinds of the families.
    types: BTreeMap<String, String>,
    samples: Vec<Sample>,
}

#[derive(Debug)]
struct Sample {
    name: String,
    labels: BTreeMap<String, String>,
    value: f64,
}

/// One histogram, or several added up.
#[derive(Debug)]
pub(super) struct Histogram {
    pub(super) count: f64,
    pub(super) sum: f64,
    buckets: Vec<(f64, f64)>,
}

impl Histogram {
    /// How many do not exceed a bound.
    pub(super) fn below(&self, bound: f64) -> Option<f64> {
        self.buckets.iter().find(|(one, _)| *one == bound).map(|(_, count)| *count)
    }
}

impl Exposition {
    /// Reads a scrape, and holds it against the rules of the format.
    pub(super) fn parse(text: &str) -> Self {
        assert!(text.is_empty() || text.ends_with('\n'), "the last line has an end");
        let mut read = Self::default();
        for line in text.lines().filter(|line| !line.is_empty()) {
            if let Some(comment) = line.strip_prefix("# ") {
                let (what, rest) = comment.split_once(' ').unwrap();
                let (name, value) = rest.split_once(' ').unwrap();
                if what == "TYPE" {
                    let kinds = ["counter", "gauge", "histogram", "summary"];
                    assert!(kinds.contains(&value), "{line}");
                    let before = read.types.insert(name.to_owned(), value.to_owned());
                    assert_eq!(before, None, "a family stands together: {line}");
                } else {
                    assert_eq!(what, "HELP");
                }
                continue;
            }
            let sample = sample(line);
            assert!(read.family(&sample.name).is_some(), "a family has a type: {line}");
            let is_same = |one: &Sample| (&one.name, &one.labels) == (&sample.name, &sample.labels);
            assert!(!read.samples.iter().any(is_same), "{line} stands there twice");
            read.samples.push(sample);
        }
        read
    }

    pub(super) fn families(&self) -> usize {
        self.types.len()
    }

    /// The sum of the samples with this name and these labels.
    pub(super) fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        self.with(name, labels).map(|sample| sample.value).sum()
    }

    /// The histograms with this name and these labels, added up. The buckets of each are checked:
    /// they grow, and the last one has all.
    pub(super) fn histogram(&self, name: &str, labels: &[(&str, &str)]) -> Histogram {
        assert_eq!(self.types.get(name).map(String::as_str), Some("histogram"), "{name}");
        let mut counts = BTreeMap::<_, Vec<(f64, f64)>>::new();
        for sample in self.with(&format!("{name}_bucket"), labels) {
            let mut series = sample.labels.clone();
            let bound = series.remove("le").unwrap().parse().unwrap();
            counts.entry(series).or_default().push((bound, sample.value));
        }
        let mut buckets: Vec<(f64, f64)> = Vec::new();
        for (series, counts) in counts {
            assert!(counts.is_sorted_by(|one, next| one.0 < next.0 && one.1 <= next.1));
            let own = |sample: &&Sample| sample.labels == series;
            let all = self.with(&format!("{name}_count"), labels).find(own).unwrap();
            assert_eq!(counts.last(), Some(&(f64::INFINITY, all.value)));
            if buckets.is_empty() {
                buckets = counts;
            } else {
                assert_eq!(buckets.len(), counts.len());
                buckets.iter_mut().zip(counts).for_each(|(sum, (_, count))| sum.1 += count);
            }
        }
        let (count, sum) = (format!("{name}_count"), format!("{name}_sum"));
        Histogram { count: self.sum(&count, labels), sum: self.sum(&sum, labels), buckets }
    }

    /// All values of a label.
    pub(super) fn label_values(&self, label: &str) -> Vec<&str> {
        let values = self.samples.iter().filter_map(|sample| sample.labels.get(label));
        values.map(String::as_str).collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn with(&self, name: &str, labels: &[(&str, &str)]) -> impl Iterator<Item = &Sample> {
        self.samples.iter().filter(move |sample| {
            let has = |(label, value): &(&str, &str)| {
                sample.labels.get(*label).is_some_and(|one| one == value)
            };
            sample.name == name && labels.iter().all(has)
        })
    }

    /// The kind of the family that a sample is of.
    fn family(&self, sample: &str) -> Option<&str> {
        let ends = ["", "_bucket", "_sum", "_count"];
        ends.iter().find_map(|end| self.types.get(sample.strip_suffix(end)?)).map(String::as_str)
    }
}

/// `name{label="value",…} 1.5`
fn sample(line: &str) -> Sample {
    let (head, value) = line.rsplit_once(' ').unwrap();
    let (name, rest) = head.split_once('{').unwrap_or((head, "}"));
    let is_name = |name: &str| {
        let rest = name.strip_prefix(|first: char| first.is_ascii_alphabetic() || first == '_');
        rest.is_some_and(|rest| rest.chars().all(|one| one.is_ascii_alphanumeric() || one == '_'))
    };
    assert!(is_name(name), "{line}");
    let mut rest = rest.strip_suffix('}').unwrap();
    let mut labels = BTreeMap::new();
    while !rest.is_empty() {
        let (label, quoted) = rest.split_once("=\"").unwrap();
        assert!(is_name(label), "{line}");
        let mut value = String::new();
        let mut letters = quoted.char_indices();
        let end = loop {
            match letters.next().unwrap() {
                (end, '"') => break end,
                (_, '\\') => value.push(match letters.next().unwrap().1 {
                    'n' => '\n',
                    letter => letter,
                }),
                (_, letter) => value.push(letter),
            }
        };
        assert_eq!(labels.insert(label.to_owned(), value), None, "{line}");
        rest = &quoted[end + 1..];
        rest = rest.strip_prefix(',').unwrap_or(rest);
    }
    Sample { name: name.to_owned(), labels, value: value.parse().unwrap() }
}

#[test]
fn a_scrape_is_read_with_what_its_labels_escape() {
    let text = "# HELP a What a is.\n# TYPE a counter\na{b=\"x\\\"y,\\\\\\n\",c=\"}\"} 3\na 4\n";
    let read = Exposition::parse(text);
    assert_eq!(read.sum("a", &[("b", "x\"y,\\\n"), ("c", "}")]), 3.0);
    assert_eq!((read.sum("a", &[]), read.families()), (7.0, 1));
    assert_eq!(read.label_values("c"), ["}"]);
}
