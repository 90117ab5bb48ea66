//! One control: how a question is asked.
//!
//! Its element and attributes follow from the question's type and parameters; its words come from `wording`, its
//! choices from `itemset`. What holds of the answer stands in its bind.

use std::fmt::{self, Write};

use super::{Writer, question};
use crate::form::{
    ChoiceSource, Control, Element, GeoParameters, Incremental, NodeIndex, OsmTag, Parameters, Question,
    RangeParameters,
};

impl<W: Write> Writer<'_, '_, W> {
    pub(super) fn control(&mut self, index: NodeIndex, question: &Question) -> fmt::Result {
        let node = self.form.node(index);
        let Some(tag) = question::tag(node, question) else { return Ok(()) };
        let path = self.paths.absolute(index).to_owned();
        self.xml.open(tag)?;
        self.xml.attribute("ref", &path)?;
        if let Control::Upload(upload) = question.control {
            self.xml.attribute("mediatype", question::media_type(upload))?;
        }
        self.question_appearance(index, question)?;
        self.xml.attribute_if("autoplay", &node.autoplay)?;
        self.parameters(&question.parameters)?;
        self.own_attributes(index, Element::Body)?;
        self.label_and_hint(index)?;
        self.offers(index, question)?;
        self.change_actions(index)?;
        self.xml.close()
    }

    /// The appearance, with the search that the choices come from.
    fn question_appearance(&mut self, index: NodeIndex, question: &Question) -> fmt::Result {
        let mut words = self.form.node(index).appearance.clone();
        if let ChoiceSource::Search(arguments) = &question.choice_source {
            let call = format!("search({arguments})");
            match words.iter_mut().find(|word| word.contains("search(")) {
                Some(word) => *word = call,
                None => words.push(call),
            }
        }
        self.appearance_of(index, &words)
    }

    fn parameters(&mut self, parameters: &Parameters) -> fmt::Result {
        match parameters {
            Parameters::Range(range) => self.range(range),
            Parameters::Geo(geo) => self.geo(geo),
            Parameters::Text { rows: Some(rows) } => self.xml.attribute("rows", &rows.to_string()),
            Parameters::Image { app, .. } => self.xml.attribute_if("intent", app),
            _ => Ok(()),
        }
    }

    fn range(&mut self, range: &RangeParameters) -> fmt::Result {
        for (name, value) in [
            ("start", &range.start),
            ("end", &range.end),
            ("step", &range.step),
            ("odk:tick-interval", &range.tick_interval),
            ("odk:placeholder", &range.placeholder),
        ] {
            self.xml.attribute_if(name, value)?;
        }
        Ok(())
    }

    fn geo(&mut self, geo: &GeoParameters) -> fmt::Result {
        self.xml.attribute_if("accuracyThreshold", &geo.capture_accuracy)?;
        self.xml.attribute_if("unacceptableAccuracyThreshold", &geo.warning_accuracy)?;
        if geo.incremental == Incremental::EveryPoint { self.xml.attribute("incremental", "true") } else { Ok(()) }
    }

    /// What there is to choose from.
    fn offers(&mut self, index: NodeIndex, question: &Question) -> fmt::Result {
        match &question.parameters {
            Parameters::Osm(tags) => tags.iter().try_for_each(|tag| self.osm_tag(tag)),
            Parameters::Range(range) if !range.tick_labels.is_empty() => self.itemset_element(
                &format!("instance('{}')/root/item", range.tick_labels),
                "name",
                self.label_reference(&range.tick_labels),
            ),
            Parameters::Geo(geo) if !geo.reference_geometry.is_empty() => {
                self.reference_geometry(index, &geo.reference_geometry)
            }
            _ => match &question.choice_source {
                ChoiceSource::Search(_) => self.inline_items(question),
                ChoiceSource::Answers(node) => self.answers_itemset(index, *node, question),
                ChoiceSource::List | ChoiceSource::External if question.choice_list.is_some() => {
                    self.list_itemset(index, question)
                }
                ChoiceSource::List | ChoiceSource::External => Ok(()),
            },
        }
    }

    fn osm_tag(&mut self, tag: &OsmTag) -> fmt::Result {
        self.xml.open("tag")?;
        self.xml.attribute("key", &tag.key)?;
        self.xml.leaf("label", &tag.label)?;
        for (value, label) in &tag.choices {
            self.item(value, label)?;
        }
        self.xml.close()
    }

    pub(super) fn item(&mut self, value: &str, label: &str) -> fmt::Result {
        self.xml.open("item")?;
        self.xml.leaf("label", label)?;
        self.xml.leaf("value", value)?;
        self.xml.close()
    }
}
