//! A question as it is stored: what most questions have, and all else behind one mark that says whether there is any.
//!
//! A form of 5,000 questions is opened in a few milliseconds, and reading a dozen empty fields of each would be most of
//! them. Both ways are written out, so that a new field of a question cannot be forgotten here.

use serde::{Deserialize, Serialize};

use crate::{
    expr::{Expression, NodeIndex},
    form::{ChoiceColumns, ChoiceSource, Control, DataType, Parameters, Question, Text},
};

/// What most questions have.
#[derive(Debug, Serialize, Deserialize)]
pub struct StoredQuestion {
    data_type: DataType,
    control: Control,
    choice_list: Option<u32>,
    constraint: Option<Expression>,
    calculation: Option<Expression>,
    rest: Option<Box<Rest>>,
}

/// What few questions have.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Rest {
    choice_columns: ChoiceColumns,
    choice_filter: Option<Expression>,
    required: Option<Expression>,
    required_message: Text,
    constraint_message: Text,
    default: Option<Expression>,
    read_only: Option<Expression>,
    choice_source: ChoiceSource,
    triggers: Vec<NodeIndex>,
    parameters: Parameters,
    seed: Option<Expression>,
}

impl From<Question> for StoredQuestion {
    fn from(question: Question) -> Self {
        let Question { data_type, control, choice_list, constraint, calculation, .. } = question;
        let rest = Rest {
            choice_columns: question.choice_columns,
            choice_filter: question.choice_filter,
            required: question.required,
            required_message: question.required_message,
            constraint_message: question.constraint_message,
            default: question.default,
            read_only: question.read_only,
            choice_source: question.choice_source,
            triggers: question.triggers,
            parameters: question.parameters,
            seed: question.seed,
        };
        let rest = (rest != Rest::default()).then(|| Box::new(rest));
        Self { data_type, control, choice_list, constraint, calculation, rest }
    }
}

impl From<StoredQuestion> for Question {
    fn from(stored: StoredQuestion) -> Self {
        let StoredQuestion { data_type, control, choice_list, constraint, calculation, rest } = stored;
        let rest = rest.map_or_else(Rest::default, |rest| *rest);
        Self {
            data_type,
            control,
            choice_list,
            choice_columns: rest.choice_columns,
            choice_filter: rest.choice_filter,
            required: rest.required,
            required_message: rest.required_message,
            constraint,
            constraint_message: rest.constraint_message,
            calculation,
            default: rest.default,
            read_only: rest.read_only,
            choice_source: rest.choice_source,
            triggers: rest.triggers,
            parameters: rest.parameters,
            seed: rest.seed,
        }
    }
}
