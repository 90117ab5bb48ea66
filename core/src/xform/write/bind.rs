//! Binds: what holds of each node, and the actions that stand beside them.
//!
//! A bind has the type, the rules and the preload of its node. How a question is asked stands in the body.

use std::fmt::{self, Write};

use super::{
    Writer,
    paths::Place,
    question::{self, bind_type},
    reference::is_path,
};
use crate::form::{
    Attribute, Control, Element, InstanceId, MockPlaces, Node, NodeIndex, NodeKind, Parameters, Question,
};

/// Attributes of one bind, in order.
type Attributes = Vec<(String, String)>;

impl<W: Write> Writer<'_, '_, W> {
    pub(super) fn binds(&mut self) -> fmt::Result {
        let form = self.form;
        for index in (1..form.nodes.len()).filter_map(|index| u32::try_from(index).ok()).map(NodeIndex) {
            let node = form.node(index);
            if form.is_made(index) {
                continue;
            }
            if let NodeKind::Repeat { count: Some(count), .. } = &node.kind
                && !is_path(&count.source)
            {
                let calculate = self.paths.xpath(&count.source, Place::at(index));
                let nodeset = format!("{}_count", self.paths.absolute(index));
                self.bind(&nodeset, &[("type", "string"), ("readonly", "true()"), ("calculate", &calculate)])?;
            }
            let attributes = self.attributes_of(index, node);
            if !attributes.is_empty() {
                let nodeset = self.paths.absolute(index).to_owned();
                let attributes: Vec<_> =
                    attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                self.bind(&nodeset, &attributes)?;
            }
            self.first_load_actions(index)?;
            // Entities stand after what they are made of, as in the instance.
            self.inner_entity_binds(index)?;
        }
        self.meta_binds()
    }

    pub(super) fn bind(&mut self, nodeset: &str, attributes: &[(&str, &str)]) -> fmt::Result {
        self.xml.open("bind")?;
        self.xml.attribute("nodeset", nodeset)?;
        attributes.iter().try_for_each(|(name, value)| self.xml.attribute(name, value))?;
        self.xml.close()
    }

    fn attributes_of(&self, index: NodeIndex, node: &Node) -> Attributes {
        let mut attributes = Attributes::new();
        let place = Place::at(index);
        let mut set = |name: &str, value: String| match attributes.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => attributes.push((name.to_owned(), value)),
        };
        if let Some(question) = question::of(node) {
            set("type", bind_type(question).to_owned());
            self.logic(index, question, &mut set);
            preloads(question, &mut set);
            parameters(question, &mut set);
        }
        if let Some(relevant) = &node.relevant {
            set("relevant", self.paths.xpath(&relevant.source, place));
        }
        for entity in &self.form.entities {
            if let Some((property, _)) = entity.saves.iter().find(|(_, node)| *node == index) {
                set("entities:saveto", property.clone());
            }
        }
        for Attribute { name, value, .. } in node.attributes.iter().filter(|attribute| attribute.of == Element::Bind) {
            set(name, self.paths.xpath(value, place));
        }
        attributes
    }

    fn logic(&self, index: NodeIndex, question: &Question, set: &mut impl FnMut(&str, String)) {
        let place = Place::at(index);
        if question.control == Control::Note {
            set("readonly", "true()".to_owned());
        }
        let calculation = question.calculation.as_ref().filter(|_| question.triggers.is_empty());
        for (name, expression) in [
            ("readonly", &question.read_only.as_ref()),
            ("required", &question.required.as_ref()),
            ("constraint", &question.constraint.as_ref()),
            ("calculate", &calculation),
        ] {
            if let Some(expression) = expression {
                set(name, self.paths.xpath(&expression.source, place));
            }
        }
        for (name, text) in
            [("jr:constraintMsg", &question.constraint_message), ("jr:requiredMsg", &question.required_message)]
        {
            if !text.is_empty() {
                set(name, self.message(index, name, text));
            }
        }
    }

    fn meta_binds(&mut self) -> fmt::Result {
        let (form, root) = (self.form, self.paths.root().to_owned());
        self.root_entity_binds()?;
        if let Some(audit) = &form.settings.audit {
            let names: Vec<String> = audit.parameters.iter().map(|(name, _)| format!("odk:{name}")).collect();
            let mut attributes = vec![("type", "binary")];
            attributes
                .extend(names.iter().map(String::as_str).zip(audit.parameters.iter().map(|(_, value)| value.as_str())));
            self.bind(&format!("/{root}/meta/audit"), &attributes)?;
        }
        let preload = match &form.settings.instance_id {
            InstanceId::Made => Some("uid"),
            InstanceId::Preloaded(preload) => Some(preload.as_str()),
            InstanceId::Omitted => None,
        };
        if let Some(preload) = preload {
            let attributes = [("type", "string"), ("readonly", "true()"), ("jr:preload", preload)];
            self.bind(&format!("/{root}/meta/instanceID"), &attributes)?;
        }
        if let Some(name) = &form.instance_name {
            let calculate = self.paths.xpath(&name.source, Place::NOWHERE);
            self.bind(&format!("/{root}/meta/instanceName"), &[("type", "string"), ("calculate", &calculate)])?;
        }
        Ok(())
    }
}

fn preloads(question: &Question, set: &mut impl FnMut(&str, String)) {
    if let Control::Preload(preload) = question.control
        && let Some((kind, parameter)) = question::preload(preload)
    {
        set("jr:preload", kind.to_owned());
        set("jr:preloadParams", parameter.to_owned());
    }
}

/// Parameters that are said in the bind.
fn parameters(question: &Question, set: &mut impl FnMut(&str, String)) {
    match &question.parameters {
        Parameters::Geo(geo) => match geo.mock {
            MockPlaces::Unsaid => {}
            MockPlaces::Allowed => set("odk:allow-mock-accuracy", "true".to_owned()),
            MockPlaces::Refused => set("odk:allow-mock-accuracy", "false".to_owned()),
        },
        Parameters::Image { max_pixels: Some(pixels), .. } => set("orx:max-pixels", pixels.to_string()),
        // A sound in the background says it in its action.
        Parameters::Audio { quality: Some(quality) } if question.control.is_asked() => {
            set("odk:quality", quality.word().to_owned());
        }
        _ => {}
    }
}
